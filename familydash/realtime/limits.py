"""What one socket, one account and one address may cost. A test brings its own."""

from dataclasses import dataclass

from familydash.realtime.protocol import MAX_TOPICS


@dataclass(frozen=True, slots=True)
class Limits:
    auth_seconds: float = 5
    """For the first message, where the token is not in the address."""
    heartbeat_seconds: float = 25
    close_seconds: float = 5
    """For a peer to take the goodbye and answer it; then its socket is cut."""
    stop_seconds: float = 1
    """The same while the server stops: aiohttp reads no answers then."""
    sockets_per_account: int = 50
    """Every tab of every device of one person."""
    sockets_per_address: int = 250
    """A whole household may come from one: by a proxy that is not trusted, all do."""
    strangers_per_address: int = 20
    """Sockets of one address that have not said yet who they are."""
    strangers: int = 100
    """The same of all addresses."""
    topics: int = MAX_TOPICS
    message_bytes: int = 64 * 1024
    messages_per_second: float = 100
    burst: int = 400
    """A screen that comes back asks for all its topics at once, and may do so again."""
    patience: int = 20
    """Wrong messages in a row."""
    queue_bytes: int = 512 * 1024
    """What waits for one reader: half of the 1 MiB that it may cost. The transport may hold 128 KiB more, and as much the
    kernel."""
    kernel_bytes: int = 64 * 1024
    """The kernel would buffer up to 4 MiB for a reader that does not read; it doubles what it is told."""
    replay_bytes: int = 128 * 1024
    """Events that were missed go out in pieces of about this size, as fast as the reader takes them."""
    replay_seconds: float = 30
    """For a reader to take one such piece."""


class Rate:
    """A bucket of messages that fills with time. `now` is on a clock that only goes forward, in seconds."""

    def __init__(self, limits: Limits, now: float) -> None:
        self._per_second = limits.messages_per_second
        self._most = self._left = float(limits.burst)
        self._then = now

    def take(self, now: float) -> bool:
        """Whether one more is allowed."""
        self._left = min(self._most, self._left + (now - self._then) * self._per_second)
        self._then = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
