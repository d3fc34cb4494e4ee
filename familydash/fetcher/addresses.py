"""Addresses that stand in a page: absolute, of the web, and bounded."""

import re
from collections.abc import Mapping
from typing import Final

from yarl import URL

MAX_URL: Final = 2_000  # characters
_FRONTS: Final = ("www.", "m.", "mobile.", "amp.")
_LAZY: Final = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-zoom-image")
"""Where pages keep the address of a picture that is loaded when it is looked at."""


def absolute(base: URL, said: object) -> str | None:
    """None for what leads nowhere on the web: `data:`, `javascript:`, a name and password."""
    if not isinstance(said, str) or not (text := said.strip()) or len(text) > MAX_URL:
        return None
    try:
        url = base.join(URL(text))
        whole = str(url)
    except ValueError:
        return None
    known = url.scheme in ("http", "https") and url.raw_host and url.raw_user is None and url.raw_password is None
    return whole if known and len(whole) <= MAX_URL and not re.search(r"[\s\x00-\x1f\x7f]", whole) else None


def picture(attributes: Mapping[str, str | None]) -> str | None:
    """The address of an `<img>` or `<source>`: what it will show, rather than what holds its place."""
    for name in _LAZY:
        if said := attributes.get(name):
            return said
    for name in ("data-srcset", "srcset"):
        if said := _largest(attributes.get(name) or ""):
            return said
    return attributes.get("src")


def _largest(srcset: str) -> str | None:
    """`small.jpg 480w, large.jpg 1200w` → `large.jpg`."""
    found: list[tuple[float, str]] = []
    for candidate in re.split(r",\s+", srcset[:10_000].strip(" ,")):
        address, _, size = candidate.strip().partition(" ")
        number = re.match(r"(\d{1,6}(\.\d{1,3})?)[wx]", size.strip())
        if address and not address.startswith("data:"):
            found.append((float(number[1]) if number else 1.0, address))
    return max(found, key=lambda each: each[0])[1] if found else None


def shop(url: URL) -> str:
    """The name of the shop where nothing else says it: `www.shop.example` → `shop.example`."""
    return (url.host or "").removeprefix("www.").rstrip(".")[:200]


def is_same_page(said: object, page: URL) -> bool:
    """Whether an address in the page is that of the page itself, for a page about several products."""
    found = absolute(page, said)
    return found is not None and _bare(URL(found)) == _bare(page)


def _bare(url: URL) -> tuple[str, str, str]:
    return _host(url), url.raw_path.rstrip("/"), url.raw_query_string


def canonical(said: object, base: URL, page: URL) -> str | None:
    """The page's address as it says itself, where it is of the same site and of a page: not of the shop's front door."""
    found = absolute(base, said)
    if found is None:
        return None
    url = URL(found).with_fragment(None)
    ours, theirs = _host(page), _host(url)
    same_site = ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}")
    front = url.raw_path in ("", "/") and not url.raw_query_string and page.raw_path not in ("", "/")
    return str(url) if same_site and not front and url.explicit_port == page.explicit_port else None


def _host(url: URL) -> str:
    host = (url.host or "").rstrip(".")
    return next((host.removeprefix(front) for front in _FRONTS if host.startswith(front)), host)
