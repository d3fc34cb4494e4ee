"""A shop on loopback that counts who calls it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from familydash.fetcher.guard import Guard

PAGE = b"""<html><head><title>Kite | Shop</title><script type="application/ld+json">
{"@type": "Product", "name": "Red kite", "offers": {"price": "24.90", "priceCurrency": "EUR"}, "image": "/red.jpg"}
</script></head></html>"""
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 100

Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass
class Shop:
    """Answers on 127.0.0.1 and, where there is IPv6, on ::1, both on the same port."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[web.BaseRequest] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    """By which of its addresses."""

    @property
    def guard(self) -> Guard:
        """One that lets callers in here."""
        return Guard(frozenset({("127.0.0.1", self.port)}))

    def url(self, path: str, host: str = "shop.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def says(
        self, path: str, body: bytes = PAGE, type: str = "text/html; charset=utf-8", status: int = 200, **headers: str
    ) -> str:
        async def answer(_: web.BaseRequest) -> web.Response:
            more = {name.replace("_", "-"): value for name, value in headers.items()}
            return web.Response(body=body, status=status, headers={"Content-Type": type, **more})

        self.answers[path] = answer
        return self.url(path)

    def leads(self, path: str, to: str, status: int = 302) -> str:
        return self.says(path, b"", status=status, Location=to)

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        assert request.transport is not None
        self.called.append(request.transport.get_extra_info("sockname")[0])
        self.requests.append(request)
        answer = self.answers.get(request.path)
        if answer is None:
            return web.Response(status=404, body=PAGE, content_type="text/html")
        return await answer(request)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    first = socket.create_server(("127.0.0.1", 0))
    made = Shop(first.getsockname()[1])
    sockets = [first]
    if socket.has_ipv6:
        sockets.append(socket.create_server(("::1", made.port), family=socket.AF_INET6))
    runner = web.ServerRunner(web.Server(made.handle, handler_cancellation=True), shutdown_timeout=0)
    await runner.setup()
    for each in sockets:
        await web.SockSite(runner, each).start()
    yield made
    await runner.cleanup()


async def drip(request: web.BaseRequest) -> web.StreamResponse:
    """A page that never ends, a byte at a time."""
    response = web.StreamResponse(headers={"Content-Type": "text/html"})
    await response.prepare(request)
    while True:
        await response.write(b" ")
        await asyncio.sleep(0.05)
