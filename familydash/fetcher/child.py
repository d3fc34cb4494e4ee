"""The jail's module: fetches one page or picture, and reads the page.

The job is JSON, `{"url": …, "want": "page" | "picture", "most": bytes}`; the result is a page's facts as JSON, or the bytes of
the picture.
"""

import asyncio
import json
from dataclasses import asdict

from aiohttp.abc import AbstractResolver

from familydash import jail
from familydash.fetcher.fetch import Unreadable, fetch
from familydash.fetcher.guard import Guard
from familydash.fetcher.reading import read


def work(job: bytes) -> bytes:
    return asyncio.run(answer(job, Guard()))


async def answer(job: bytes, guard: Guard, resolver: AbstractResolver | None = None) -> bytes:
    said = json.loads(job)
    fetched = await fetch(said["url"], said["want"], said["most"], guard, resolver)
    if said["want"] == "picture":
        return fetched.body
    facts = read(fetched.body, fetched.charset, fetched.url)
    if facts is None:
        raise Unreadable("it says nothing")
    return json.dumps(asdict(facts)).encode()


if __name__ == "__main__":
    jail.serve(work)
