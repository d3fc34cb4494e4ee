"""Pages in the shapes that shops have, `pages/*.html`: what is read of each stands in `pages/expected.json`.

Beside the `url` of a page stand the `charset` of its header, and what it is `written_in`, where that is not UTF-8.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pytest
from yarl import URL

from familydash.fetcher.reading import read

PAGES: Final = Path(__file__).parent / "pages"
EXPECTED: Final[dict[str, Any]] = json.loads((PAGES / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_page_is_read(name: str) -> None:
    page = EXPECTED[name]
    body = (PAGES / f"{name}.html").read_text("utf-8").encode(page.get("written_in", "utf-8"))

    facts = read(body, page.get("charset"), URL(page["url"]))

    assert facts is not None
    assert asdict(facts) == page["says"]


def test_every_page_is_expected() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == EXPECTED.keys()


def test_a_page_that_says_nothing_is_none() -> None:
    for body in (b"", b"\0" * 1000, b"<html></html>", b"\xff\xfe", b"<title> </title><p>Loading...</p>"):
        assert read(body, None, URL("https://shop.example/x")) is None
