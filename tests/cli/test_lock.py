"""One process per data directory, and the second is told who it is."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from familydash.errors import CannotServe
from familydash.lock import LOCK, held_by, hold

HOLDER = """
import sys, pathlib
from familydash.lock import hold
with hold(pathlib.Path(sys.argv[1])) as held:
    held.serves("http://10.0.0.5:8000/")
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the directory."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_a_second_process_is_told_who_has_it_and_where_it_serves(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(CannotServe) as raised, hold(tmp_path):
            pass
        assert f"process {process.pid}, which serves http://10.0.0.5:8000/" in raised.value.message
        seen = held_by(tmp_path)
        assert seen is not None
        assert (seen.pid, seen.address) == (process.pid, "http://10.0.0.5:8000/")


def test_the_lock_is_gone_after_kill_9(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait(10)
        assert held_by(tmp_path) is None
        with hold(tmp_path):
            seen = held_by(tmp_path)
            assert seen is not None
            assert seen.pid != process.pid


def test_a_child_of_the_holder_does_not_keep_it(tmp_path: Path) -> None:
    with hold(tmp_path):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert held_by(tmp_path) is None
    finally:
        child.communicate(b"\n", timeout=10)


def test_it_holds_within_one_process_too(tmp_path: Path) -> None:
    refused: list[str] = []

    def second() -> None:
        try:
            with hold(tmp_path):
                pass
        except CannotServe as error:
            refused.append(error.message)

    with hold(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(10)
    assert len(refused) == 1
    with hold(tmp_path):
        pass


async def test_looking_never_turns_an_owner_away(tmp_path: Path) -> None:
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            held_by(tmp_path)

    watchers = [asyncio.create_task(asyncio.to_thread(look)) for _ in range(1)]
    try:
        for _ in range(50):
            with hold(tmp_path):
                await asyncio.sleep(0)
    finally:
        done.set()
        await asyncio.gather(*watchers)


def test_a_directory_that_nobody_has_is_nobodys(tmp_path: Path) -> None:
    assert held_by(tmp_path) is None
    with hold(tmp_path):
        assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o600
    assert held_by(tmp_path) is None


def test_a_directory_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="cannot be opened"), hold(tmp_path / "nowhere"):
        pass
