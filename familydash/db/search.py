"""Turning what people type into a full text query that cannot be a syntax error."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def match(text: str) -> str:
    """FTS5's expression for rows that have a word beginning with each word of `text`.

    Words are what SQLite's unicode61 tokenizer takes for words, an accent that stands apart from its letter put on it;
    where there is none, the expression finds nothing.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return " ".join(f'"{word}"*' for word in words) or '""'
