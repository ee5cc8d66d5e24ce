#!/bin/sh
# Packs one program as releases have it: meshlint-TARGET.tar.gz (.zip for Windows) and its checksum.
#   packaging/archive.sh TARGET PROGRAM FOLDER
set -eu
target=$1 program=$2 folder=$3
root=$(cd "$(dirname "$0")/.." && pwd)
name=meshlint-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/man" "$work/$name/completions" "$folder"
cp "$program" "$root/LICENSE" "$root/NOTICE" "$root/README.md" "$work/$name/"
# What is built for another machine cannot write its own pages here; the archive goes without them.
if "$program" --version >/dev/null 2>&1; then
  "$program" man "$work/$name/man"
  for shell in bash elvish fish nushell powershell zsh; do
    "$program" completions "$shell" >"$work/$name/completions/meshlint.$shell"
  done
fi
case $target in
  *windows*)
    archive=$name.zip
    (cd "$work" && 7z a -bd "$archive" "$name" >/dev/null)
    ;;
  *)
    archive=$name.tar.gz
    tar -C "$work" -czf "$work/$archive" "$name"
    ;;
esac
mv "$work/$archive" "$folder/"
(
  cd "$folder"
  if command -v sha256sum >/dev/null; then sha256sum "$archive"; else shasum -a 256 "$archive"; fi >"$archive.sha256"
)
echo "$folder/$archive"
