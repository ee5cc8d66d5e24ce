#!/usr/bin/env bash
# Runs `meshlint check` for the GitHub Action. Inputs come as variables, so that nothing in them is a command.
set -euo pipefail
args=()
while IFS= read -r line; do
  [ -z "$line" ] || args+=("$line")
done <<<"${MESHLINT_ARGS:-}"
if [ -n "${MESHLINT_SARIF:-}" ]; then
  args+=(--output "sarif=$MESHLINT_SARIF")
fi
paths=()
while IFS= read -r line; do
  [ -z "$line" ] || paths+=("$line")
done <<<"${MESHLINT_PATHS:-.}"
exec meshlint check ${args[@]+"${args[@]}"} -- ${paths[@]+"${paths[@]}"}
