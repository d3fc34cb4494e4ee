"""`familydash user …`: the same operations with and without a server, and with one they hold at once."""

import json
from pathlib import Path

import aiohttp
import pytest

from familydash.control import SOCKET
from familydash.lock import hold
from tests.cli.conftest import DEADLINE, Cli


@pytest.fixture
def household(cli: Cli) -> Cli:
    cli.init()
    return cli


def emails(cli: Cli) -> list[str]:
    return [user["email"] for user in cli.told("user", "list")]


def test_accounts_are_made_listed_changed_and_removed_without_a_server(household: Cli) -> None:
    cli = household
    assert "can sign in" in cli.done(
        "user", "add", "ben@example.org", "--name", "Ben", "--password-stdin", stdin="password\n"
    )
    assert emails(cli) == ["ana@example.org", "ben@example.org"]
    assert "is an admin" in cli.done("user", "admin", "BEN@example.org", "--on")
    assert "no admin" in cli.done("user", "admin", "ana@example.org", "--off")
    assert [user["is_admin"] for user in cli.told("user", "list")] == [False, True]
    table = cli.done("user", "list").splitlines()
    assert table[0].split() == ["ID", "E-MAIL", "NAME", "ADMIN", "PERSON"]
    assert table[2].split() == ["2", "ben@example.org", "Ben", "yes"]
    assert cli.told("user", "remove", "ana@example.org", "--yes")["name"] == "Anna"
    assert emails(cli) == ["ben@example.org"]


def test_what_cannot_be_is_refused_in_a_sentence(household: Cli) -> None:
    cli = household
    assert "last admin" in cli.refused(1, "user", "remove", "ana@example.org", "--yes")
    assert "last admin" in cli.refused(1, "user", "admin", "ana@example.org", "--off")
    assert "no account ben@" in cli.refused(
        1, "user", "password", "ben@example.org", "--password-stdin", stdin="password\n"
    )
    again = ("user", "add", "ANA@example.org", "--name", "A", "--password-stdin")
    assert "exists already" in cli.refused(1, *again, stdin="password\n")
    assert "person_id" in cli.refused(
        2, "user", "add", "kim@example.org", "--name", "Kim", "--person", "7", "--password-stdin", stdin="password\n"
    )
    assert "--yes" in cli.refused(2, "user", "remove", "ana@example.org")
    assert emails(cli) == ["ana@example.org"]


def test_through_a_server_they_hold_at_once(household: Cli) -> None:
    cli = household
    with cli.serving() as served:
        anna = served.sign_in("ana@example.org", "correct horse")
        made = cli.told("user", "add", "ben@example.org", "--name", "Ben", "--password-stdin", stdin="password\n")
        ben = served.sign_in("ben@example.org", "password")
        assert served.ask("GET", "users/me", token=ben)[1]["data"]["id"] == made["id"]

        assert served.ask("PUT", "settings", {"locale": "de"}, token=ben)[0] == 403
        cli.done("user", "admin", "ben@example.org", "--on")
        assert served.ask("PUT", "settings", {"locale": "de"}, token=ben)[0] == 200

        cli.done("user", "password", "ben@example.org", "--password-stdin", stdin="another one\n")
        assert served.ask("GET", "users/me", token=ben)[0] == 401
        ben = served.sign_in("ben@example.org", "another one")

        cli.done("user", "remove", "ben@example.org", "--yes")
        assert served.ask("GET", "users/me", token=ben)[0] == 401
        assert served.ask("GET", "users/me", token=anna)[0] == 200
        assert "last admin" in cli.refused(1, "user", "admin", "ana@example.org", "--off")
        assert emails(cli) == ["ana@example.org"]


async def test_open_screens_hear_of_an_account_that_the_command_line_makes(household: Cli) -> None:
    with household.serving() as served:
        token = served.sign_in("ana@example.org", "correct horse")
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{served.address}ws") as ws:
            for words in ({"action": "auth", "token": token}, {"action": "subscribe", "topic": "users:all"}):
                await ws.send_json(words)
                await ws.receive_json(timeout=DEADLINE)
            made = household.told(
                "user", "add", "ben@example.org", "--name", "Ben", "--password-stdin", stdin="password\n"
            )
            heard = await ws.receive_json(timeout=DEADLINE)
            assert (heard["topic"], heard["event"], heard["data"]["entity_id"]) == (
                "users:all",
                "ADDED",
                str(made["id"]),
            )


async def test_open_screens_end_with_a_password_that_the_command_line_changes(household: Cli) -> None:
    with household.serving() as served:
        token = served.sign_in("ana@example.org", "correct horse")
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{served.address}ws") as ws:
            await ws.send_json({"action": "auth", "token": token})
            assert await ws.receive_json(timeout=DEADLINE) == {"action": "authenticated"}
            household.done("user", "password", "ana@example.org", "--password-stdin", stdin="another one\n")
            message = await ws.receive(timeout=DEADLINE)
            assert (message.type, message.data) == (aiohttp.WSMsgType.CLOSE, 4001)


def test_a_data_directory_deeper_than_a_sockets_path_may_be_works(tmp_path: Path, template: Path) -> None:
    deep = tmp_path / ("d" * 80) / ("e" * 80) / "house"
    home = tmp_path / "home"
    home.mkdir()
    cli = Cli(deep, home, template)
    cli.init()
    with cli.serving():
        assert (deep / SOCKET).stat().st_mode & 0o777 == 0o600
        assert emails(cli) == ["ana@example.org"]
    assert not (deep / SOCKET).exists()


def test_while_another_command_has_the_directory_they_say_so(household: Cli) -> None:
    with hold(household.data_dir):
        assert "is in use by process" in household.refused(1, "user", "list")


def test_a_socket_that_a_killed_server_left_is_no_obstacle(household: Cli) -> None:
    with household.serving() as served:
        served.process.kill()
        served.process.wait(10)
    assert (household.data_dir / SOCKET).exists()
    assert emails(household) == ["ana@example.org"]
    with household.serving():
        assert emails(household) == ["ana@example.org"]


def test_passwords_are_not_taken_from_the_command_line(household: Cli) -> None:
    assert "No such option" in household.refused(2, "user", "add", "ben@example.org", "--name", "B", "--password", "x")


def test_json_is_one_object_a_line_in_utf8(household: Cli) -> None:
    made = household.done(
        "user", "add", "o@example.org", "--name", "Öma", "--password-stdin", "--json", stdin="password\n"
    )
    assert "Öma" in made
    assert json.loads(made)["name"] == "Öma"
