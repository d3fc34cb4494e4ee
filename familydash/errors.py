"""What can go wrong, as types. `web/problems.py` turns each into an answer, the command line into a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Detail:
    """One wrong field: its path (`items.0.name`) and what is wrong with it."""

    field: str
    message: str


class Problem(Exception):
    """The root of everything that is somebody's mistake and not ours: `message` is safe to show."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(Problem):
    """A value of path, query or body is wrong."""

    def __init__(self, details: Sequence[Detail]) -> None:
        super().__init__("; ".join(f"{d.field}: {d.message}" if d.field else d.message for d in details))
        self.details = tuple(details)

    @classmethod
    def of(cls, field: str, message: str) -> "Invalid":
        return cls([Detail(field, message)])


class Unauthorized(Problem):
    """Nobody is signed in, or not any more."""

    def __init__(self, message: str = "sign in first") -> None:
        super().__init__(message)


class Forbidden(Problem):
    """The viewer is known and may not do this."""


class NotFound(Problem):
    """There is no such thing, or the viewer may not know of it: the two look the same."""

    def __init__(self, message: str = "there is no such thing here") -> None:
        super().__init__(message)


class MethodNotAllowed(Problem):
    """The path exists, the method does not. `allowed` are the methods that do."""

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__(f"this path answers {', '.join(allowed)}")
        self.allowed = tuple(allowed)


class Conflict(Problem):
    """It exists already, or it is still in use."""


class InvalidTransition(Problem):
    """A status change that the life of a gift does not have."""


class PreconditionFailed(Problem):
    """`If-Match` names an older version. `current` is the answer that GET gives now."""

    def __init__(self, current: Any) -> None:
        super().__init__("somebody has changed it since you read it")
        self.current = current


class PayloadTooLarge(Problem):
    """The body is over the limit."""


class UnsupportedMediaType(Problem):
    """The body is of a type that this route does not read."""


class Misdirected(Problem):
    """The `Host` is not this household's (DNS rebinding)."""


class UnreadablePage(Problem):
    """A product page could not be fetched or read, or answered with an error itself."""


class RateLimited(Problem):
    """Too much, too fast. `retry_after` is in whole seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StorageFull(Problem):
    """The disk is full: nothing was written."""

    def __init__(self) -> None:
        super().__init__("the disk is full: nothing was saved; free some space and try again")


class CannotServe(Problem):
    """The data directory cannot be used as it is: newer database, held by another process, damaged."""
