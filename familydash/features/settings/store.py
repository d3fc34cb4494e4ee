"""The household's settings: one row, made once, changed by an admin."""

import os
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import available_timezones

from pydantic import MISSING, AfterValidator, Field

from familydash.clock import day_of
from familydash.db.database import Reader, Tx
from familydash.errors import NotFound
from familydash.features.users import author
from familydash.shapes import Answer, Entity, Input, Line, Match, short_user

_TWO_DECIMALS: Final = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP "
    "CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES "
    "KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK "
    "NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB "
    "TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
CURRENCIES: Final = frozenset(_TWO_DECIMALS.split())
"""ISO 4217: what is money somewhere. Amounts have two digits here, whatever the currency makes of them."""

_LOCALE: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?", re.ASCII)
_ZONES: Final = "/zoneinfo/"  # where /etc/localtime points into


def _currency(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text, re.ASCII):
        raise ValueError("must be a currency's three capital letters, such as EUR")
    if text not in CURRENCIES:
        raise ValueError("must be a currency of ISO 4217, such as EUR or USD")
    return text


@cache
def _zones() -> frozenset[str]:
    # "localtime" and the like are names of files, not of places
    return frozenset(zone for zone in available_timezones() if zone not in ("localtime", "Factory"))


def _timezone(text: str) -> str:
    if text not in _zones():
        raise ValueError("must be a time zone such as Europe/Berlin")
    return text


def _locale(text: str) -> str:
    if not _LOCALE.fullmatch(text):
        raise ValueError("must be a language such as en or de-DE")
    return text


Currency = Annotated[
    str, AfterValidator(_currency), Field(examples=["EUR"], json_schema_extra={"pattern": "^[A-Z]{3}$"})
]
Timezone = Annotated[str, AfterValidator(_timezone), Field(examples=["Europe/Berlin"])]
Locale = Annotated[
    str, AfterValidator(_locale), Field(examples=["de-DE"], json_schema_extra={"pattern": f"^{_LOCALE.pattern}$"})
]


class HouseholdSettings(Answer):
    """What a client needs to show days and money."""

    household_name: str = Field(examples=["The Millers"])
    currency: str = Field(examples=["EUR"])
    timezone: str = Field(examples=["Europe/Berlin"])
    locale: str = Field(examples=["de-DE"])


class Settings(Entity):
    household_name: str = Field(examples=["The Millers"])
    currency: str = Field(examples=["EUR"])
    timezone: str = Field(examples=["Europe/Berlin"])
    locale: str = Field(examples=["de-DE"])

    @property
    def household(self) -> HouseholdSettings:
        return HouseholdSettings(
            household_name=self.household_name, currency=self.currency, timezone=self.timezone, locale=self.locale
        )


class SettingsChange(Input):
    household_name: Line | MISSING = Field(MISSING, examples=["The Millers"])
    currency: Currency | MISSING = MISSING
    timezone: Timezone | MISSING = MISSING
    locale: Locale | MISSING = MISSING


async def create(tx: Tx, *, household_name: str = "Our family", currency: str = "EUR", locale: str = "en") -> None:
    """Make the household's row. The time zone is the machine's, until somebody says otherwise."""
    await tx.insert(
        "household",
        {
            "id": 1,
            "household_name": household_name,
            "currency": currency,
            "timezone": machine_timezone(),
            "locale": locale,
        },
    )


async def get(reader: Reader) -> Settings:
    row = await reader.one(
        f"""SELECT h.*, {author.columns("ub", "updated_by")}
        FROM household h
        LEFT JOIN users ub ON ub.id = h.updated_by
        WHERE h.id = 1"""
    )
    if row is None:
        raise NotFound("there is no household here yet")
    names = ("id", "household_name", "currency", "timezone", "locale", "version", "created_at", "updated_at")
    return Settings(**{name: row[name] for name in names}, updated_by=short_user(row, "updated_by"))


async def timezone(reader: Reader) -> str:
    """The household's time zone, for its today."""
    return str(await reader.value("SELECT timezone FROM household WHERE id = 1") or "UTC")


async def today(reader: Reader, now: int) -> date:
    """The household's day at the moment `now` (milliseconds UTC)."""
    return day_of(now, await timezone(reader))


async def change(tx: Tx, body: SettingsChange, match: Match | None) -> Settings:
    tx.viewer.require_admin()
    now = await get(tx)
    if match:
        match.check(now)
    changed = {name: value for name, value in body.model_dump().items() if value != getattr(now, name)}
    if changed:
        await tx.update("household", 1, changed)
    return await get(tx)


def machine_timezone() -> str:
    """The machine's IANA time zone, UTC where it does not say."""
    for name in (os.environ.get("TZ", "").lstrip(":"), _read("/etc/timezone"), _linked("/etc/localtime")):
        if name in _zones():
            return name
    return "UTC"


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _linked(path: str) -> str:
    _, _, name = os.path.realpath(path).rpartition(_ZONES)
    return name
