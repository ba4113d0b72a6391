"""Charts: figures laid out for SVG on the server. No pie, no second axis, bars from zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from noroshi.entrypoints.web.words import sector_word
from noroshi.parties.sectors import SECTORS
from noroshi.warnings.rules import Urgency

WIDTH, HEIGHT = 300, 60
MARK = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar, in the units of the view box."""

    day: date
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """width, height: of the view box; highest: the count of the tallest bar; last: of the last."""

    items: tuple[Bar, ...]
    highest: int
    total: int
    last: int
    width: int = WIDTH
    height: int = HEIGHT


def bars(counts: Sequence[tuple[date, int]]) -> Bars:
    """One bar a day, as tall as its count, the highest filling the height."""
    highest = max((count for _, count in counts), default=0)
    step = WIDTH / max(len(counts), 1)
    items = []
    for at, (day, count) in enumerate(counts):
        height = round(count / highest * (HEIGHT - 2), 1) if highest else 0.0
        items.append(
            Bar(day, count, round(at * step, 1), HEIGHT - height, round(step * 0.7, 1), height)
        )
    return Bars(
        tuple(items), highest, sum(count for _, count in counts), counts[-1][1] if counts else 0
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """urgency: its code; level: 0 none to 4 the most of its column, for the shade."""

    urgency: str
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class SectorRow:
    """A sector's line of the board."""

    sector: str
    name: str
    cells: tuple[Cell, ...]


def heat(counts: Sequence[tuple[str, int, int]]) -> tuple[SectorRow, ...]:
    """The board of sectors by urgency, in the order of the law; counts: sector, urgency, count."""
    found = {(sector, urgency): count for sector, urgency, count in counts}
    most = {
        urgency: max((found.get((s, urgency), 0) for s in SECTORS), default=0)
        for urgency in Urgency
    }
    return tuple(
        SectorRow(
            sector,
            sector_word(sector),
            tuple(
                Cell(
                    urgency.name.lower(),
                    found.get((sector, urgency), 0),
                    _level(found.get((sector, urgency), 0), most[urgency]),
                )
                for urgency in Urgency
            ),
        )
        for sector in SECTORS
        if any((sector, urgency) in found for urgency in Urgency)
    )


def _level(count: int, most: int) -> int:
    return 0 if not count else max(1, round(count / most * 4))


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened. lane: its line's name; what: in words; share: of the line's height,
    in [0, 1]."""

    day: date
    lane: str
    what: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, in the units of the view box."""

    day: date
    lane: str
    what: str
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of a course of time."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """What happened, line by line and in its order; width, height: of each line's view box."""

    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    first: date
    last: date
    width: int = WIDTH
    height: int = 12


def course(happened: Sequence[Happened], *, today: date) -> Course | None:
    """A course of time from the first of what happened to the last, or today if that is later.

    None if nothing did."""
    if not happened:
        return None
    ordered = sorted(happened, key=lambda one: one.day)
    first, last = ordered[0].day, max(ordered[-1].day, today)
    days = max((last - first).days, 1)
    marks = tuple(_mark(one, (one.day - first).days / days) for one in ordered)
    lanes = tuple(
        Lane(name, tuple(mark for mark in marks if mark.lane == name))
        for name in dict.fromkeys(one.lane for one in happened)
    )
    return Course(lanes, marks, first, last)


def _mark(one: Happened, place: float) -> Mark:
    """A mark stands on its line; what hardly is is still seen."""
    height = max(round(one.share * MARK, 1), 1.0)
    x, y = round(place * (WIDTH - 4), 1), round(MARK + 1 - height, 1)
    return Mark(one.day, one.lane, one.what, x, y, height)
