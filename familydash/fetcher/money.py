"""Prices as pages write them, into minor units of two digits."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from price_parser import parse_price

DEAREST: Final = 999_999_999  # minor units: what a gift may cost
_READ: Final = 80  # characters of a price that are looked at

_SIGNS: Final = {
    "€": "EUR", "euro": "EUR", "£": "GBP", "zł": "PLN", "kč": "CZK", "ft": "HUF", "lei": "RON", "лв": "BGN", "лв.": "BGN",
    "₽": "RUB", "руб": "RUB", "руб.": "RUB", "₴": "UAH", "грн": "UAH", "грн.": "UAH", "₺": "TRY", "₪": "ILS", "₹": "INR",  # noqa: RUF001
    "₩": "KRW", "₫": "VND", "₱": "PHP", "฿": "THB", "₦": "NGN", "₸": "KZT", "₾": "GEL", "rp": "IDR", "r$": "BRL",
    "us$": "USD", "au$": "AUD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD", "mx$": "MXN", "nt$": "TWD", "cn¥": "CNY",
}  # fmt: skip
"""Only what is one currency's alone: `$`, `kr` and `¥` are several's."""
_WHOLE: Final = frozenset("CLP COP HUF IDR ISK JPY KRW PYG UGX VND XAF XOF".split())
"""Nobody writes decimals in these."""
_FINE: Final = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
"""These have three decimals."""
_ALIKE: Final = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MINUS SIGN}": "-",
        "\N{ARABIC DECIMAL SEPARATOR}": ".",
        "\N{ARABIC THOUSANDS SEPARATOR}": "",
    }
)


@dataclass(frozen=True)
class Price:
    """`minor` units, with two digits in every currency; `currency` in ISO 4217 where it is known."""

    minor: int
    currency: str | None


def currency(said: object) -> str | None:
    """`eur`, `€` → `EUR`."""
    if not isinstance(said, str):
        return None
    text = unicodedata.normalize("NFKC", said).strip()
    if re.fullmatch("[A-Za-z]{3}", text, re.ASCII) and text.upper() != "XXX":
        return text.upper()
    return _SIGNS.get(text.casefold())


def price(said: object, code: str | None = None) -> Price | None:
    """A price in whatever format; `code` is its currency, where the page says it elsewhere. None for what is
    no price, free, absurd, or to be read in two ways."""
    if not isinstance(said, str):
        return None
    text = unicodedata.normalize("NFKC", said[:_READ]).translate(_ALIKE).strip()
    if re.match(r"-\s?\d", text):
        return None
    if re.fullmatch(r"\d+(\.\d+)?", text):
        amount = _number(text, code)
    else:
        parsed = parse_price(text, decimal_separator=_decimal(text, code))
        amount = parsed.amount
        code = code or currency(parsed.currency)
    if amount is None or amount > DEAREST:
        return None
    minor = int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
    return Price(minor, code) if 0 < minor <= DEAREST else None


def _number(text: str, code: str | None) -> Decimal | None:
    """A plain number. By schema.org its dot is a decimal point, but shops that write 1234 as `1.234` are as many as
    those with three decimals: where the currency does not tell, it is not guessed."""
    whole, _, decimals = text.partition(".")
    try:
        if len(decimals) != 3 or code in _FINE or whole == "0":
            return Decimal(text)
        return Decimal(whole + decimals) if code in _WHOLE else None
    except InvalidOperation:
        return None


def _decimal(text: str, code: str | None) -> str | None:
    """The decimal separator, where three digits behind it are decimals."""
    found = re.findall(r"[.,](?=\d{3}(?!\d))", text) if code in _FINE else []
    return found[-1] if found else None
