"""Who stands at the door: somebody without a token, who shows what they have in the body, as a header or as a cookie."""

from collections.abc import Callable
from http.cookies import Morsel, SimpleCookie
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, Member, Reply

Visitor = Callable[..., Member]


@pytest.fixture
def visitor(stranger: TestClient[Any, Any]) -> Visitor:
    """Somebody who is not signed in, or who has just this access token."""

    def visit(token: str = "") -> Member:
        return Member("visitor", 0, stranger, token)

    return visit


def cookies(reply: Reply) -> dict[str, Morsel[str]]:
    """The cookies that an answer sets."""
    jar: SimpleCookie = SimpleCookie()
    for header in reply.headers.getall("Set-Cookie", ()):
        jar.load(header)
    return dict(jar)


def shows(**named: str) -> dict[str, str]:
    """The header with cookies."""
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in named.items())}


def credentials(name: str, password: str = PASSWORD) -> dict[str, str]:
    return {"email": f"{name}@family.example", "password": password}
