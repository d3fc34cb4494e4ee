"""`familydash init`: a household with its first admin, or nothing at all."""

import fcntl
import os
import pty
import subprocess
import termios
from hashlib import sha256
from pathlib import Path

from tests.cli.conftest import DEADLINE, Cli

ANNA = ("--admin-email", "ana@example.org", "--admin-name", "Anna", "--password-stdin")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_it_makes_directory_database_key_and_admin_for_the_owner_alone(cli: Cli) -> None:
    said = cli.done("init", *ANNA, stdin="correct horse\n")
    assert str(cli.data_dir) in said
    assert "ana@example.org" in said
    assert mode(cli.data_dir) == 0o700
    assert [mode(cli.data_dir / name) for name in ("familydash.db", "secret.key")] == [0o600, 0o600]
    (anna,) = cli.told("user", "list")
    assert (anna["email"], anna["name"], anna["is_admin"]) == ("ana@example.org", "Anna", True)


def test_scripts_read_its_answer(cli: Cli) -> None:
    told = cli.told("init", *ANNA, stdin="correct horse\n")
    assert told["data_dir"] == str(cli.data_dir)
    assert told["admin"]["email"] == "ana@example.org"


def test_the_password_is_the_line_as_it_was_typed(cli: Cli) -> None:
    cli.done("init", *ANNA, stdin="  spaces and ümläuts  \r\nmore\n")
    with cli.serving() as served:
        assert served.sign_in("ANA@example.org", "  spaces and ümläuts  ")


def test_an_existing_household_is_not_touched(cli: Cli) -> None:
    cli.init()
    before = {path.name: sha256(path.read_bytes()).hexdigest() for path in cli.data_dir.iterdir()}
    assert "there is a household in" in cli.refused(1, "init", *ANNA, stdin="another one\n")
    assert {path.name: sha256(path.read_bytes()).hexdigest() for path in cli.data_dir.iterdir()} == before
    with cli.serving() as served:
        assert "there is a household in" in cli.refused(1, "init", *ANNA, stdin="another one\n")
        served.sign_in("ana@example.org", "correct horse")


def test_what_is_wrong_makes_nothing(cli: Cli) -> None:
    assert "email" in cli.refused(
        2, "init", "--admin-email", "ana", "--admin-name", "A", "--password-stdin", stdin="x" * 9
    )
    assert "name" in cli.refused(
        2, "init", "--admin-email", "a@b", "--admin-name", " ", "--password-stdin", stdin="x" * 9
    )
    assert "password" in cli.refused(2, "init", *ANNA, stdin="short\n")
    assert "--admin-email" in cli.refused(2, "init")
    assert "--password-stdin" in cli.refused(2, "init", *ANNA[:-1])
    assert not cli.data_dir.exists()


def typed(cli: Cli, *lines: str) -> tuple[int, str]:
    """Exit code and screen of `init` at a terminal where somebody answers each question with the next line."""
    screen, keyboard = pty.openpty()

    def take_terminal() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    with subprocess.Popen(
        cli.command("init"),
        stdin=keyboard,
        stdout=keyboard,
        stderr=keyboard,
        start_new_session=True,
        preexec_fn=take_terminal,
        env=cli.environment(),
    ) as process:
        os.close(keyboard)
        shown, left = b"", list(lines)
        try:
            while chunk := os.read(screen, 4096):
                shown += chunk
                if left and shown.endswith(b": "):
                    os.write(screen, left.pop(0).encode() + b"\n")
        except OSError:  # the other side has gone
            pass
        finally:
            os.close(screen)
        return process.wait(DEADLINE), shown.decode()


def test_at_a_terminal_it_asks_and_never_shows_the_password(cli: Cli) -> None:
    code, screen = typed(
        cli, "ana@example.org", "Anna", "correct horse", "another horse", "correct horse", "correct horse"
    )
    assert code == 0, screen
    assert "These are two different ones." in screen
    assert "horse" not in screen
    with cli.serving() as served:
        served.sign_in("ana@example.org", "correct horse")


def test_at_a_terminal_an_end_of_input_stops_it(cli: Cli) -> None:
    code, screen = typed(cli, "ana@example.org", "\x04")
    assert code == 1
    assert "nothing was changed" in screen
    assert not cli.data_dir.exists()
