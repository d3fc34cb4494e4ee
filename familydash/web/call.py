"""What a handler knows about the request it answers."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from aiohttp import web

from familydash.auth.viewer import HOUSE, Viewer
from familydash.db.database import Database, Tx
from familydash.errors import Unauthorized
from familydash.shapes import Match
from familydash.web.answers import Encoded, encode
from familydash.web.idempotency import Once
from familydash.web.keys import AUTHENTICATE

if TYPE_CHECKING:
    from familydash.web.route import Route

T = TypeVar("T")


@dataclass(slots=True)
class Call:
    """One request to one route. Handlers read it; what they may change are the headers and cookies of their answer."""

    request: web.Request
    route: "Route"
    db: Database
    sender: Viewer | None
    match: Match | None
    """`If-Match`: `if call.match: call.match.check(detail)`. None where the header is absent."""
    once: Once | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cookies: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    kept: Encoded | None = None
    _tx: Tx | None = None

    @property
    def viewer(self) -> Viewer:
        """Who is looking. On a route that is open to anyone nobody is, so there it raises Unauthorized."""
        if self.sender is None:
            raise Unauthorized
        return self.sender

    def service(self, key: web.AppKey[T]) -> T:
        """What the composition root put into the application."""
        return self.request.app[key]

    def set_header(self, name: str, value: str) -> None:
        self.headers[name] = value

    def set_cookie(self, name: str, value: str, **attributes: Any) -> None:
        """`attributes` are those of `aiohttp.web.Response.set_cookie`. An empty value with `max_age=0` removes it."""
        self.cookies.append((name, value, attributes))

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A unit of work, for a handler that must do something slow before it writes. A request that was carried
        out already (`Idempotency-Key`) goes no further than this line: its first answer is sent again.
        Inside, `keep` the answer, or a repeated request is carried out again."""
        async with self.db.write(self.sender or HOUSE) as tx:
            if self.sender is not None:
                tx.viewer = self.sender = await self._still()
            if self.once is not None:
                await self.once.look(tx)
            self._tx = tx
            try:
                yield tx
            finally:
                self._tx = None

    async def _still(self) -> Viewer:
        """The sender as they are now: their session may have ended, or their rights changed, while the request waited for
        a shop or for the writer. Raises Unauthorized."""
        sender = await self.request.app[AUTHENTICATE](self.request)
        if sender is None:
            raise Unauthorized
        return sender

    async def keep(self, answer: Any) -> None:
        """Encode what the handler is going to return, as it is now, and remember it for a request that comes again."""
        if self._tx is None:
            raise RuntimeError("keep() belongs inside write()")
        self.kept = encode(self.request, self.route, answer)
        if self.once is not None:
            await self.once.keep(self._tx, self.kept)
