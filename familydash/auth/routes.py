"""Accounts over HTTP: signing in and out, the own password and devices, new accounts."""

import hmac
from typing import Any, Final, Literal

from aiohttp import hdrs, web
from pydantic import Field

from familydash.auth import store
from familydash.auth.devices import device_name
from familydash.auth.entrance import Caller, Entered, Entrance
from familydash.auth.sessions import Live
from familydash.auth.store import Credentials, PasswordChange, RefreshToken, Registration, Session, Setup
from familydash.auth.throttle import of_address
from familydash.auth.tokens import ACCESS_SECONDS, DEVICE_SECONDS, Refresh
from familydash.auth.viewer import HOUSE
from familydash.db.database import Reader
from familydash.db.paging import Page, PageQuery
from familydash.errors import NotFound, Unauthorized
from familydash.features.settings import store as settings
from familydash.features.settings.store import HouseholdSettings, SettingsChange
from familydash.features.users import store as users
from familydash.features.users.store import User, UserNew
from familydash.shapes import Answer, Id
from familydash.web.addresses import client_address, is_secure
from familydash.web.api import Api, Call
from familydash.web.keys import SETTINGS

ENTRANCE: Final = web.AppKey("entrance", Entrance)
SETUP_CODE: Final = web.AppKey("setup_code", str)
"""Optional: the one-time code by which the first admin is made, for as long as there is no admin."""

REFRESH_COOKIE: Final = "familydash_refresh"
DEVICE_COOKIE: Final = "familydash_device"
_PATH: Final = "/auth"

api = Api(
    "Accounts", "Signing in and out, the own password and devices. An access token goes into `Authorization: Bearer …`."
)


class SignedIn(Answer):
    access_token: str = Field(examples=["eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl"])
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds that the access token is good for.")
    refresh_token: str = Field(
        description="New each time; an old one used again ends the session.", examples=["4f1c.h7Kq2vXw9TzL"]
    )
    user: User


class Me(User):
    settings: HouseholdSettings


@api.post("/auth/login", summary="Sign in", who="anyone", status=200, errors=("UNAUTHORIZED", "RATE_LIMITED"))
async def login(call: Call, body: Credentials) -> SignedIn:
    """The refresh token also comes as a cookie that scripts cannot read."""
    return await _welcome(call, await call.service(ENTRANCE).login(body, _caller(call)))


@api.post("/auth/refresh", summary="Stay signed in", who="anyone", status=200, errors=("UNAUTHORIZED",))
async def refresh(call: Call, body: RefreshToken | None) -> SignedIn:
    """By `refresh_token`, else by a Bearer token that is still good, else by the cookie. The refresh token is new each
    time. The one before stays good until the new one was used, so that a lost answer signs nobody out; an older one
    ends the session."""
    shown, beside = _shown(call, body), _cookie(call)
    return await _welcome(call, await call.service(ENTRANCE).refresh(shown, _caller(call), beside), new_device=False)


@api.post("/auth/logout", summary="Sign out", who="anyone", status=204, errors=("UNAUTHORIZED",))
async def logout(call: Call, body: RefreshToken | None) -> None:
    """Ends the session that `refresh_token`, else the Bearer token, else the cookie is of: at once, on open sockets too."""
    await call.service(ENTRANCE).logout(_shown(call, body))
    _forget(call)


@api.get("/auth/me", summary="The own account and the household's settings")
async def me(call: Call, read: Reader) -> Me:
    """What a client needs to start: who is signed in, and how this household writes days and money."""
    user = await users.get(read, call.viewer, _live(call).user_id)
    return Me(**dict(user), settings=(await settings.get(read)).household)


@api.put("/auth/password", summary="Change the own password", errors=("RATE_LIMITED",))
async def change_password(call: Call, body: PasswordChange) -> None:
    """Ends the account's other sessions. Wrong current passwords are slowed down as wrong sign-ins are."""
    address = _caller(call).address
    await call.service(ENTRANCE).change_password(_live(call), body.current_password, body.new_password, address)


@api.get("/auth/sessions", summary="The own devices")
async def sessions(call: Call, read: Reader, query: PageQuery) -> Page[Session]:
    """Where the account is signed in, the last used first; `current` is the one that asks."""
    live = _live(call)
    return await store.listing(read, live.user_id, live.sid, call.service(ENTRANCE).clock.now(), query)


@api.delete("/auth/sessions/{id}", summary="Sign a device out")
async def end_session(call: Call, id: Id) -> None:
    """Takes effect at once, on open sockets too."""
    live = _live(call)
    await call.service(ENTRANCE).end_session(live.viewer, live.user_id, id)
    if id == live.sid:
        _forget(call)


