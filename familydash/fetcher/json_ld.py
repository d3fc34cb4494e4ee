"""The JSON-LD of a page: its scripts, as the things they describe."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

Thing = dict[str, Any]
"""An object of JSON-LD: numbers are kept as the text that stood there."""

_SCRIPTS: Final = 'script[type*="ld+json" i]'
_MOST: Final = 50  # scripts
_WRAPPING: Final = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)?|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)?[\s;]*$"
)
_TRAILING: Final = re.compile(r",(?=\s*[}\]])")


def things(tree: LexborHTMLParser) -> list[Thing]:
    """What all scripts describe, the outermost objects. A script that is broken takes no other along."""
    found: list[Thing] = []
    for script in tree.css(_SCRIPTS)[:_MOST]:
        value = _parsed(script.text())
        found += [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
    return found


def _parsed(text: str) -> Any:
    for attempt in _attempts(_WRAPPING.sub("", text)):
        try:
            return json.loads(attempt, strict=False, parse_int=str, parse_float=str, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            continue
    return None


def _attempts(text: str) -> Iterator[str]:
    """As it stands, and with the mistakes mended that shops make."""
    yield text
    yield _TRAILING.sub("", text)
    if "&quot;" in text:
        yield html.unescape(text)
