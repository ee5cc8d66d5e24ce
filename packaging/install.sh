#!/bin/sh
# Installs the program of a release after its checksum was compared.
#   packaging/install.sh [FOLDER]        the folder is ~/.local/bin if not given
# MESHLINT_VERSION chooses the release, MESHLINT_TARGET the machine, MESHLINT_RELEASES where releases lie.
set -eu
version=${MESHLINT_VERSION:-0.1.0}
releases=${MESHLINT_RELEASES:-https://github.com/meshlint/meshlint/releases/download}
folder=${1:-$HOME/.local/bin}

fail() {
  echo "install.sh: $*" >&2
  exit 1
}

if [ -z "${MESHLINT_TARGET:-}" ]; then
  case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no release for $(uname -m); build it with cargo" ;;
  esac
  case $(uname -s) in
    Linux) MESHLINT_TARGET=$machine-unknown-linux-musl ;;
    Darwin) MESHLINT_TARGET=$machine-apple-darwin ;;
    *) fail "there is no release for $(uname -s) that this script could install" ;;
  esac
fi

archive=meshlint-$MESHLINT_TARGET.tar.gz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for file in "$archive" "$archive.sha256"; do
  curl --fail --silent --show-error --location --retry 3 --output "$work/$file" "$releases/v$version/$file" ||
    fail "cannot fetch $releases/v$version/$file"
done
(
  cd "$work"
  if command -v sha256sum >/dev/null; then
    sha256sum --check "$archive.sha256"
  else
    shasum -a 256 --check "$archive.sha256"
  fi >/dev/null 2>&1
) || fail "the checksum of $archive is wrong"
tar -C "$work" -xzf "$work/$archive"
mkdir -p "$folder"
mv "$work/meshlint-$MESHLINT_TARGET/meshlint" "$folder/meshlint"
"$folder/meshlint" --version
