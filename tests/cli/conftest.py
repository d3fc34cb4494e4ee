"""The real command in a process of its own, with a home and an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DEADLINE = 60  # seconds; nothing here takes two, but a Pi that also builds something else may


@dataclass
class Served:
    """A `serve` or `demo` that answers."""

    process: subprocess.Popen[str]
    address: str
    lines: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The next line that it prints."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().rstrip("\n")

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
        request = urllib.request.Request(self.address + path, method=method)  # noqa: S310  our own server
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=DEADLINE) as answer:  # noqa: S310
                raw = answer.read()
                return answer.status, json.loads(raw) if raw else None
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.loads(error.read())

    def sign_in(self, email: str, password: str) -> str:
        status, answer = self.ask("POST", "auth/login", {"email": email, "password": password})
        assert status == 200, answer
        return str(answer["data"]["access_token"])

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(DEADLINE)


@dataclass
class Cli:
    """`familydash` with a data directory."""

    data_dir: Path
    home: Path
    template: Path | None = None

    def environment(self, **more: str) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONPATH": str(ROOT), "TZ": "UTC", **more}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "familydash", "--data-dir", str(self.data_dir), *arguments]

    def run(self, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            env=self.environment(**environment),
            cwd=self.home,
            check=False,
        )

    def done(self, *arguments: str, stdin: str = "", **environment: str) -> str:
        """What a command that succeeds prints."""
        finished = self.run(*arguments, stdin=stdin, **environment)
        assert (finished.returncode, finished.stderr) == (0, "")
        return finished.stdout

    def told(self, *arguments: str, stdin: str = "") -> Any:
        """The same with --json, read."""
        return json.loads(self.done(*arguments, "--json", stdin=stdin))

    def refused(self, code: int, *arguments: str, stdin: str = "", **environment: str) -> str:
        """The one sentence of a command that fails; it has printed nothing else."""
        finished = self.run(*arguments, stdin=stdin, **environment)
        assert (finished.returncode, finished.stdout) == (code, ""), finished.stderr
        (line,) = finished.stderr.splitlines()
        assert line.startswith("familydash: ")
        return line.removeprefix("familydash: ")

    def init(self) -> None:
        """A household whose admin is Anna."""
        if self.template is not None:
            shutil.copytree(self.template, self.data_dir)
            return
        who = ("--admin-email", "ana@example.org", "--admin-name", "Anna")
        self.done("init", *who, "--password-stdin", stdin="correct horse\n")

    @contextmanager
    def serving(self, *arguments: str, **environment: str) -> Iterator[Served]:
        """A server until the block ends, on this machine and a free port."""
        with subprocess.Popen(
            self.command(*(arguments or ("serve",)), "--host", "127.0.0.1", "--port", "0"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(**environment),
            cwd=self.home,
        ) as process:
            watchdog = threading.Timer(DEADLINE, process.kill)
            watchdog.start()
            try:
                assert process.stdout is not None
                assert process.stderr is not None
                line = process.stdout.readline()
                assert line.startswith("familydash is at http://127.0.0.1:"), line + process.stderr.read()
                yield Served(process, line.split()[-1])
            finally:
                watchdog.cancel()
                process.terminate()
                try:
                    process.wait(10)
                finally:
                    process.kill()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: `init` hashes a password, which takes its time."""
    cli = Cli(tmp_path_factory.mktemp("template") / "house", tmp_path_factory.mktemp("home"))
    cli.init()
    return cli.data_dir


@pytest.fixture
def cli(tmp_path: Path, template: Path) -> Cli:
    home = tmp_path / "home"
    home.mkdir()
    return Cli(tmp_path / "house", home, template)
