"""The words of the socket: what a client may say, and what it is answered."""

from typing import Annotated, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from familydash.shapes import Input

MAX_TOPICS: Final = 100  # of one connection

SESSION_ENDED: Final = 4001
GOING_AWAY: Final = 1001
POLICY: Final = 1008
INTERNAL: Final = 1011
TRY_AGAIN_LATER: Final = 1013


class Auth(Input):
    action: Literal["auth"]
    token: str


class Subscribe(Input):
    action: Literal["subscribe"]
    topic: str = Field(max_length=100)
    since: str | None = Field(None, max_length=100)


class Unsubscribe(Input):
    action: Literal["unsubscribe"]
    topic: str = Field(max_length=100)


class Ping(Input):
    action: Literal["ping"]


Said = Auth | Subscribe | Unsubscribe | Ping
_SAID: Final[TypeAdapter[Said]] = TypeAdapter(Annotated[Said, Field(discriminator="action")])


def read(text: str) -> Said | None:
    """What a client said; None where that is none of the protocol's words."""
    try:
        return _SAID.validate_json(text)
    except (ValidationError, ValueError):
        return None


def answer(action: str, **more: object) -> bytes:
    return to_json({"action": action, **more})


def error(code: str, message: str) -> bytes:
    return to_json({"action": "error", "error": {"code": code, "message": message}})


def unknown_topic(topic: str) -> bytes:
    """No such topic, or not the hearer's to hear: the two look the same."""
    return to_json({"action": "error", "topic": topic, "error": {"code": "NOT_FOUND", "message": "unknown topic"}})
