#!/bin/sh
# All that CI runs: set-up, format, lint, types, the web app's own checks, every test (a real Chromium included).
set -eu
cd "$(dirname "$0")/.."
sh packaging/setup.sh --dev

echo "== Python: format, lint, types"
.venv/bin/ruff format --check .
.venv/bin/ruff check .
.venv/bin/mypy

echo "== Web app: types, tests"
sh packaging/npm.sh --prefix frontend ci --ignore-scripts --no-audit --no-fund --silent
sh packaging/npm.sh --prefix frontend run --silent check
sh packaging/npm.sh --prefix frontend run --silent test

echo "== Tests"
exec .venv/bin/python -m pytest "$@"
