"""A token is good, or it is nothing."""

import base64
import json
import stat
from pathlib import Path
from typing import Any

import jwt
import pytest

from familydash.auth.tokens import Access, Device, Refresh, Tokens, load_key, new_key
from familydash.errors import CannotServe
from tests.conftest import StillClock

KEY = b"k" * 32


@pytest.fixture
def tokens(clock: StillClock) -> Tokens:
    return Tokens(KEY, clock)


def signed(clock: StillClock, key: bytes = KEY, algorithm: str = "HS256", typ: str = "at+jwt", **claims: Any) -> str:
    """A token whose every part can be wrong; a claim of None is left out."""
    good = {"sub": "1", "sid": 2, "exp": clock.now() // 1000 + 60}
    given = {name: value for name, value in {**good, **claims}.items() if value is not None}
    return jwt.encode(given, key, algorithm, headers={"typ": typ})


def test_an_access_token_names_account_and_session(tokens: Tokens) -> None:
    assert tokens.read_access(tokens.access(7, 9)) == Access(7, 9)


def test_it_says_what_it_is_and_little_more(tokens: Tokens) -> None:
    whole = jwt.decode_complete(tokens.access(7, 9), options={"verify_signature": False})
    assert whole["header"] == {"alg": "HS256", "typ": "at+jwt"}
    assert whole["payload"].keys() == {"sub", "sid", "iat", "exp"}
    assert whole["payload"]["sub"] == "7"


def test_it_is_good_for_15_minutes(tokens: Tokens, clock: StillClock) -> None:
    token = tokens.access(7, 9)
    clock.pass_(minutes=14, seconds=59)
    assert tokens.read_access(token)
    clock.pass_(seconds=1)
    assert tokens.read_access(token) is None


def test_a_clock_that_was_set_back_signs_nobody_out(tokens: Tokens, clock: StillClock) -> None:
    assert tokens.read_access(signed(clock, iat=clock.now() // 1000 + 86_400))


def test_what_is_not_signed_by_us_is_nothing(tokens: Tokens, clock: StillClock) -> None:
    assert tokens.read_access(signed(clock))
    assert tokens.read_access(signed(clock, key=b"x" * 32)) is None
    assert tokens.read_access(signed(clock, key=KEY * 2, algorithm="HS512")) is None


def test_an_unsigned_token_is_nothing(tokens: Tokens, clock: StillClock) -> None:
    claims = signed(clock).split(".")[1]
    for alg in ("none", "None", "NONE"):
        header = base64.urlsafe_b64encode(json.dumps({"alg": alg, "typ": "at+jwt"}).encode()).decode().rstrip("=")
        assert tokens.read_access(f"{header}.{claims}.") is None


def test_a_tampered_token_is_nothing(tokens: Tokens, clock: StillClock) -> None:
    header, _, signature = signed(clock).split(".")
    other = signed(clock, sub="2").split(".")[1]
    assert tokens.read_access(f"{header}.{other}.{signature}") is None


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": None},
        {"sid": None},
        {"exp": None},
        {"sub": ""},
        {"sub": "ana"},
        {"sub": "-1"},
        {"sub": "٣"},
        {"sid": "2"},
        {"sid": True},
        {"sid": 2.0},
        {"exp": "soon"},
        {"exp": 1e300},
        {"exp": 1},
    ],
)
def test_a_token_with_a_wrong_claim_is_nothing(tokens: Tokens, clock: StillClock, claims: dict[str, Any]) -> None:
    assert tokens.read_access(signed(clock, **claims)) is None


def test_sub_must_be_text(tokens: Tokens, clock: StillClock) -> None:
    claims = {"sub": 1, "sid": 2, "exp": clock.now() // 1000 + 60}
    raw = jwt.PyJWS().encode(json.dumps(claims).encode(), KEY, "HS256", headers={"typ": "at+jwt"})
    assert tokens.read_access(raw) is None


def test_a_token_of_another_kind_is_nothing(tokens: Tokens, clock: StillClock) -> None:
    assert tokens.read_access(signed(clock, typ="JWT")) is None
    assert tokens.read_access(tokens.device(1)) is None
    assert tokens.read_device(tokens.access(1, 2)) is None
    assert tokens.read_access(Refresh(tokens.family(1), clock.secret()).text) is None


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "x" * 100_000, "ü.ü.ü", "\udc80.\udc80.\udc80", "null"])
def test_nonsense_is_nothing(tokens: Tokens, text: str) -> None:
    assert tokens.read_access(text) is None
    assert tokens.read_device(text) is None
    assert Refresh.parse(text) is None or text == "a.b.c"


def test_a_device_keeps_its_id(tokens: Tokens) -> None:
    first = tokens.read_device(tokens.device(7))
    assert first is not None
    assert tokens.read_device(tokens.device(7, first.id)) == Device(7, first.id)
    assert tokens.read_device(tokens.device(7)) != first


def test_a_refresh_token_has_a_family_and_a_secret(tokens: Tokens, clock: StillClock) -> None:
    first, next_one = (Refresh(tokens.family(5), clock.secret()) for _ in range(2))
    assert Refresh.parse(first.text) == first
    assert first.family_hash == next_one.family_hash
    assert first.secret_hash != next_one.secret_hash
    assert tokens.family(5) != tokens.family(6) != Tokens(b"x" * 32, clock).family(6)


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    assert len(key) == 32
    assert load_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_a_new_key_ends_all_tokens_of_the_old(tmp_path: Path, clock: StillClock) -> None:
    token = Tokens(load_key(tmp_path), clock).access(1, 2)
    new_key(tmp_path)
    assert Tokens(load_key(tmp_path), clock).read_access(token) is None


def test_a_damaged_key_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(CannotServe, match="damaged"):
        load_key(tmp_path)
    assert (tmp_path / "secret.key").read_bytes() == b"short"
