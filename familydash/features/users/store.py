"""The accounts: who they are, which person they are, and who is an admin. Removing one is `removal.py`.

How somebody signs in (passwords, sessions) is `familydash.auth`'s.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from pydantic import MISSING, Field

from familydash import audience
from familydash.auth.account import Email, email_key
from familydash.auth.account import UserNew as UserNew
from familydash.auth.viewer import Viewer
from familydash.db.database import Reader, Row, Tx, unique
from familydash.db.paging import Order, Page, PageQuery, Where, page
from familydash.errors import Conflict, Forbidden
from familydash.features.activity import store as activity
from familydash.features.users import author
from familydash.realtime.topics import Kind
from familydash.shapes import Entity, Id, Input, Line, Match, PictureUrl, ShortUser, short_user


class User(Entity):
    email: str = Field(examples=["anna@family.example"])
    name: str = Field(examples=["Anna"])
    avatar_url: str | None
    is_admin: bool
    person_id: int | None


class UserChange(Input):
    email: Email | MISSING = MISSING
    name: Line | MISSING = Field(MISSING, examples=["Anna"])
    avatar_url: PictureUrl | None | MISSING = MISSING
    is_admin: bool | MISSING = MISSING
    person_id: Id | None | MISSING = MISSING


def _select(eyes: audience.Eyes) -> str:
    return f"""
        SELECT s.*, {author.columns("ub", "updated_by")}
        FROM ({audience.users(eyes)}) s
        LEFT JOIN users ub ON ub.id = s.updated_by"""


_ROWS: Final = _select(audience.ONE)
_BY_NAME: Final = Order("name", "fold(name)", keys=str)


def shape(row: Row) -> User:
    names = ("id", "email", "name", "avatar_url", "person_id", "version", "created_at", "updated_at")
    return User(
        **{name: row[name] for name in names},
        is_admin=bool(row["is_admin"]),
        updated_by=short_user(row, "updated_by"),
    )


def short(row: Row) -> ShortUser:
    return ShortUser(id=row["id"], name=row["name"], avatar_url=row["avatar_url"])


LIVE: Final = Kind(
    name="user",
    seen=f"{_select(audience.EVERYBODY)} WHERE s.id = :id",
    shape=shape,
    topics=lambda row: ("users:all",),
    named=lambda row: str(row["name"]),
)


async def get(reader: Reader, viewer: Viewer, id: int) -> User:
    row = await reader.one(f"{_ROWS} WHERE s.id = :id", {**viewer.eyes, "id": id})
    if row is None:
        raise audience.missing("user")
    return shape(row)


async def find(reader: Reader, email: str) -> int | None:
    """The id of the account that signs in with this address."""
    id: int | None = await reader.value("SELECT id FROM users WHERE email_key = :key", {"key": email_key(email)})
    return id


async def listing(reader: Reader, viewer: Viewer, query: PageQuery) -> Page[ShortUser]:
    return (await page(reader, _ROWS, Where({**viewer.eyes}), _BY_NAME, query)).map(short)


async def any_admin(reader: Reader) -> bool:
    """Whether anybody looks after the household: without an admin, the first one is yet to be set up."""
    return bool(await reader.value("SELECT EXISTS (SELECT 1 FROM users WHERE is_admin AND removed_at IS NULL)"))


async def create(tx: Tx, new: UserNew, password_hash: str) -> User:
    """A new account, made by an admin."""
    tx.viewer.require_admin()
    await audience.refer(tx, tx.viewer, "person", new.person_id, "person_id")
    values = {**new.model_dump(), "email_key": email_key(new.email), "password_hash": password_hash}
    with _once():
        id = await tx.insert("users", values)
    tx.record("user", id)
    await activity.begin_anew(tx, id)
    return await get(tx, tx.viewer, id)


async def change(tx: Tx, id: int, body: UserChange, match: Match | None) -> User:
    now = await get(tx, tx.viewer, id)
    changed = {name: value for name, value in body.model_dump().items() if value != getattr(now, name)}
    _may_change(tx.viewer, now, changed)
    if "person_id" in changed:
        await audience.refer(tx, tx.viewer, "person", changed["person_id"], "person_id")
    if match:
        match.check(now)
    if changed.get("is_admin") is False:
        await require_another_admin(tx, now)
    if not changed:
        return now
    if "email" in changed:
        changed["email_key"] = email_key(changed["email"])
    with _once():
        await tx.update("users", id, changed)
    tx.record("user", id)
    if "person_id" in changed:
        await activity.begin_anew(tx, id)
    return await get(tx, tx.viewer, id)


def _may_change(viewer: Viewer, user: User, changed: dict[str, Any]) -> None:
    if user.id != viewer.id and not viewer.is_admin:
        raise Forbidden("only an admin may change another's account")
    if changed.keys() & {"is_admin", "person_id"} and not viewer.is_admin:
        raise Forbidden("only an admin may change is_admin and person_id")
    # The link is what surprises are kept from: who could cut their own could look at what they will be given.
    if "person_id" in changed and user.id == viewer.id and user.person_id is not None:
        raise Forbidden("another admin must do this: the link to a person is what surprises are kept from")


async def require_another_admin(reader: Reader, user: User) -> None:
    """Raise Conflict where `user` is the household's last admin."""
    others = "SELECT EXISTS (SELECT 1 FROM users WHERE is_admin AND removed_at IS NULL AND id <> :id)"
    if user.is_admin and not await reader.value(others, {"id": user.id}):
        raise Conflict("this is the last admin: make another one first")


@contextmanager
def _once() -> Iterator[None]:
    """Say which of the two things that only one account can have was taken."""
    try:
        with unique("an account with this e-mail address exists already"):
            yield
    except Conflict as conflict:
        if "person_id" in str(conflict.__cause__):
            raise Conflict("this person is linked to another account already") from conflict
        raise
