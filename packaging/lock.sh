#!/bin/sh
# Write the lock files anew from pyproject.toml: the newest versions that it admits, for every platform, with hashes.
set -eu
cd "$(dirname "$0")/.."
for group in "" dev; do
    .venv/bin/uv pip compile pyproject.toml ${group:+--group "$group"} --universal --python-version 3.11 --upgrade \
        --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet \
        --output-file "packaging/requirements${group:+-$group}.lock"
done
