"""Sessions and passwords in the tables, and what the routes under `/auth` take. The living image is `sessions.py`."""

import hmac
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from familydash.auth.account import MAX_EMAIL, Email, UserNew, email_key
from familydash.auth.passwords import MAX_LENGTH, Password
from familydash.auth.tokens import Refresh
from familydash.db.database import Reader, Row, Tx
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.errors import NotFound
from familydash.shapes import Answer, Input, Line, Moment

DAY: Final = 24 * 60 * 60 * 1000
LIFE: Final = 90 * DAY  # from the last use
KEPT: Final = 30 * DAY  # a session that ran out by a wrong clock is there again when the clock is right
EACH: Final = 100  # sessions of one account: whoever signs in by a script each minute must not fill the disk


class Credentials(Input):
    email: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_EMAIL)] = Field(
        examples=["anna@family.example"]
    )
    password: Annotated[str, StringConstraints(max_length=MAX_LENGTH)] = Field(examples=["correct horse battery"])


class RefreshToken(Input):
    refresh_token: Annotated[str, StringConstraints(max_length=2_000)] | None = Field(
        None, description="Where it is left out, a Bearer token that is still good will do, or the cookie."
    )


class PasswordChange(Input):
    current_password: Annotated[str, StringConstraints(max_length=MAX_LENGTH)] = Field(
        examples=["correct horse battery"]
    )
    new_password: Password


class Registration(UserNew):
    password: Password

    @property
    def account(self) -> UserNew:
        return UserNew(**self.model_dump(exclude={"password"}))


class Setup(Input):
    code: Annotated[str, StringConstraints(max_length=200)] = Field(
        description="What `familydash serve` printed.", examples=["h7Kq2vXw9TzL"]
    )
    email: Email
    name: Line = Field(examples=["Anna"])
    password: Password
    household_name: Line | None = None


class Session(Answer):
    id: int
    name: str = Field(examples=["Firefox on Linux"])
    created_at: Moment
    last_seen_at: Moment
    current: bool


Standing = Literal["newest", "previous", "reused"]


@dataclass(frozen=True, slots=True)
class Held:
    """A session, and how the refresh token that was shown stands in it."""

    sid: int
    user_id: int
    family: str
    standing: Standing


async def account(reader: Reader, email: str) -> Row | None:
    """The row of `users` that signs in with this address."""
    return await reader.one("SELECT * FROM users WHERE email_key = :key", {"key": email_key(email)})


async def account_of(reader: Reader, user_id: int) -> Row | None:
    """The row of `users` with this id, unless it was removed."""
    return await reader.one("SELECT * FROM users WHERE id = :id AND removed_at IS NULL", {"id": user_id})


async def has_password(reader: Reader, user_id: int, password_hash: str) -> bool:
    """Whether what a password was compared with still holds: meanwhile it may have changed, or the account be gone."""
    return bool(
        await reader.value(
            "SELECT password_hash = :hash FROM users WHERE id = :id", {"id": user_id, "hash": password_hash}
        )
    )


async def set_password(tx: Tx, user_id: int, password_hash: str) -> None:
    """Which sessions end by it is the caller's business: `end_all`. The account's version stays, as nobody sees it."""
    await tx.run(
        "UPDATE users SET password_hash = :hash WHERE id = :id AND removed_at IS NULL",
        {"id": user_id, "hash": password_hash},
    )


async def open_session(tx: Tx, user_id: int, name: str) -> int:
    """A new session, to be given its tokens by `renew`."""
    (row,) = await tx.run(
        """INSERT INTO sessions (user_id, name, family_hash, refresh_hash, created_at, last_seen_at, expires_at)
        VALUES (:user, :name, randomblob(32), randomblob(32), :now, :now, :now + :life) RETURNING id""",
        {"user": user_id, "name": name, "now": tx.now, "life": LIFE},
    )
    await tx.run(
        """DELETE FROM sessions
        WHERE user_id = :user AND id <> :id AND (expires_at < :now - :kept OR id NOT IN (
            SELECT id FROM sessions WHERE user_id = :user ORDER BY last_seen_at DESC, id DESC LIMIT :each))""",
        {"user": user_id, "id": row["id"], "now": tx.now, "kept": KEPT, "each": EACH},
    )
    return int(row["id"])


async def renew(
    tx: Tx, sid: int, refresh: Refresh, *, previous: bytes | None = None, keep_previous: bool = False
) -> None:
    """Make `refresh` the newest token of the session, which was used just now. What was the newest becomes the
    previous, unless that is to stay, or another hash is to take its place."""
    await tx.run(
        """UPDATE sessions SET
            previous_hash = CASE WHEN :keep THEN previous_hash ELSE coalesce(:previous, refresh_hash) END,
            family_hash = :family, refresh_hash = :secret, last_seen_at = :now, expires_at = :now + :life
        WHERE id = :id""",
        {
            "id": sid,
            "keep": keep_previous,
            "previous": previous,
            "family": refresh.family_hash,
            "secret": refresh.secret_hash,
            "now": tx.now,
            "life": LIFE,
        },
    )


async def held(reader: Reader, refresh: Refresh, now: int) -> Held | None:
    """The session of a refresh token; None where there is none that lives."""
    row = await reader.one(
        "SELECT * FROM sessions WHERE family_hash = :family AND expires_at > :now",
        {"family": refresh.family_hash, "now": now},
    )
    if row is None:
        return None
    standing: Standing = "reused"
    if hmac.compare_digest(row["refresh_hash"], refresh.secret_hash):
        standing = "newest"
    elif row["previous_hash"] is not None and hmac.compare_digest(row["previous_hash"], refresh.secret_hash):
        standing = "previous"
    return Held(row["id"], row["user_id"], refresh.family, standing)


async def end(tx: Tx, sid: int) -> None:
    await tx.run("DELETE FROM sessions WHERE id = :id", {"id": sid})


async def end_all(tx: Tx, user_id: int, *, but: int | None = None) -> None:
    """End the account's sessions, all or all but one."""
    await tx.run("DELETE FROM sessions WHERE user_id = :user AND id IS NOT :but", {"user": user_id, "but": but})


async def require_own(reader: Reader, user_id: int, sid: int) -> None:
    """Raise NotFound where it is no session of the account."""
    if await reader.value("SELECT 1 FROM sessions WHERE id = :id AND user_id = :user", {"id": sid, "user": user_id}):
        return
    raise NotFound("there is no such session")


_LAST_SEEN: Final = Order("last_seen", "last_seen_at", descending=True)


async def listing(reader: Reader, user_id: int, current: int, now: int, query: PageQuery) -> Page[Session]:
    """The account's own living sessions, the last used first."""
    where = Where({"user": user_id, "now": now}, ["user_id = :user", "expires_at > :now"])
    rows = await page(reader, "SELECT * FROM sessions", where, _LAST_SEEN, query)
    return rows.map(
        lambda row: Session(
            id=row["id"],
            name=row["name"],
            created_at=row["created_at"],
            last_seen_at=row["last_seen_at"],
            current=row["id"] == current,
        )
    )
