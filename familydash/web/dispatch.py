"""The way of a request to its handler, and of the handler's answer out. Refusals come in the contract's order:
who is asking, then the shape of body, path and query all at once, then what the handler finds."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web

from familydash.auth.viewer import Viewer
from familydash.errors import Invalid, MethodNotAllowed, RateLimited, Unauthorized
from familydash.shapes import Match
from familydash.web import body, parameters
from familydash.web.answers import Encoded, encode, respond
from familydash.web.call import Call
from familydash.web.idempotency import Once, Replayed
from familydash.web.keys import AUTHENTICATE, BEFORE, CLOCK, DATABASE, MAX_BODY, SETTINGS, UPLOADS
from familydash.web.route import Route

PATIENCE: Final = 60.0  # seconds that a file waits for its turn
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


def serve(route: Route) -> Serve:
    """The aiohttp handler of a route."""

    async def answer(request: web.Request) -> web.StreamResponse:
        sender = await _sender(request, route)
        async with _place(request, route):
            values, raw = await _read(request, route)
            call = Call(request, route, request.app[DATABASE], sender, _match(request))
            call.once = _once(call, raw)
            if (before := request.app.get(BEFORE)) is not None:
                await before()
            try:
                result = await _run(call, values)
            except Replayed as replayed:
                return respond(request, replayed.first)
        response = result if isinstance(result, web.StreamResponse) else respond(request, result)
        return _dressed(call, response)

    return answer


@asynccontextmanager
async def _place(request: web.Request, route: Route) -> AsyncIterator[None]:
    """A place for a file that is sent. Raises RateLimited where none is free for long."""
    if route.upload is None:
        yield
        return
    places = request.app[UPLOADS]
    try:
        async with asyncio.timeout(PATIENCE):
            await places.acquire()
    except TimeoutError as error:
        raise RateLimited("too many files at once: try again in a moment", 10) from error
    try:
        yield
    finally:
        places.release()


def not_allowed(resource: web.Resource) -> Serve:
    """What a path says to the methods it does not have. It also keeps `PUT /gifts/search` from being `/gifts/{id}`."""

    async def refuse(request: web.Request) -> web.StreamResponse:
        raise MethodNotAllowed(sorted(route.method for route in resource if route.method != "*"))

    return refuse


async def _sender(request: web.Request, route: Route) -> Viewer | None:
    if route.who == "anyone":
        return None
    viewer = await request.app[AUTHENTICATE](request)
    if viewer is None:
        raise Unauthorized
    return viewer


async def _read(request: web.Request, route: Route) -> tuple[dict[str, Any], bytes]:
    """What the handler takes of path, query and body, and the body's bytes. Raises Invalid with all that is wrong."""
    limit = route.options.max_body or MAX_BODY
    raw = b""
    values, wrong = parameters.path(request, route.path_adapters)
    if route.query is not None or not route.raw:
        query, found = parameters.query(request, route.query)
        wrong += found
        if route.query is not None:
            values["query"] = query
    if route.body is not None:
        raw = await body.read_json(request, limit)
        values["body"], found = body.parse(route.body, raw, optional=route.body_optional)
        wrong += found
    elif route.upload is not None and not wrong:
        raw = values[route.upload] = await body.read_upload(request, route.upload, limit)
    if wrong:
        raise Invalid(wrong)
    return values, raw


def _match(request: web.Request) -> Match | None:
    headers = request.headers.getall("If-Match", ())
    return Match(", ".join(headers)) if headers else None


def _once(call: Call, raw: bytes) -> Once | None:
    if not call.route.takes_key:
        return None
    return Once.of(call.request, raw, call.viewer.id, call.service(CLOCK).now(), call.service(SETTINGS).fingerprint_key)


async def _run(call: Call, values: dict[str, Any]) -> Encoded | web.StreamResponse:
    route = call.route
    given = {name: call for name, source in route.parameters.items() if source == "call"}
    values = {**values, **given}
    if route.takes_tx:
        async with call.write() as tx:
            await call.keep(await route.handler(**values, **_named(route, "tx", tx)))
    elif route.takes_read:
        async with call.db.read() as reader:
            return _encoded(call, await route.handler(**values, **_named(route, "read", reader)))
    else:
        if call.once is not None:  # what it does before it writes may be slow: look first
            async with call.db.read() as reader:
                await call.once.look(reader)
        result = await route.handler(**values)
        if call.kept is None:
            return _encoded(call, result)
    assert call.kept is not None  # noqa: S101  # keep() was awaited
    return call.kept


def _named(route: Route, source: str, value: Any) -> dict[str, Any]:
    return {name: value for name, given in route.parameters.items() if given == source}


def _encoded(call: Call, result: Any) -> Encoded | web.StreamResponse:
    return result if isinstance(result, web.StreamResponse) else encode(call.request, call.route, result)


def _dressed(call: Call, response: web.StreamResponse) -> web.StreamResponse:
    """The answer with the headers and cookies that the handler set. A socket is over by now and takes none."""
    if not response.prepared:
        response.headers.update(call.headers)
        for name, value, attributes in call.cookies:
            response.set_cookie(name, value, **attributes)
    return response
