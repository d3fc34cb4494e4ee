#!/bin/sh
# Set familydash up in .venv: `setup.sh` to run it, `setup.sh --dev` to work on it.
set -eu
cd "$(dirname "$0")/.."

missing() { # a Debian package, installed where we may
    if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null
    else
        echo "familydash needs the package $1: install it (Debian: sudo apt install $1) and try again" >&2
        exit 1
    fi
}

python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "familydash needs Python 3.11 or newer as python3" >&2
    exit 1
}
python3 -c 'import ensurepip' 2>/dev/null || missing python3-venv
[ -x .venv/bin/python ] || python3 -m venv .venv

pip="env PIP_DISABLE_PIP_VERSION_CHECK=1 .venv/bin/python -m pip --quiet"
if [ "${1:-}" = --dev ]; then
    command -v chromium >/dev/null || missing chromium
    command -v curl >/dev/null || missing curl # the README's examples are run
    # what drives the browser needs it
    python3 -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || missing libatomic1
    $pip install --require-hashes -r packaging/requirements-dev.lock
    $pip install --no-deps --editable .
else
    $pip install --require-hashes -r packaging/requirements.lock
    $pip install --no-deps .
fi
