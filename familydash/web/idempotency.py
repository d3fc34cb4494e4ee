"""A POST that is sent again because its answer was lost is answered again, and not carried out again.

The first answer is a row of the same transaction as the change itself: both are there, or neither is.
"""

import hmac
import json
import re
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from familydash.db.database import Reader, Tx
from familydash.errors import Conflict, Invalid
from familydash.web.answers import Encoded

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
KEPT_FOR: Final = 24 * 60 * 60 * 1000  # milliseconds
_KEY: Final = re.compile(r"[\x20-\x7e]{1,200}", re.ASCII)
_HEADERS: Final = ("ETag", "Location")


class Replayed(Exception):  # not an error: it ends a handler whose work was done before
    """The request was carried out already; `first` is what it was answered."""

    def __init__(self, first: Encoded) -> None:
        super().__init__("carried out already")
        self.first = first


@dataclass(frozen=True, slots=True)
class Once:
    """One request of one account that wants to be carried out once."""

    user_id: int
    key: str
    fingerprint: bytes
    now: int

    @classmethod
    def of(cls, request: web.Request, body: bytes, user_id: int | None, now: int, secret: bytes) -> "Once | None":
        """None where the request does not ask for it. Raises Invalid where the key is none."""
        keys = request.headers.getall(HEADER, ())
        if not keys or user_id is None:
            return None
        if len(keys) > 1 or not _KEY.fullmatch(keys[0]):
            raise Invalid.of(HEADER, "must be 1 to 200 printable characters")
        said = f"{request.method} {request.raw_path}\n".encode("utf-8", "surrogateescape") + body
        return cls(user_id, keys[0], hmac.digest(secret, said, "sha256"), now)

    async def look(self, reader: Reader) -> None:
        """Raise Replayed where this was carried out already, Conflict where the key stood for something else."""
        row = await reader.one(
            """SELECT fingerprint, status, headers, body
            FROM idempotency
            WHERE user_id = :user_id AND key = :key AND created_at > :oldest""",
            {"user_id": self.user_id, "key": self.key, "oldest": self.now - KEPT_FOR},
        )
        if row is None:
            return
        if row["fingerprint"] != self.fingerprint:
            raise Conflict(f"this {HEADER} was used for another request")
        headers = {**json.loads(row["headers"]), REPLAYED: "true"}
        raise Replayed(Encoded(row["status"], headers, row["body"]))

    async def keep(self, tx: Tx, first: Encoded) -> None:
        """Remember the answer together with what it answers."""
        await tx.run("DELETE FROM idempotency WHERE created_at <= :oldest", {"oldest": tx.now - KEPT_FOR})
        await tx.run(
            """INSERT INTO idempotency (user_id, key, fingerprint, status, headers, body, created_at)
            VALUES (:user_id, :key, :fingerprint, :status, :headers, :body, :now)""",
            {
                "user_id": self.user_id,
                "key": self.key,
                "fingerprint": self.fingerprint,
                "status": first.status,
                "headers": json.dumps({name: first.headers[name] for name in _HEADERS if name in first.headers}),
                "body": first.body,
                "now": tx.now,
            },
        )
