"""Passwords are slow to guess and cheap to keep: argon2id, two at a time."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Literal

import pytest
from argon2 import PasswordHasher
from pydantic import TypeAdapter, ValidationError

from familydash.auth.passwords import Password, Passwords
from familydash.errors import RateLimited


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords()
    yield made
    made.close()


class Gate(PasswordHasher):
    """Hashes only once it is opened, and counts who is at it."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.opened = threading.Event()
        self.busy = threading.Semaphore(0)
        self.now = self.most = 0
        self._lock = threading.Lock()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.busy.release()
        self.opened.wait(5)
        with self._lock:
            self.now -= 1
        return super().hash(password, salt=salt)


async def test_the_right_password_is_told_from_a_wrong_one(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse")
    assert (await passwords.verify(stored, "correct horse")).right
    assert not (await passwords.verify(stored, "correct horse ")).right
    assert not (await passwords.verify(None, "correct horse")).right
    assert not (await passwords.verify("not a hash", "correct horse")).right


async def test_it_is_argon2id_with_19_mib(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (await passwords.verify(stored, "correct horse")).rehash is None


async def test_a_hash_of_other_parameters_is_made_anew_when_the_password_is_right(passwords: Passwords) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("correct horse")
    assert (await passwords.verify(old, "wrong horse")).rehash is None
    new = (await passwords.verify(old, "correct horse")).rehash
    assert new is not None
    assert (await passwords.verify(new, "correct horse")).right


async def test_nobody_costs_what_somebody_costs() -> None:
    tried: list[str] = []

    class Spy(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            tried.append(str(hash))
            return super().verify(hash, password)

    passwords = Passwords(Spy())
    assert not (await passwords.verify(None, "x")).right
    passwords.close()
    assert [hash.split("$")[1:4] for hash in tried] == [["argon2id", "v=19", "m=19456,t=2,p=1"]]


async def test_two_are_hashed_at_a_time_and_eight_wait() -> None:
    gate = Gate()
    passwords = Passwords(gate)
    ten = [asyncio.create_task(passwords.hash("x" * 8)) for _ in range(10)]
    await asyncio.to_thread(lambda: (gate.busy.acquire(timeout=5), gate.busy.acquire(timeout=5)))

    with pytest.raises(RateLimited) as refused:
        await passwords.hash("one too many")

    assert refused.value.retry_after > 0
    gate.opened.set()
    assert len(await asyncio.gather(*ten)) == 10
    assert gate.most == 2
    assert await passwords.hash("there is room again")
    passwords.close()


async def test_who_goes_away_leaves_room_only_when_the_thread_is_free() -> None:
    gate = Gate()
    passwords = Passwords(gate)
    ten = [asyncio.create_task(passwords.hash("x" * 8)) for _ in range(10)]
    await asyncio.to_thread(lambda: (gate.busy.acquire(timeout=5), gate.busy.acquire(timeout=5)))
    for task in ten:
        task.cancel()
    await asyncio.wait(ten)

    still_there = [asyncio.create_task(passwords.hash("y" * 8)) for _ in range(8)]
    await asyncio.sleep(0)
    with pytest.raises(RateLimited):
        await passwords.hash("two are at it still")

    gate.opened.set()
    assert len(await asyncio.gather(*still_there)) == 8
    assert gate.most == 2
    passwords.close()


@pytest.mark.parametrize(
    "password", ["12345678", "x" * 256, "  spaces stay  ", "ü" * 256, "🔥" * 8, "nul\0 and \t tab"]
)
def test_a_password_is_kept_as_it_was_typed(password: str) -> None:
    assert TypeAdapter(Password).validate_python(password) == password


@pytest.mark.parametrize("password", ["", "1234567", "ü" * 7, "x" * 257])
def test_a_password_has_8_to_256_characters(password: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Password).validate_python(password)
