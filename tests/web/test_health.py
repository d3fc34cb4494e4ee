"""Whether the server is well."""

import asyncio
from contextlib import AsyncExitStack

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from familydash.db.database import READERS, Database
from familydash.web.health import Health
from familydash.web.keys import DATABASE
from tests.web.conftest import Client


async def test_a_database_that_answers_is_healthy(nobody: Client) -> None:
    answer = await nobody.get("/health")
    assert (answer.status, await answer.json()) == (200, {"status": "healthy", "db": "connected"})


async def test_one_that_does_not_is_not_waited_for(db: Database) -> None:
    app = web.Application()
    app[DATABASE] = db
    health, request = Health(deadline=0.01), make_mocked_request("GET", "/health", app=app)
    async with AsyncExitStack() as busy:
        for _ in range(READERS):
            await busy.enter_async_context(db.read())
        answers = await asyncio.gather(health.answer(request), health.answer(request))
        assert [answer.status for answer in answers] == [503, 503]
        assert answers[0].body == b'{"status":"unhealthy","db":"disconnected"}'
    patient = Health()
    assert (await patient.answer(request)).status == 200
    assert (await health.answer(request)).status == 200
