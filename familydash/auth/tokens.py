"""What a client shows to be let in: access tokens, refresh tokens, and the mark of a device that has signed in before.

Access and device tokens are signed with the household's key and tell nothing but who: rights stand in the
database. Refresh tokens are unknowable and mean nothing; only their hashes are kept. The clock may be wrong (a Pi wakes up in the
past), so the time of issue is not looked at.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jwt

from familydash.clock import Clock
from familydash.config import SECRET
from familydash.errors import CannotServe

ACCESS_SECONDS: Final = 15 * 60
DEVICE_SECONDS: Final = 400 * 24 * 60 * 60  # as long as browsers keep a cookie
FAMILY: Final = 22  # characters of 6 bits: the 128 bits that all refresh tokens of one session share

_KEY_BYTES: Final = 32
_ALGORITHM: Final = "HS256"
_ACCESS: Final = "at+jwt"
_DEVICE: Final = "device"
_MAX_TOKEN: Final = 2_000  # ours have about 200 characters; what is longer is not worth the look


def load_key(directory: Path) -> bytes:
    """The household's signing key, made when there is none. Raises CannotServe where the file is not one."""
    path = directory / SECRET
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return new_key(directory)
    if len(key) != _KEY_BYTES:
        raise CannotServe(f"{path} is damaged: delete it, and everybody signs in again")
    return key


def new_key(directory: Path) -> bytes:
    """Put a new key in the place of the old one, if any: every access token and device mark dies with that."""
    key = secrets.token_bytes(_KEY_BYTES)
    written = directory / f".{SECRET}.{secrets.token_hex(4)}"
    try:
        with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        written.replace(directory / SECRET)
    except BaseException:
        written.unlink(missing_ok=True)  # the disk is full, say
        raise
    held = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
    return key


@dataclass(frozen=True, slots=True)
class Access:
    """What a good access token says: which session of whom."""

    user_id: int
    sid: int


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that has signed in to an account before."""

    user_id: int
    id: str


class Tokens:
    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def access(self, user_id: int, sid: int) -> str:
        return self._sign(_ACCESS, ACCESS_SECONDS, {"sub": str(user_id), "sid": sid})

    def read_access(self, token: str) -> Access | None:
        """None for all that is not a good access token of ours: malformed, tampered with, expired, of another kind."""
        claims = self._open(_ACCESS, token, "sid")
        if claims is None or type(claims["sid"]) is not int:
            return None
        return Access(int(claims["sub"]), claims["sid"])

    def family(self, sid: int) -> str:
        """What the refresh tokens of a session have in common. Made from its id with the key, so that who refreshes
        by an access token alone stays in the same family."""
        digest = hmac.digest(self._key, b"refresh family %d" % sid, "sha256")
        return base64.urlsafe_b64encode(digest).decode()[:FAMILY]

    def device(self, user_id: int, id: str | None = None) -> str:
        return self._sign(_DEVICE, DEVICE_SECONDS, {"sub": str(user_id), "jti": id or self._clock.secret()[:FAMILY]})

    def read_device(self, token: str) -> Device | None:
        claims = self._open(_DEVICE, token, "jti")
        return Device(int(claims["sub"]), claims["jti"]) if claims else None

    def _sign(self, typ: str, seconds: int, claims: dict[str, Any]) -> str:
        now = self._clock.now() // 1000
        return jwt.encode({**claims, "iat": now, "exp": now + seconds}, self._key, _ALGORITHM, headers={"typ": typ})

    def _open(self, typ: str, token: str, claim: str) -> dict[str, Any] | None:
        if len(token) > _MAX_TOKEN:
            return None
        # exp is compared here, with our own clock
        options: Any = {"require": ["exp", "sub", claim], "verify_iat": False, "verify_exp": False}
        try:
            whole = jwt.decode_complete(token, self._key, algorithms=[_ALGORITHM], options=options)
        except (jwt.PyJWTError, ValueError):
            return None
        claims: dict[str, Any] = whole["payload"]
        if whole["header"].get("typ") != typ or type(claims["exp"]) is not int:
            return None
        if claims["exp"] <= self._clock.now() / 1000 or not _is_id(claims["sub"]):
            return None
        return claims


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20


@dataclass(frozen=True, slots=True)
class Refresh:
    """A refresh token: the part that a session keeps for life, and the part that each use replaces."""

    family: str
    secret: str

    @classmethod
    def parse(cls, token: str) -> "Refresh | None":
        family, _, secret = token.partition(".")
        good = family and secret and token.isascii() and len(token) < _MAX_TOKEN
        return cls(family, secret) if good else None

    @property
    def text(self) -> str:
        return f"{self.family}.{self.secret}"

    @property
    def family_hash(self) -> bytes:
        return hashlib.sha256(self.family.encode()).digest()

    @property
    def secret_hash(self) -> bytes:
        return hashlib.sha256(self.secret.encode()).digest()
