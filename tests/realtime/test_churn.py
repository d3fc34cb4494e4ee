"""Ten thousand sockets come and go, half of them without a word, and nothing is left of them."""

import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NamedTuple

import pytest
from yarl import URL

from familydash.realtime import log
from tests.conftest import Family
from tests.realtime.wire import RawPeer, until, writers

SOCKETS = 10_000
AT_ONCE = 40
DRIFT = 0.2  # blocks of memory per socket: one object that stays of every fifth would be more
EVENT = log.Message("gifts:all", "UPDATED", "gift", 1, b" " * 2000, frozenset(range(1, 10)))


class Left(NamedTuple):
    sockets: int
    strangers: int
    topics: int
    checks: int
    tasks: int
    files: int


def left(family: Family) -> Left:
    sockets = family.house.sockets
    return Left(
        len(sockets.live),
        len(sockets.strangers),
        sockets.hub.topics(),
        len(sockets._checks),
        len(asyncio.all_tasks()),
        len(os.listdir("/dev/fd")),
    )


def blocks() -> int:
    gc.collect()
    return sys.getallocatedblocks()


async def closes(peer: RawPeer) -> None:
    await peer.send(8, b"\x03\xe8")
    await peer.read_on()


async def is_gone(_: RawPeer) -> None:
    """A phone that leaves the house, with all that was sent to it unread."""


async def is_gone_in_mid_word(peer: RawPeer) -> None:
    await peer.send_raw(b"\x81\xfe\x10\x00")


async def says_nonsense(peer: RawPeer) -> None:
    await peer.send(3, b"")
    await peer.read_on()


ENDS: tuple[Callable[[RawPeer], Awaitable[None]], ...] = (closes, is_gone, says_nonsense, is_gone_in_mid_word)


async def come_and_go(family: Family, number: int) -> None:
    url, member = family.client.make_url("/"), family.members[number % 4]
    if number % 10 == 9:
        await hang_up_at_once(url)
        return
    peer = await RawPeer.connect(url, f"?token={member.token}" if number % 10 else "", 4096)
    try:
        for topic in (f"person:{family.kim_person}", "gifts:all")[: number % 3] if number % 10 else ():
            await peer.say(action="subscribe", topic=topic)
        family.house.sockets.hub.publish([EVENT])  # there is always something on its way to the others
        await ENDS[number // 4 % 4](peer)
    finally:
        peer.cut()


async def hang_up_at_once(url: URL) -> None:
    """Before the handshake is answered."""
    peer = await RawPeer.reach(url)
    await peer.send_raw(RawPeer.handshake(url, ""))
    peer.cut()


async def churn(family: Family, count: int) -> None:
    for start in range(0, count, AT_ONCE):
        await asyncio.gather(*(come_and_go(family, number) for number in range(start, start + AT_ONCE)))


async def test_what_comes_and_goes_leaves_nothing(family: Family, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "KEPT_EVENTS", 10)  # full from the beginning on: what is kept is no leak
    family.house.sockets.limits = replace(
        family.house.sockets.limits, strangers_per_address=100, sockets_per_account=100, close_seconds=1
    )
    nothing = left(family)[:4]
    await churn(family, 400)
    await until(lambda: left(family)[:4] == nothing and not writers())
    before, memory = left(family), blocks()

    await churn(family, SOCKETS)

    await until(lambda: all(now <= then for now, then in zip(left(family), before, strict=True)) and not writers())
    assert (blocks() - memory) / SOCKETS < DRIFT
