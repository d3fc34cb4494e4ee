"""familydash as the benchmark runs it: a process of its own, with room for many sockets from one address.

`POST /publish` hands an event's `data` to the hub, as a write does once it is durable. So what is measured beside the
brokers is the way from there to the sockets; a whole write goes the ordinary way, by `PUT /gifts/{id}`.
"""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

import aiohttp
from aiohttp import web

from familydash.app import House
from familydash.clock import Clock
from familydash.realtime.hub import Message
from tests.realtime.household import ask, serving

ACCOUNTS = ("ana", "ben", "kim", "zoe", "max")


def publishing(app: web.Application, house: House) -> None:
    async def publish(request: web.Request) -> web.Response:
        data = await request.read()
        house.sockets.hub.publish([Message("gifts:all", "UPDATED", "gift", 1, data, frozenset(range(1, 6)))])
        return web.Response(status=204)

    app.router.add_post("/publish", publish)


async def main(data_dir: Path) -> None:
    async with serving(data_dir, Clock(), publishing) as household, aiohttp.ClientSession() as session:
        sockets = household.house.sockets
        sockets.limits = replace(
            sockets.limits, strangers=10_000, strangers_per_address=10_000, sockets_per_account=10_000,
            sockets_per_address=10_000, heartbeat_seconds=3600,
        )  # fmt: skip
        tokens = [*(await household.sign_up(session, dict.fromkeys(ACCOUNTS))).values()]
        await ask(session, household.url, tokens[0], "POST", "/gifts", {"name": "Kite"})
        sys.stdout.write(json.dumps({"port": household.port, "tokens": tokens}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
