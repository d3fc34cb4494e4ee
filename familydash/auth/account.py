"""What makes an account: the e-mail address that it signs in with, and what is asked for a new one."""

import re
import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from familydash.shapes import Id, Input, Line

MAX_EMAIL: Final = 254  # what SMTP can carry


def _email(text: str) -> str:
    # Only what cannot be an address is refused: the one proof of an address is a letter that arrives, and none is sent.
    if not re.fullmatch(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+", text):
        raise ValueError("must be an e-mail address such as anna@example.org")
    return text


Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=MAX_EMAIL),
    AfterValidator(_email),
    Field(examples=["anna@family.example"], json_schema_extra={"pattern": r"^\s*[^@\s]+@[^@\s]+\s*$"}),
]
"""Kept as it was typed."""


def email_key(email: str) -> str:
    """The e-mail address as it is compared: without case, and however a keyboard puts its accents."""
    return unicodedata.normalize("NFC", email).casefold()


class UserNew(Input):
    email: Email
    name: Line = Field(examples=["Anna"])
    is_admin: bool = False
    person_id: Id | None = None
