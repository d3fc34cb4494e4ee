"""Every command: help, exit codes, one plain sentence on stderr, and nothing imported that is not needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from familydash import __version__
from familydash.cli import build, failures
from familydash.errors import CannotServe, StorageFull
from tests.cli.conftest import Cli

COMMANDS = (
    "init",
    "serve",
    "demo",
    "user",
    "user add",
    "user list",
    "user password",
    "user remove",
    "user admin",
    "backup",
    "restore",
    "openapi",
)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(command: str) -> None:
    shown = CliRunner().invoke(build(), [*command.split(), "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.output
    if command:
        assert len(shown.output.split("\n\n")[1].strip()) > 10  # it says what it does


def test_help_says_what_each_command_does_on_a_line_that_is_not_cut() -> None:
    assert "..." not in CliRunner().invoke(build(), ["--help"]).output.split("Commands:")[1]


def test_the_version_is_said_without_importing_anything_for_it(cli: Cli) -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "familydash", "--version"],
        capture_output=True,
        text=True,
        check=True,
        env=cli.environment(),
    )
    assert run.stdout == f"familydash {__version__}\n"
    assert "typer" not in run.stderr
    assert cli.done("--version") == f"familydash {__version__}\n"


@pytest.mark.parametrize(("arguments", "heavy"), [(("user", "list"), "aiohttp"), (("backup",), "argon2")])
def test_a_command_imports_what_it_needs_alone(cli: Cli, arguments: tuple[str, ...], heavy: str) -> None:
    cli.init()
    python, *rest = cli.command(*arguments)
    run = subprocess.run(
        [python, "-X", "importtime", *rest], capture_output=True, text=True, check=True, env=cli.environment()
    )
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert "familydash.db.file" in imported
    assert not {name for name in imported if name.split(".")[0] in (heavy, "rich")}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nonsense",), "No such command"),
        ((), "Missing command"),
        (("user",), "Missing command"),
        (("backup", "--nonsense"), "No such option"),
        (("restore",), "Missing argument"),
        (("user", "add", "a@b", "--person", "Kim", "--name", "x"), "must be a valid integer"),
        (("user", "admin", "a@b"), "Missing option"),
        (("serve", "--port", "eighty"), "port must be a number"),
        (("serve", "--log-level", "loud"), "log_level must be one of"),
    ],
)
def test_wrong_use_is_a_sentence_and_exit_2(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    assert said in cli.refused(2, *arguments)


@pytest.mark.parametrize("arguments", [("user", "list"), ("user", "remove", "a@b", "--yes"), ("backup",)])
def test_where_there_is_no_household_it_says_so_and_makes_none(cli: Cli, arguments: tuple[str, ...]) -> None:
    assert "there is no household in" in cli.refused(1, *arguments)
    assert not cli.data_dir.exists()


def test_a_data_directory_comes_from_the_environment_too(cli: Cli) -> None:
    cli.init()
    run = subprocess.run(
        [sys.executable, "-m", "familydash", "user", "list", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env=cli.environment(STATE_DIRECTORY=f"{cli.data_dir}:/elsewhere"),
    )
    assert [user["name"] for user in json.loads(run.stdout)] == ["Anna"]


def test_a_reader_that_goes_away_gets_no_traceback(cli: Cli) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = subprocess.run(
            cli.command("openapi"),
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            env=cli.environment(),
            check=False,
        )
    finally:
        os.close(writing)
    assert (run.returncode, run.stderr) == (1, "")


def test_the_document_is_printed(cli: Cli) -> None:
    assert json.loads(cli.done("openapi"))["openapi"] == "3.1.0"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CannotServe("the door is locked; knock"), 1, "the door is locked; knock"),
        (StorageFull(), 1, "the disk is full"),
        (OSError(28, "No space left on device"), 1, "the disk is full"),
        (PermissionError(13, "Permission denied", "/somewhere"), 1, "/somewhere: Permission denied"),
        (KeyboardInterrupt(), 1, "stopped"),
        (ZeroDivisionError("x"), 1, "this is a defect of familydash (ZeroDivisionError)"),
    ],
)
def test_whatever_goes_wrong_is_one_sentence(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typer.Typer()

    @app.command()
    def fail() -> None:
        raise error

    monkeypatch.delenv("FAMILYDASH_LOG_LEVEL", raising=False)
    assert failures.run(app, []) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    (line,) = shown.err.splitlines()
    assert line.startswith(f"familydash: {said}")


def test_with_the_log_at_debug_a_defect_shows_where_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typer.Typer()

    @app.command()
    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setenv("FAMILYDASH_LOG_LEVEL", "debug")
    assert failures.run(app, []) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can leave files that a service cannot open")
def test_what_root_makes_in_a_services_directory_becomes_the_services(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    (tmp_path / "roots").write_text("")
    os.link(tmp_path / "roots", cli.data_dir / "trick")
    for path in (cli.data_dir, cli.data_dir / "familydash.db"):
        os.chown(path, 4711, 4711)
    (tmp_path / "link").symlink_to(cli.data_dir)
    for data_dir in (cli.data_dir, tmp_path / "link"):
        Cli(data_dir, cli.home).done("backup")
    cli.done("user", "list")
    owners = {path.name: path.stat().st_uid for path in cli.data_dir.rglob("*")}
    assert owners.pop("trick") == 0
    assert set(owners.values()) == {4711}
