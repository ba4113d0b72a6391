"""Regimes as dated files: who is bound, what triggers which duty, its stages and their clocks. Pure.

One TOML file is one version of a regime. What was read or reported is in force; what is recalled only
lies in `proposed/` and is off until a named person confirms it and says from when it holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from noroshi.kernel.errors import Location, MalformedError
from noroshi.reporting.clocks import Amount, Place, Unit, is_known

CODES: Final = ("jp-act", "jp-appi", "jp-telecom", "nis2", "circia", "cra", "dora")
BEGINNING: Final = datetime(1, 1, 2, tzinfo=UTC)
END: Final = datetime(9999, 12, 30, tzinfo=UTC)

Text = Annotated[str, Meta(min_length=1, max_length=300)]
Number = Annotated[int, Meta(ge=1, le=3660)]


class Tag(StrEnum):
    """How well a value is known. read: [P]; reported: [S]; inferred: [I]; recalled: [R]."""

    READ = "P"
    REPORTED = "S"
    INFERRED = "I"
    RECALLED = "R"
    HOUSE = "house"


class Anchor(StrEnum):
    """What a clock counts from."""

    AWARENESS = "awareness"
    BELIEF = "belief"
    CLASSIFICATION = "classification"
    PAYMENT = "payment"
    FIX = "fix"
    END = "end"
    INTRODUCTION = "introduction"
    ORDER = "order"
    PREVIOUS = "previous"


class Condition(StrEnum):
    """What may be so of an incident, and triggers duties or changes them."""

    INTRUSION = "intrusion"
    PRECURSOR = "precursor"
    SENSITIVE_DATA = "sensitive_data"
    FINANCIAL_HARM = "financial_harm"
    IMPROPER_PURPOSE = "improper_purpose"
    MANY_PEOPLE = "many_people"
    SERVICE_ACCIDENT = "service_accident"
    SIGNIFICANT = "significant"
    EXPLOITED = "exploited"
    SEVERE = "severe"
    MAJOR = "major"
    BELIEVED = "believed"
    PAID = "paid"
    ONGOING = "ongoing"
    ENDED = "ended"
    EXISTING = "existing"
    NEW = "new"
    ORDERED = "ordered"


class Recipient(StrEnum):
    """Whom a stage is owed to."""

    MINISTRY = "ministry"
    PRIME_MINISTER = "prime_minister"
    PRIVACY_COMMISSION = "privacy_commission"
    PEOPLE = "people"
    COMMUNICATIONS_MINISTER = "communications_minister"
    CISA = "cisa"
    PLATFORM = "platform"
    AUTHORITY = "authority"


class Form(StrEnum):
    """What a stage is written on."""

    COMMON = "common"
    REGISTRATION = "registration"
    NINE_ITEMS = "nine_items"
    NOTICE = "notice"
    UNSET = "unset"


class _Part(Struct, frozen=True, forbid_unknown_fields=True):
    """What a file is made of."""


class Period(_Part, frozen=True):
    """One clock as it is written: an anchor and one amount, or a fixed day. stage: whose filing
    `previous` means; without it, that of the stage before."""

    after: Anchor
    stage: Text | None = None
    hours: Number | None = None
    days: Number | None = None
    months: Number | None = None
    business_days: Number | None = None
    on: date | None = None

    @property
    def amount(self) -> Amount | None:
        """The amount that is written; None beside a fixed day."""
        for unit, number in self._numbers():
            if number:
                return Amount(number, unit)
        return None

    @property
    def is_single(self) -> bool:
        """It has one amount, or one day."""
        return sum(number is not None for _, number in self._numbers()) + bool(self.on) == 1

    def _numbers(self) -> tuple[tuple[Unit, int | None], ...]:
        return (
            (Unit.HOURS, self.hours),
            (Unit.DAYS, self.days),
            (Unit.MONTHS, self.months),
            (Unit.BUSINESS_DAYS, self.business_days),
        )


class Warn(_Part, frozen=True):
    """After how many days "promptly" is warned of; no date of the law."""

    days: Number
    tag: Tag


class Extension(_Part, frozen=True):
    """What holds instead where one of the conditions is so: another number of days, or unknown."""

    when: Annotated[frozenset[Condition], Meta(min_length=1)]
    tag: Tag
    days: Number | None = None
    unset: Text | None = None


class Stage(_Part, frozen=True):
    """One thing that is owed: clocks of which the earliest counts, or promptly, or unset."""

    name: Text
    recipients: Annotated[tuple[Recipient, ...], Meta(min_length=1)]
    form: Form
    article: Text
    tag: Tag
    clocks: tuple[Period, ...] = ()
    promptly: Anchor | None = None
    warn: Warn | None = None
    unset: Text | None = None
    extended: Extension | None = None
    when: frozenset[Condition] = frozenset()
    suspends: bool = False


class Duty(_Part, frozen=True):
    """What is owed once one of the conditions is so. since: when it came about."""

    name: Text
    any: Annotated[frozenset[Condition], Meta(min_length=1)]
    since: Anchor
    stages: Annotated[tuple[Stage, ...], Meta(min_length=1)]


class Bound(_Part, frozen=True):
    """Whom it binds: of these kinds, sectors and places, of that size; empty means any. declared:
    who says of itself that it is bound is. unset: what the law asks beyond and nobody has confirmed."""

    article: Text
    tag: Tag
    kinds: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    least_employees: Number | None = None
    declared: bool = False
    unset: Text | None = None


class Order(_Part, frozen=True):
    """By which article the competent minister orders a report to be corrected."""

    article: Text
    tag: Tag


class File(_Part, frozen=True):
    """One version of a regime as it is written. valid_from: without it, since ever."""

    regime: Text
    name: Text
    name_ja: Text
    zone: Text
    calendar: Text
    bound: Bound
    duties: Annotated[tuple[Duty, ...], Meta(min_length=1)]
    valid_from: date | None = None
    order: Order | None = None
    people_over: Annotated[int, Meta(ge=0)] | None = None


@dataclass(frozen=True, slots=True)
class Regime:
    """A version in force: from begins until ends, UTC, whatever came about then is under it."""

    file: File
    place: Place
    begins: datetime
    ends: datetime = END
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Confirmation:
    """A proposed regime that a named person has confirmed to be in force from a day on."""

    regime: str
    valid_from: date


@cache
def regimes(confirmed: frozenset[Confirmation] = frozenset()) -> tuple[Regime, ...]:
    """The versions in force, each until the next of its regime begins.

    Raises: MalformedError naming the file and the place in it."""
    begun = {one.regime: one.valid_from for one in confirmed}
    found = [_in_force(file) for file in _active()]
    found += [
        replace(_in_force(file, begun[file.regime]), is_confirmed=True)
        for file in proposed()
        if file.regime in begun
    ]
    found.sort(key=lambda one: (CODES.index(one.file.regime), one.begins))
    return tuple(
        replace(one, ends=after.begins) if after and after.file.regime == one.file.regime else one
        for one, after in zip(found, [*found[1:], None], strict=True)
    )


@cache
def proposed() -> tuple[File, ...]:
    """What is off until somebody confirms it."""
    return tuple(_read(files(__name__).joinpath("proposed"), is_proposed=True))


@cache
def _active() -> tuple[File, ...]:
    return tuple(_read(files(__name__), is_proposed=False))


def _read(folder: Traversable, *, is_proposed: bool) -> Iterable[File]:
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.name.endswith(".toml"):
            yield read_regime(one.read_bytes(), one.name, is_proposed=is_proposed)


def read_regime(octets: bytes, source: str, *, is_proposed: bool) -> File:
    """One version from its file. Raises: MalformedError naming the place."""
    try:
        file = msgspec.toml.decode(octets, type=File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        detail, _, place = str(error).partition(" - at `")
        raise MalformedError(detail, at=Location(source, place.rstrip("`"))) from error
    for place, problem in _problems(file, is_proposed=is_proposed):
        raise MalformedError(problem, at=Location(source, place))
    return file


def _problems(file: File, *, is_proposed: bool) -> Iterable[tuple[str, str]]:
    yield from _wrong_of_all(file)
    if file.bound.tag is Tag.RECALLED and not is_proposed:
        yield "bound.tag", "what is recalled only belongs into proposed/"
    for d, duty in enumerate(file.duties):
        for s, stage in enumerate(duty.stages):
            earlier = [one.name for one in duty.stages[:s]]
            for problem in _wrong_in(stage, earlier, is_proposed=is_proposed):
                yield f"duties[{d}].stages[{s}]", problem


def _wrong_of_all(file: File) -> Iterable[tuple[str, str]]:
    if file.regime not in CODES:
        yield "regime", f"one of {', '.join(CODES)}"
    try:
        ZoneInfo(file.zone)
    except (KeyError, ValueError, OSError):
        yield "zone", "a time zone that is known"
    if not is_known(file.calendar):
        yield "calendar", "a country that is known"
    asked = {name for duty in file.duties for name in duty.any}
    if (Condition.MANY_PEOPLE in asked) != (file.people_over is not None):
        yield "people_over", "stands where many_people is asked for, and nowhere else"


def _wrong_in(stage: Stage, earlier: Sequence[str], *, is_proposed: bool) -> Iterable[str]:
    tags = [part.tag for part in (stage, stage.warn, stage.extended) if part]
    if Tag.RECALLED in tags and not is_proposed:
        yield "what is recalled only belongs into proposed/"
    if sum((bool(stage.clocks), stage.promptly is not None, stage.unset is not None)) != 1:
        yield "one of clocks, promptly and unset"
    if (stage.promptly is None) != (stage.warn is None):
        yield "warn stands beside promptly, and nowhere else"
    if not all(period.is_single for period in stage.clocks):
        yield "a clock has one amount, or one day"
    if stage.name in earlier:
        yield "its name is that of an earlier stage"
    asked = {one.stage or "" for one in stage.clocks if one.after is Anchor.PREVIOUS}
    if asked and not (earlier and asked <= {"", *earlier}):
        yield "there is no such stage before it"
    yield from _wrong_change(stage)


def _wrong_change(stage: Stage) -> Iterable[str]:
    units = {period.amount.unit for period in stage.clocks if period.amount}
    if stage.suspends and not units <= {Unit.HOURS, Unit.DAYS}:
        yield "only hours and days can be suspended"
    extended = stage.extended
    if extended and (extended.days is None) == (extended.unset is None):
        yield "an extension has days, or is unset"
    if extended and not stage.clocks:
        yield "only clocks can be extended"


def _in_force(file: File, begun: date | None = None) -> Regime:
    zone = ZoneInfo(file.zone)
    first = file.valid_from or begun
    begins = datetime.combine(first, time.min, zone).astimezone(UTC) if first else BEGINNING
    return Regime(file, Place(zone, file.calendar), begins)
