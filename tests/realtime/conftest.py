from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, ExitStack
from typing import Protocol

import aiohttp
import pytest

from tests.conftest import PASSWORD, Family, Member
from tests.realtime.wire import RawPeer, Wire


class Connect(Protocol):
    """A socket, signed in as a member (or with a token of theirs), or of nobody yet."""

    def __call__(
        self, member: Member | None = None, *, query: str = "", token: str | None = None
    ) -> Awaitable[Wire]: ...


@pytest.fixture
async def connect(family: Family) -> AsyncIterator[Connect]:
    async with AsyncExitStack() as opened:
        session = await opened.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), cookie_jar=aiohttp.DummyCookieJar())
        )

        async def connected(member: Member | None = None, *, query: str = "", token: str | None = None) -> Wire:
            url = str(family.client.make_url("/ws"))
            wire = Wire(await opened.enter_async_context(session.ws_connect(url + query, max_msg_size=0)))
            token = token or (member.token if member else None)
            if token:
                assert await wire.ask(action="auth", token=token) == {"action": "authenticated"}
            return wire

        yield connected


class Intrude(Protocol):
    """`RawPeer.connect`, signed in by the address; `buffer` is small where it will not read."""

    def __call__(self, member: Member | None = None, *, buffer: int | None = None) -> Awaitable[RawPeer]: ...


@pytest.fixture
async def intrude(family: Family) -> AsyncIterator[Intrude]:
    with ExitStack() as opened:

        async def intruded(member: Member | None = None, *, buffer: int | None = None) -> RawPeer:
            query = f"?token={member.token}" if member else ""
            peer = await RawPeer.connect(family.client.make_url("/"), query, buffer)
            opened.callback(peer.cut)
            return peer

        yield intruded


async def sign_in(member: Member) -> str:
    """The access token of another session of theirs."""
    reply = await member.post("/auth/login", {"email": f"{member.name}@family.example", "password": PASSWORD})
    return str(reply.data["access_token"])
