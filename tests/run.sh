#!/bin/sh
# Sets everything up on a fresh machine and passes the tests: sh tests/run.sh [pytest arguments]
set -eu
cd "$(dirname "$0")/.."
sh tests/system-parts.sh
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
for tool in pyodide validator; do
    npm install --prefix "tests/$tool" --silent --no-audit --no-fund
done
exec .venv/bin/python -m pytest -n auto "$@"
