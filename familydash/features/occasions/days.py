"""The arithmetic of days that come back every year: 29 February is kept on the 28th in common years."""

from calendar import isleap
from datetime import MAXYEAR, MINYEAR, date


def anchor_of(day: date) -> str:
    """The `MM-DD` that a day comes back on."""
    return day.isoformat()[5:]


def next_anniversary(anchor: str, earliest: date) -> date:
    """The first day on or after `earliest` on which `anchor` (`MM-DD`) is kept."""
    this_year = _in_year(anchor, earliest.year)
    return this_year if this_year >= earliest else _in_year(anchor, earliest.year + 1)


def _in_year(anchor: str, year: int) -> date:
    if anchor == "02-29" and not isleap(year):
        return date(year, 2, 28)
    month, day = anchor.split("-")
    return date(year, int(month), int(day))


def next_birthday(birthdate: date, today: date) -> date:
    """The first birthday on or after `today`: for whom is not born yet, the day itself."""
    return next_anniversary(anchor_of(birthdate), max(birthdate, today))


def nearest_birthday(birthdate: date, day: date) -> date:
    """The birthday that is kept on `day`, a little before or a little after."""
    years = range(max(day.year - 1, MINYEAR), min(day.year + 1, MAXYEAR) + 1)
    return min((_in_year(anchor_of(birthdate), year) for year in years), key=lambda kept: abs(kept - day))
