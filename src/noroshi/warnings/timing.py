"""When what is told to whom: at once, with a digest, and not in the quiet hours. Pure."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from noroshi.kernel.errors import MalformedError
from noroshi.warnings.rules import Urgency

FOREMOST: Final = min(Urgency)  # what SSVC's deployer tree says is immediate: never kept waiting
MORNING: Final = time(8)  # of a digest
ATTEMPTS: Final = 8  # over some twenty hours; then it is a dead letter
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=12)
LEFT: Final = timedelta(hours=1)  # before a clock runs out, that quiet hours leave at least
PATIENCE: Final = timedelta(days=3)  # that an endpoint may fail before it is paused
LANGUAGES: Final = ("ja", "en")


class Digest(StrEnum):
    """How often what is not told at once is told together."""

    NONE = "none"
    DAILY = "daily"
    WEEKLY = "weekly"


DAYS: Mapping[Digest, int] = {Digest.DAILY: 1, Digest.WEEKLY: 7}


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which an organisation is told nothing but the foremost, from and until by the
    clock of its zone, over midnight too; equal ends are no hours at all."""

    zone: str = "Asia/Tokyo"
    begins: time | None = None
    ends: time | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be told, and how soon. language: one of LANGUAGES."""

    at_once: frozenset[Urgency] = frozenset({Urgency.IMMEDIATE, Urgency.OUT_OF_CYCLE})
    digest: Digest = Digest.DAILY
    language: str = "ja"


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its IANA name. Raises: MalformedError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise MalformedError("zone: the name of a time zone, for example Asia/Tokyo") from error


def tell_at(urgency: Urgency, wish: Wish, quiet: Quiet, *, now: datetime) -> datetime | None:
    """When to tell of a warning that was raised now; None for never."""
    if urgency is FOREMOST:
        return now
    if urgency in wish.at_once:
        return after_quiet(now, quiet)
    if wish.digest is Digest.NONE:
        return None
    return after_quiet(_next_morning(now, wish.digest, zone_of(quiet.zone)), quiet)


def after_quiet(instant: datetime, quiet: Quiet) -> datetime:
    """The instant, or the end of the quiet hours that it lies in."""
    if quiet.begins is None or quiet.ends is None or quiet.begins == quiet.ends:
        return instant
    local = instant.astimezone(zone_of(quiet.zone))
    clock = local.time()
    if quiet.begins < quiet.ends:
        is_quiet = quiet.begins <= clock < quiet.ends
    else:
        is_quiet = clock >= quiet.begins or clock < quiet.ends
    if not is_quiet:
        return instant
    day = local.date() + timedelta(days=clock >= quiet.ends)
    end = datetime.combine(day, quiet.ends, tzinfo=local.tzinfo).astimezone(UTC)
    return max(end, instant)


def remind_at(until: datetime, quiet: Quiet, *, now: datetime) -> datetime:
    """When to remind of a clock that runs out: behind the quiet hours where that leaves time."""
    end = after_quiet(now, quiet)
    return end if end + LEFT <= until else now


def _next_morning(now: datetime, digest: Digest, zone: ZoneInfo) -> datetime:
    """The next morning of a digest; a weekly one comes on Mondays."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= MORNING)
    while digest is Digest.WEEKLY and day.weekday():
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, tzinfo=zone).astimezone(UTC)


def pause(attempts: int, *, chance: random.Random) -> timedelta:
    """How long to wait after so many attempts: four times as long each time, half of it or half
    more by chance, so that what failed together does not come back together."""
    whole = min(FIRST_PAUSE * 4.0 ** (attempts - 1), LONGEST_PAUSE)
    return whole * chance.uniform(0.5, 1.5)
