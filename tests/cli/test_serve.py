"""`familydash serve` and `demo`: one line when it is ready, a clean end, and plain words where it cannot be."""

import json
import re
import signal
import socket
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from familydash.cli.serving import address_of
from familydash.config import CONFIG, DATABASE
from familydash.db.migrate import migrate
from tests.cli.conftest import DEADLINE, Cli


def test_without_a_household_it_makes_one_and_says_where_its_first_admin_is_set_up(cli: Cli) -> None:
    with cli.serving() as served:
        line = served.line()
        assert line.startswith(f"set it up here, once: {served.address}app/setup?code=")
        code = line.split("code=")[1]
        anna = {"code": code, "email": "ana@example.org", "name": "Anna", "password": "correct horse"}
        assert served.ask("POST", "auth/setup", {**anna, "code": "a guess"})[0] == 404
        assert served.ask("POST", "auth/setup", anna)[0] in (200, 201)
        assert served.ask("POST", "auth/setup", {**anna, "email": "zoe@example.org"})[0] == 404
        served.sign_in("ana@example.org", "correct horse")
        assert served.stop() == 0
        assert served.line() == ""
    assert cli.data_dir.stat().st_mode & 0o777 == 0o700
    with cli.serving() as served:
        served.stop()
        assert served.line() == ""  # it has an admin now


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_cleanly_sockets_are_told_and_the_log_of_the_database_is_gone(
    cli: Cli, number: signal.Signals
) -> None:
    cli.init()
    with cli.serving() as served:
        token = served.sign_in("ana@example.org", "correct horse")
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{served.address}ws") as ws:
            await ws.send_json({"action": "auth", "token": token})
            assert (await ws.receive_json(timeout=DEADLINE))["action"] == "authenticated"
            served.process.send_signal(number)
            assert (await ws.receive(timeout=DEADLINE)).type is aiohttp.WSMsgType.CLOSE
            assert ws.close_code == 1001
        assert served.process.wait(DEADLINE) == 0
        assert served.process.stderr is not None
        assert "Traceback" not in served.process.stderr.read()
    assert sorted(path.name for path in cli.data_dir.iterdir()) == [DATABASE, "familydash.lock", "secret.key"]


def test_a_second_one_on_the_same_directory_says_who_has_it(cli: Cli) -> None:
    cli.init()
    with cli.serving() as served:
        said = cli.refused(1, "serve", "--port", "0")
        assert f"process {served.process.pid}, which serves {served.address}" in said


def test_after_kill_9_the_next_one_starts(cli: Cli) -> None:
    cli.init()
    with cli.serving() as served:
        served.process.kill()
        served.process.wait(DEADLINE)
    with cli.serving() as served:
        served.sign_in("ana@example.org", "correct horse")


def test_a_port_in_use_is_a_sentence(cli: Cli) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = cli.refused(1, "serve", "--host", "127.0.0.1", "--port", port)
    assert said.startswith(f"port {port} is in use by another program; ")


def test_an_address_of_another_machine_is_a_sentence(cli: Cli) -> None:
    assert "192.0.2.77 is no address of this machine" in cli.refused(1, "serve", "--host", "192.0.2.77", "--port", "0")


