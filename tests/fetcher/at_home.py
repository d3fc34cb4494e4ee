"""The fetcher's child with a door in its guard, so that a test's own server can play the shop.

Beside what the real one takes, the job says which addresses may be called (`also`) and where names lead (`names`). The real
child knows neither word.
"""

import asyncio
import json
import socket

from aiohttp.abc import AbstractResolver, ResolveResult

from familydash import jail
from familydash.fetcher.child import answer
from familydash.fetcher.guard import Guard


class Names(AbstractResolver):
    """What a name resolves to: each time it is asked the next of its answers, and the last one from then on. Numbers are
    what the system makes of them; nobody outside is asked."""

    def __init__(self, known: dict[str, list[list[str]]]) -> None:
        self._known = {name: list(answers) for name, answers in known.items()}
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self._known.get(host.rstrip("."))
        if answers is None:
            return [self._result(host, address, port) for address in _number(host, port)]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [self._result(host, address, port) for address in addresses]

    def _result(self, host: str, address: str, port: int) -> ResolveResult:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)

    async def close(self) -> None:
        pass


def _number(host: str, port: int) -> list[str]:
    """As getaddrinfo reads decimal, octal, hexadecimal and short numbers."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(address[0]) for *_, address in found]


def work(job: bytes) -> bytes:
    said = json.loads(job)
    also = frozenset((host, port) for host, port in said.pop("also", ()))
    names = Names(said.pop("names", {}))
    return asyncio.run(answer(json.dumps(said).encode(), Guard(also), names))


if __name__ == "__main__":
    jail.serve(work)
