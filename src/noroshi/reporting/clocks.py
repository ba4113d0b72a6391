"""When a period ends: elapsed hours, or whole days of a regime's own zone. Pure.

A period in days, months or business days begins with the day after its anchor and ends with its last
day, so that learning of something earlier never moves its end later, whatever the clocks of the zone
do. No period is moved from a holiday to the next business day: no source says so of those shipped."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

LAST_MINUTE: Final = time(23, 59)
DAY: Final = timedelta(days=1)
CATEGORIES: Final = ("public", "bank")  # with the days round the New Year, where the law has them


class Unit(StrEnum):
    """What a period is counted in."""

    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    BUSINESS_DAYS = "business_days"


class Amount(Struct, frozen=True):
    """A period: number > 0 of a unit."""

    number: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Place:
    """Where a regime's days are counted. calendar: the code of a country whose holidays count."""

    zone: ZoneInfo
    calendar: str


@dataclass(frozen=True, slots=True)
class Pause:
    """While a clock stands still; ends is None while it still does."""

    begins: datetime
    ends: datetime | None = None


def end_of(
    anchor: datetime, amount: Amount, place: Place, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When a period ends that begins at an anchor, UTC; None while it stands still.

    Never before the anchor, never later for an earlier anchor."""
    if amount.unit is Unit.HOURS:
        return _after_hours(anchor.astimezone(UTC), timedelta(hours=amount.number), pauses)
    first = anchor.astimezone(place.zone).date()
    last: date | None
    if amount.unit is Unit.DAYS:
        last = _after_days(first, amount.number, _days_of(pauses, place.zone))
    elif amount.unit is Unit.MONTHS:
        last = after_months(first, amount.number)
    else:
        last = after_business_days(first, amount.number, place.calendar)
    return None if last is None else end_of_day(last, place.zone)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last minute of a day in a zone, UTC."""
    return datetime.combine(day, LAST_MINUTE, zone).astimezone(UTC)


def after_months(first: date, number: int) -> date:
    """The same day of a later month, or the month's last where it has none such."""
    years, month = divmod(first.month - 1 + number, 12)
    year = first.year + years
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def after_business_days(first: date, number: int, country: str) -> date:
    """The day that is so many business days later: no Saturday, Sunday or holiday."""
    day = first
    while number:
        day += DAY
        number -= day.weekday() < 5 and day not in days_off(country, day.year)
    return day


def is_known(country: str) -> bool:
    """Are there holidays of that country?"""
    from holidays.registry import COUNTRIES  # noqa: PLC0415 - costs every command's start

    return any(country == code for _, code, *_ in COUNTRIES.values())


@cache
def days_off(country: str, year: int) -> frozenset[date]:
    """The holidays of a year, of a country for which `is_known` says so."""
    import holidays  # noqa: PLC0415 - costs every command's start

    supported = holidays.country_holidays(country).supported_categories
    chosen = tuple(name for name in CATEGORIES if name in supported)
    return frozenset(holidays.country_holidays(country, years=year, categories=chosen))


def _after_hours(begins: datetime, left: timedelta, pauses: Sequence[Pause]) -> datetime | None:
    for pause in _joined(pauses):
        if begins + left <= pause.begins:
            break
        if pause.ends is None:
            return None
        if pause.ends > begins:
            left -= max(pause.begins - begins, timedelta())
            begins = pause.ends
    return begins + left


def _after_days(first: date, left: int, pauses: Sequence[tuple[date, date | None]]) -> date | None:
    for begins, ends in pauses:
        if first + left * DAY <= begins:
            break
        if ends is None:
            return None
        if ends > first:
            left -= max((begins - first).days, 0)
            first = ends
    return first + left * DAY


def _days_of(pauses: Sequence[Pause], zone: ZoneInfo) -> list[tuple[date, date | None]]:
    """Pauses in whole days of a zone: from the day that one begins on to the day that it ends on."""
    return [
        (
            pause.begins.astimezone(zone).date(),
            pause.ends.astimezone(zone).date() if pause.ends else None,
        )
        for pause in _joined(pauses)
    ]


def _joined(pauses: Sequence[Pause]) -> Sequence[Pause]:
    """In order, those that touch made one."""
    if not pauses:
        return ()
    found: list[Pause] = []
    for pause in sorted(map(_in_utc, pauses), key=lambda one: one.begins):
        last = found[-1] if found else None
        if last is None or (last.ends is not None and last.ends < pause.begins):
            found.append(pause)
        elif last.ends is not None:
            ends = None if pause.ends is None else max(last.ends, pause.ends)
            found[-1] = Pause(last.begins, ends)
    return found


def _in_utc(pause: Pause) -> Pause:
    """Arithmetic within another zone would be by its wall clock."""
    return Pause(pause.begins.astimezone(UTC), pause.ends and pause.ends.astimezone(UTC))
