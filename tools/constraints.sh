#!/usr/bin/env bash
# Writes constraints.txt: the exact versions that development, CI and the image install.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" --quiet install --upgrade 'pip>=25.1'
"$scratch/venv/bin/pip" --quiet install --editable '.[operator,cli]' --group dev --group bench --group docs
{
  echo "# Versions that are tested together; written by \`make constraints\`."
  "$scratch/venv/bin/pip" --quiet freeze --exclude-editable --exclude pip
} > constraints.txt
