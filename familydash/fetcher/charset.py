"""Bytes of a page into text."""

import codecs
import re
from typing import Final

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEAD: Final = 4_096  # bytes in which a page says what it is written in
_LATIN: Final = "cp1252"  # what an unknown page is written in, and what its authors mean by Latin-1

_CODECS: Final = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    **dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii", "windows-1252", "cp1252"), _LATIN),
    **{f"windows-{page}": f"cp{page}" for page in (1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258, 874)},
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    "iso-8859-9": "cp1254",
    **dict.fromkeys(("koi8-r", "koi8-u"), "koi8_u"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "windows-31j", "x-sjis"), "cp932"),
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987"), "cp949"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    "big5": "big5hkscs",
    "tis-620": "cp874",
}
"""By the names that pages use (WHATWG Encoding). No other codec of Python is asked for by a stranger."""
_LIKE_ASCII: Final = frozenset({"utf-16-le", "utf-16-be", "iso2022_jp"})
"""Their bytes are valid UTF-8 as well: only who declares them has them."""


def decode(body: bytes, charset: str | None) -> str:
    """The text of a page; `charset` is what the header says. The body may be cut off in the middle of a letter.

    What is valid UTF-8 is UTF-8, whatever was declared: servers declare Latin-1 for all they have, and no other
    text is valid UTF-8 by chance.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return _decode(body[len(mark) :], codec, "replace")
    meta = _META.search(body[:_HEAD])
    declared = [
        _CODECS[name]
        for name in ((charset or "").lower(), meta[1].decode("ascii").lower() if meta else "")
        if name in _CODECS
    ]
    odd = [codec for codec in declared[:1] if codec in _LIKE_ASCII and (codec == "iso2022_jp" or b"\0" in body[:_HEAD])]
    for codec in (*odd, "utf-8", *(each for each in declared if each not in _LIKE_ASCII)):
        try:
            return _decode(body, codec)
        except UnicodeDecodeError:
            continue
    return _decode(body, _LATIN, "replace")


def _decode(body: bytes, codec: str, errors: str = "strict") -> str:
    return codecs.getincrementaldecoder(codec)(errors).decode(body)
