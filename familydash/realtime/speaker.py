"""Whose socket it is."""

from collections.abc import Callable
from dataclasses import dataclass

from familydash.shapes import ShortUser


@dataclass(frozen=True, slots=True)
class Speaker:
    user: ShortUser
    """As others see who is looking."""
    session_id: int
    alive: Callable[[], bool]
    """Whether the session still lives. It may run out without anybody ending it."""


Resolve = Callable[[str], Speaker | None]
"""An access token to whom it speaks for; None where it is not good (any more)."""
