#!/bin/sh
# NIST's problems with default options beside scipy and npm's most used package; the table is kept in bench/logs.
# PYTHON is one with tools/golden/requirements-curves.txt, such as that of tools/golden/regenerate.sh; the files of NIST are in the folder nist of GLISSADE_DATA.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
CURVES=$(mktemp -d)
export CURVES PYTHONDONTWRITEBYTECODE=1
trap 'rm -rf "$CURVES"' EXIT
(cd "$here" && npm ci --no-audit --no-fund >&2)
cd "$here/../../.."
npx vitest run --config tools/curves/nist/vitest.config.ts >&2
tee bench/logs/curves-nist.txt <"$CURVES/table.md"
