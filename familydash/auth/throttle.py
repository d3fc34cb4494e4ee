"""How wrong passwords are slowed down: token buckets on the monotonic clock. Nobody is ever shut out for good.

An attempt is taken before the password is looked at and given back when it was right: so guesses made at the same
time count as well, and right ones never do. Buckets live in memory: a restart of a household's server is no way in.
"""

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from familydash.clock import Clock
from familydash.errors import RateLimited

KEYS: Final = 10_000  # buckets remembered, about 2 MiB: the longest unused goes first


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` wrong attempts at once, then one more `every` so many seconds."""

    name: str
    burst: int
    every: float


ACCOUNT: Final = Rate("account", 5, 60)
"""All devices together that have not signed in to the account before."""
ADDRESS: Final = Rate("address", 20, 10)
DEVICE: Final = Rate("device", 10, 30)
"""A device that has signed in to the account before: a child cannot lock a parent out."""
PASSWORD: Final = Rate("password", 5, 60)
"""The current password, asked of who is signed in: whoever finds an unlocked phone may guess too."""

Bucket = tuple[Rate, str]


class Throttle:
    def __init__(self, clock: Clock, keys: int = KEYS) -> None:
        self._clock = clock
        self._keys = keys
        # When the bucket is full again: one number says all, and a bucket that is full need not be there.
        self._full_at: OrderedDict[Bucket, float] = OrderedDict()

    def take(self, buckets: Iterable[Bucket]) -> "Attempt":
        """One attempt out of each bucket, or, where one is empty, out of none: then raises RateLimited."""
        buckets, now = tuple(buckets), self._clock.monotonic()
        wait = max(self._wait(bucket, now) for bucket in buckets)
        if wait > 0:
            raise RateLimited("too many wrong attempts: wait a little and try again", math.ceil(wait))
        for bucket in buckets:
            self._full_at[bucket] = max(self._full_at.get(bucket, now), now) + bucket[0].every
            self._full_at.move_to_end(bucket)
        while len(self._full_at) > self._keys:
            self._full_at.popitem(last=False)
        return Attempt(self, buckets)

    def _wait(self, bucket: Bucket, now: float) -> float:
        rate, _ = bucket
        return self._full_at.get(bucket, now) - now - (rate.burst - 1) * rate.every

    def give_back(self, buckets: Iterable[Bucket]) -> None:
        now = self._clock.monotonic()
        for bucket in buckets:
            if bucket in self._full_at:
                self._full_at[bucket] -= bucket[0].every
                if self._full_at[bucket] <= now:
                    del self._full_at[bucket]

    def __len__(self) -> int:
        return len(self._full_at)


class Attempt:
    """An attempt that counts as wrong, unless it is given back."""

    def __init__(self, throttle: Throttle, buckets: tuple[Bucket, ...]) -> None:
        self._throttle = throttle
        self._buckets = buckets

    def give_back(self) -> None:
        self._throttle.give_back(self._buckets)
        self._buckets = ()


def of_address(address: str) -> Bucket:
    """A whole /64 of IPv6 is one customer: within it an address costs nothing."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ADDRESS, address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return ADDRESS, parsed.exploded[:19]
    return ADDRESS, str(getattr(parsed, "ipv4_mapped", None) or parsed)
