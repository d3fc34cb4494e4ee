"""Passwords: argon2id, two at a time. A hash takes 19 MiB and the better part of a Pi's core, so guesses must queue."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import Field, StringConstraints

from familydash.errors import RateLimited

T = TypeVar("T")

MIN_LENGTH: Final = 8
MAX_LENGTH: Final = 256
AT_ONCE: Final = 2  # 38 MiB at most: 16 at once with the library's own parameters were measured at 1 GiB
WAITING: Final = 8  # about a second on a Pi; who comes later is told to come again

Password = Annotated[
    str,
    StringConstraints(min_length=MIN_LENGTH, max_length=MAX_LENGTH),
    Field(examples=["correct horse battery staple"]),
]
"""As it was typed: any characters, nothing stripped, counted in characters and not in bytes."""

# Verified against where there is no account. Of the parameters below, or its time would tell; of no known password.
_NOBODY: Final = "$argon2id$v=19$m=19456,t=2,p=1$ZmFtaWx5ZGFzaC1ub2JvZA$bm8gcGFzc3dvcmQgaXMga25vd24gdG8gZ2l2ZSBpdC4"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`rehash` is a new hash to store, where the password is right and its hash is of older parameters."""

    right: bool
    rehash: str | None = None


class Passwords:
    """Hashes and verifies on threads of its own. `close` must be called, or the process waits for them."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._room = threading.Semaphore(AT_ONCE + WAITING)

    async def hash(self, password: str) -> str:
        """Raises RateLimited where too many wait already."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, stored: str | None, password: str) -> Verdict:
        """Whether `password` is the one of the hash; of no hash it is not, after the same time.
        Raises RateLimited where too many wait already."""
        return await self._run(lambda: self._verify(stored, password))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _verify(self, stored: str | None, password: str) -> Verdict:
        try:
            self._hasher.verify(stored or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return Verdict(right=False)
        if stored is None:
            return Verdict(right=False)
        return Verdict(True, self._hasher.hash(password) if self._hasher.check_needs_rehash(stored) else None)

    async def _run(self, work: Callable[[], T]) -> T:
        if not self._room.acquire(blocking=False):
            raise RateLimited("too many people are signing in at this moment: try again in a few seconds", 3)
        future = self._threads.submit(work)
        # When the work is done, not when its caller has gone: a cancelled request still holds its thread.
        future.add_done_callback(lambda _: self._room.release())
        return await asyncio.wrap_future(future)
