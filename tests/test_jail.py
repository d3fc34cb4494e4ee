"""What a child may not use up, and that nothing is left of it."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from familydash import jail
from familydash.errors import RateLimited
from familydash.jail import Failed, Jail, Limits
from tests import jailed

ROOMY: Final = Limits(seconds=60, cpu=20, memory=256, output=100_000)


async def run(job: str, limits: Limits = ROOMY) -> bytes:
    return await Jail().run(jailed.__name__, job.encode(), limits)


def children() -> set[int]:
    return {int(each) for path in Path("/proc/self/task").glob("*/children") for each in path.read_text().split()}


@pytest.fixture(autouse=True)
def none_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() <= before


async def test_the_result_comes_back() -> None:
    assert await run("echo hello") == b"hello"
    assert await run("echo " + "x" * 90_000) == b"x" * 90_000
    assert await run("nothing") == b""


async def test_a_child_has_its_time() -> None:
    with pytest.raises(Failed, match=r"longer than 0\.5 s"):
        await run("sleep", Limits(0.5, 20, 256, 1_000))


async def test_a_child_has_its_seconds_of_the_processor() -> None:
    with pytest.raises(Failed, match="ended with"):
        await run("spin", Limits(60, 1, 256, 1_000))


async def test_a_child_has_its_memory(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(Failed):
        await run("eat")
    assert "MemoryError" in caplog.text


async def test_where_memory_runs_short_the_child_goes_first() -> None:
    assert await run("oom") == b"1000\n"


async def test_a_child_has_its_output() -> None:
    assert len(await run("flood 100000")) == 100_000
    for much in (100_001, 10_000_000):
        with pytest.raises(Failed, match="too much to say"):
            await run(f"flood {much}")


async def test_a_child_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(Failed):
        await run(f"write {tmp_path / 'x'}")
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").read_bytes()


async def test_a_child_opens_no_more_than_its_files() -> None:
    assert await run("open 10") == b"10"
    with pytest.raises(Failed):
        await run("open 40")


async def test_a_child_inherits_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAMILYDASH_SECRET", "x")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("TZ", "UTC")
    with (tmp_path / "household").open("wb") as open_file:
        os.set_inheritable(open_file.fileno(), True)
        environment, folder, path, files = json.loads(await run("see"))

    assert environment.items() >= {"MALLOC_ARENA_MAX": "1", "TZ": "UTC"}.items()
    assert set(environment) <= {
        "MALLOC_ARENA_MAX",
        "TZ",
        "LANG",
        "LD_LIBRARY_PATH",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "LC_CTYPE",
    }
    assert folder == "/"
    assert str(tmp_path) not in path
    assert "" not in path
    assert files <= 4  # its three pipes, and the folder that it looks into


async def test_a_child_that_breaks_tells_only_how_and_not_what_it_read(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for job in ("fail https://shop.example/?token=secret", "kill"):
        with pytest.raises(Failed) as failed:
            await run(job)
        assert "secret" not in str(failed.value)
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


async def test_a_child_may_shout() -> None:
    assert await run("shout 1000000") == b"done"


async def test_a_module_that_is_none_fails() -> None:
    with pytest.raises(Failed):
        await Jail().run("familydash.no_such_module", b"", ROOMY)


async def test_a_child_that_reads_nothing_of_its_job_fails_as_such() -> None:
    with pytest.raises(Failed):
        await Jail().run("familydash.no_such_module", bytes(10_000_000), ROOMY)


async def test_where_none_can_be_started_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(Failed, match="could not be started"):
        await run("echo")


async def test_a_child_is_gone_when_nobody_waits_for_it() -> None:
    task = asyncio.create_task(run("sleep"))
    while not children():  # noqa: ASYNC110  # nobody tells when a process has started
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_only_so_many_are_at_work_and_so_many_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    running = 0
    most = 0
    gate = asyncio.Event()

    async def work(module: str, job: bytes, limits: Limits) -> bytes:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            await gate.wait()
        finally:
            running -= 1
        return b"done"

    monkeypatch.setattr(jail, "_run", work)
    house = Jail(slots=2)
    asked = [asyncio.create_task(house.run("x", b"", ROOMY)) for _ in range(2 + jail.QUEUE)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await house.run("x", b"", ROOMY)
    asked[-1].cancel()  # one who waits goes away: there is room for another
    await asyncio.sleep(0)
    asked[-1] = asyncio.create_task(house.run("x", b"", ROOMY))
    await asyncio.sleep(0)
    gate.set()

    assert await asyncio.gather(*asked) == [b"done"] * (2 + jail.QUEUE)
    assert most == 2
