#!/bin/sh
# Optimizer states there and back: taken over from torch, optax and Keras, given back, loaded by them. `result.txt` keeps what it printed.
# PYTHON is one with tools/golden/requirements.txt and safetensors 0.8.0, such as that of tools/golden/regenerate.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
STATES=$(mktemp -d)
export STATES PYTHONDONTWRITEBYTECODE=1
trap 'rm -rf "$STATES"' EXIT
cd "$here/../.."
npx vitest run --config tools/states/vitest.config.ts >&2
"${PYTHON:-python3.11}" "$here/read.py" "$STATES" | tee "$here/result.txt"
