"""What a page says, as plain text: never markup, never a control character, never longer than it may be."""

import re
import unicodedata
from typing import Final

from selectolax.lexbor import LexborHTMLParser

MAX_LINE: Final = 200  # characters of a name
MAX_DESCRIPTION: Final = 2_000
_READ: Final = 20_000  # characters of a text that are looked at

_UNSEEN: Final = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Soft hyphens, marks of width and direction: they would turn around what stands beside them."""


def line(said: object) -> str | None:
    """A name: one line. An address is none."""
    text = _plain(said)
    return _cut(text, MAX_LINE) if text and not re.match(r"https?://\S+$", text) else None


def description(said: object) -> str | None:
    """A text, in one paragraph."""
    text = _plain(said)
    return _cut(text, MAX_DESCRIPTION) if text else None


def _plain(said: object) -> str:
    if not isinstance(said, str):
        return ""
    text = said[:_READ]
    for _ in range(2):  # markup is often escaped once more
        if "<" not in text and "&" not in text:
            break
        text = _stripped(text)
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cs", "Co", "Cn"))
    return unicodedata.normalize("NFC", " ".join(_UNSEEN.sub("", text).split()))


def _stripped(text: str) -> str:
    """Without tags, entities decoded. `<3` is no tag."""
    tree = LexborHTMLParser(f"<!doctype html><body>{text}".encode("utf-8", "ignore"))
    for node in tree.css("script, style, template, noscript"):
        node.decompose()
    for node in tree.css("br, p, div, li, ul, ol, td, th, h1, h2, h3, h4"):  # inline tags join, blocks do not
        node.insert_before(" ")
        node.insert_after(" ")
    return tree.body.text() if tree.body is not None else ""


def _cut(text: str, most: int) -> str:
    """At the end of a word, where there is one near."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    words = kept.rpartition(" ")[0]
    return (words if len(words) > most * 0.7 else kept).rstrip(" ,;:-") + "…"
