"""Now, today and new random secrets: the only source of each, so that tests can hold them still."""

import secrets
import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


class Clock:
    """The wall clock and the monotonic one. Tests pass a subclass."""

    def now(self) -> int:
        """Milliseconds since 1970, UTC. For the record, never for measuring: a Pi wakes up in the past."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that only ever grow: for throttles and deadlines."""
        return time.monotonic()

    def today(self, timezone: str) -> date:
        """The household's day. `timezone` is an IANA name."""
        return day_of(self.now(), timezone)

    def secret(self) -> str:
        """256 random bits, URL-safe."""
        return secrets.token_urlsafe(32)


def day_of(milliseconds: int, timezone: str) -> date:
    """The day that a moment falls on in an IANA time zone."""
    return datetime.fromtimestamp(milliseconds / 1000, ZoneInfo(timezone)).date()


def rfc3339(milliseconds: int) -> str:
    """`1795689000000` → `2026-11-26T10:30:00.000Z`."""
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