def test_a_newer_database_is_refused_and_not_a_byte_changes(cli: Cli) -> None:
    cli.init()
    connection = sqlite3.connect(cli.data_dir / DATABASE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (cli.data_dir / DATABASE).read_bytes()
    assert "newer familydash" in cli.refused(1, "serve", "--port", "0")
    assert (cli.data_dir / DATABASE).read_bytes() == before


def test_a_damaged_database_is_refused_and_the_newest_backup_named(cli: Cli) -> None:
    cli.init()
    backup = cli.told("backup")["path"]
    with (cli.data_dir / DATABASE).open("r+b") as file:
        file.seek(4096 * 8)
        file.write(b"\xff" * 4096 * 4)
    said = cli.refused(1, "serve", "--port", "0")
    assert "is damaged" in said
    assert f"familydash restore {backup} --force" in said


def test_an_older_database_is_backed_up_and_served(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.data_dir.mkdir()
    migrate(cli.data_dir)
    with cli.serving() as served:
        assert served.ask("GET", "health") == (200, {"status": "healthy", "db": "connected"})


def test_what_holds_is_shown_with_where_it_is_from_and_nothing_is_made(cli: Cli) -> None:
    shown = cli.done("serve", "--show-config", "--log-level", "error", FAMILYDASH_PORT="9000")
    assert "port = 9000  # FAMILYDASH_PORT" in shown
    assert 'log_level = "error"  # --log-level' in shown
    assert 'host = "0.0.0.0"  # default' in shown
    assert not cli.data_dir.exists()


def test_a_wrong_line_in_the_settings_is_exit_2(cli: Cli) -> None:
    cli.data_dir.mkdir()
    (cli.data_dir / CONFIG).write_text("prot = 8000\n")
    assert "prot" in cli.refused(2, "serve")


def test_the_log_is_on_stderr_as_json_and_shows_no_token(cli: Cli) -> None:
    cli.init()
    with cli.serving(FAMILYDASH_LOG_FORMAT="json") as served:
        served.ask("GET", "health")
        served.ask("GET", "lists?token=eyJhbGciOi.abcdef.ghijkl")
        served.stop()
        assert served.process.stderr is not None
        log = served.process.stderr.read()
    lines = [json.loads(line) for line in log.splitlines()]
    assert any(line.get("path") == "/lists" and line["status"] == 401 for line in lines)
    assert "abcdef" not in log


@pytest.mark.parametrize("format", ["text", "json"])
def test_what_is_no_http_is_logged_without_a_byte_of_it(cli: Cli, format: str) -> None:
    with cli.serving(FAMILYDASH_LOG_FORMAT=format) as served:
        port = int(served.address.rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), DEADLINE) as stranger:
            stranger.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: refresh=hunter2\0\r\n\r\n")
            assert stranger.recv(100).startswith(b"HTTP/1.0 400")
        served.stop()
        log = served.process.stderr.read() if served.process.stderr else ""
    assert "BadHttpMessage" in log
    assert "hunter2" not in log
    assert "Traceback" not in log


def test_the_log_as_text_says_when_what_and_how_long(cli: Cli) -> None:
    cli.init()
    with cli.serving() as served:
        served.ask("GET", "lists")
        served.stop()
        assert served.process.stderr is not None
        log = served.process.stderr.read()
    assert re.search(r"^\d{4}-\d\d-\d\dT[\d:.]+Z info familydash\.access: GET /lists 401 [\d.]+ ms ", log, re.MULTILINE)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8/"),
        ("::1", "http://[::1]:8/"),
        ("localhost", "http://localhost:8/"),
        ("gifts.example.org", "http://gifts.example.org:8/"),
    ],
)
def test_the_address_is_what_a_browser_takes(host: str, address: str) -> None:
    assert address_of(host, 8) == address


def test_served_to_all_it_names_an_address_that_others_can_reach() -> None:
    assert re.fullmatch(r"http://[\w.-]+:8/", address_of("0.0.0.0", 8))  # noqa: S104
    for host in ("0.0.0.0", "::"):  # noqa: S104
        assert not re.search(r"//(0\.0\.0\.0|\[::\])", address_of(host, 8))


def test_systemd_is_told_when_it_is_ready_and_that_it_is_alive(cli: Cli, tmp_path: Path) -> None:
    cli.init()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as unit:
        unit.bind(str(tmp_path / "n"))
        unit.settimeout(DEADLINE)
        with cli.serving(NOTIFY_SOCKET=str(tmp_path / "n"), WATCHDOG_USEC="100000") as served:
            told = [unit.recv(100).decode() for _ in range(3)]
            assert told == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
            served.stop()
            while told[-1] != "STOPPING=1":
                told.append(unit.recv(100).decode())


def test_a_restore_that_was_interrupted_is_completed_before_serving(cli: Cli) -> None:
    cli.init()
    backup = cli.told("backup")["path"]
    cli.done("user", "add", "ben@example.org", "--name", "Ben", "--password-stdin", stdin="password\n")
    cli.done("restore", backup, "--force")
    (kept,) = cli.data_dir.glob("replaced-*")
    # as if it had been killed right after it was decided
    (cli.data_dir / "restoring" / "new").mkdir(parents=True)
    (kept / DATABASE).rename(cli.data_dir / "restoring" / "new" / DATABASE)
    with cli.serving() as served:
        served.sign_in("ben@example.org", "password")
    assert not (cli.data_dir / "restoring").exists()


def test_the_demo_has_a_family_to_look_at_and_is_gone_afterwards(cli: Cli, tmp_path: Path) -> None:
    place = tmp_path / "t"
    place.mkdir()
    with cli.serving("demo", TMPDIR=str(place)) as served:
        signs = [served.line() for _ in range(3)]
        anna, ben, kim = (served.sign_in(re.findall(r"\S+@\S+", line)[0], line.rpartition(" ")[2]) for line in signs)
        assert list(place.iterdir())
        lists = {name["name"] for name in served.ask("GET", "lists", token=anna)[1]["data"]}
        assert {"Kim turns twelve", "My wishes", "Ideas"} <= lists
        assert "For Anna" not in lists
        kims = {name["name"] for name in served.ask("GET", "lists", token=kim)[1]["data"]}
        assert "My wishes" in kims
        assert "Kim turns twelve" not in kims
        status, items = served.ask("GET", "list-items?status=purchased", token=ben)
        assert (status, len(items["data"])) == (200, 2)
        assert served.ask("GET", "settings", token=kim)[1]["data"]["household_name"] == "The Winters"
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(DEADLINE) == 0
    assert not list(place.iterdir())
    assert not cli.data_dir.exists()