@api.post(
    "/auth/register",
    summary="Make an account",
    location="/users/{id}",
    errors=("FORBIDDEN", "CONFLICT", "RATE_LIMITED"),
)
async def register(call: Call, body: Registration) -> User:
    """Only an admin may. `person_id` says which person the account is: surprises are kept from that link."""
    call.viewer.require_admin()
    password_hash = await call.service(ENTRANCE).passwords.hash(body.password)
    async with call.write() as tx:
        user = await users.create(tx, body.account, password_hash)
        await call.keep(user)
    return user


@api.post(
    "/auth/setup", summary="Set up the first admin", who="anyone", status=200, errors=("NOT_FOUND", "RATE_LIMITED")
)
async def set_up(call: Call, body: Setup) -> SignedIn:
    """With the one-time code that `familydash serve` prints while the household has no admin. Afterwards there is
    no such thing."""
    entrance, caller = call.service(ENTRANCE), _caller(call)
    await _check_code(call, body.code, caller)
    password_hash = await entrance.passwords.hash(body.password)
    async with call.db.write(HOUSE) as tx:
        if await users.any_admin(tx):
            raise NotFound
        admin = await users.create(tx, UserNew(email=body.email, name=body.name, is_admin=True), password_hash)
        if body.household_name is not None:
            await settings.change(tx, SettingsChange(household_name=body.household_name), None)
        entered = await entrance.enter(tx, admin.id, caller)
    return await _welcome(call, entered)


async def _check_code(call: Call, given: str, caller: Caller) -> None:
    """Raise NotFound where it is not the one-time code, or where there is nothing left to set up."""
    code = call.request.app.get(SETUP_CODE)
    async with call.db.read() as read:
        closed = await users.any_admin(read)
    if code is None or closed:
        raise NotFound
    attempt = call.service(ENTRANCE).throttle.take([of_address(caller.address)])
    if not hmac.compare_digest(given.encode(), code.encode()):
        raise NotFound
    attempt.give_back()


def _caller(call: Call) -> Caller:
    request = call.request
    return Caller(
        address=client_address(request, call.service(SETTINGS).trusted_proxies),
        device=device_name(request.headers.get(hdrs.USER_AGENT, "")),
        device_token=request.cookies.get(DEVICE_COOKIE, ""),
    )


def _live(call: Call) -> Live:
    live = call.service(ENTRANCE).sessions.current(call.request)
    if live is None:
        raise Unauthorized
    return live


def _shown(call: Call, body: RefreshToken | None) -> Refresh | Live:
    """Which session a request means that names one in up to three ways. Raises Unauthorized where it names none."""
    if body is not None and body.refresh_token is not None:
        shown: Refresh | Live | None = Refresh.parse(body.refresh_token)
    else:
        shown = call.service(ENTRANCE).sessions.current(call.request) or _cookie(call)
    if shown is None:
        raise Unauthorized
    return shown


def _cookie(call: Call) -> Refresh | None:
    return Refresh.parse(call.request.cookies.get(REFRESH_COOKIE, ""))


async def _welcome(call: Call, entered: Entered, *, new_device: bool = True) -> SignedIn:
    async with call.db.read() as read:
        user = await users.get(read, HOUSE, entered.user_id)
    call.set_header("Cache-Control", "no-store")
    _set(call, REFRESH_COOKIE, entered.refresh_token, store.LIFE // 1000)
    if new_device:
        _set(call, DEVICE_COOKIE, _device(call, user.id), DEVICE_SECONDS)
    return SignedIn(
        access_token=entered.access_token,
        token_type="bearer",  # noqa: S106  a kind of token, not one
        expires_in=ACCESS_SECONDS,
        refresh_token=entered.refresh_token,
        user=user,
    )


def _device(call: Call, user_id: int) -> str:
    """The device's mark anew. It keeps its id, and so its bucket, where the same account signs in again."""
    tokens = call.service(ENTRANCE).tokens
    known = tokens.read_device(call.request.cookies.get(DEVICE_COOKIE, ""))
    return tokens.device(user_id, known.id if known and known.user_id == user_id else None)


def _forget(call: Call) -> None:
    _set(call, REFRESH_COOKIE, "", 0)


def _set(call: Call, name: str, value: str, max_age: int) -> None:
    attributes: dict[str, Any] = {"max_age": max_age, "path": _PATH, "httponly": True, "samesite": "Strict"}
    # Only over https: at home there is none, and a cookie that is Secure would never come back.
    call.set_cookie(name, value, secure=is_secure(call.request), **attributes)
