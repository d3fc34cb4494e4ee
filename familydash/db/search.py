"""Searching and sorting what people type: a full text query that cannot be a syntax error, an order that they expect."""

import re
import unicodedata

_MARKS = re.compile(r"[\u0300-\u036f]")
_WORD = re.compile(r"[^\W_]+")


def match(text: str) -> str:
    """FTS5's expression for rows that have a word beginning with each word of `text`.

    Words are what SQLite's unicode61 tokenizer takes for words, an accent that stands apart from its letter put on it;
    where there is none, the expression finds nothing.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return " ".join(f'"{word}"*' for word in words) or '""'


def fold(text: str) -> str:
    """What texts are sorted by: without case and accents, so that Änne stands before Bob. SQL knows it as `fold`."""
    return unicodedata.normalize("NFKC", _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold())
