"""ATT&CK's matrix of what was seen in a period, as far as the requester may see, and what stands
behind a technique. What may not be seen is neither shown nor counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

from noroshi.formats.attack import CHAINS, TECHNIQUE
from noroshi.intelligence import queries
from noroshi.intelligence.attack import sql
from noroshi.intelligence.attack.models import AttackMatrix, AttackTactic, AttackTechnique
from noroshi.intelligence.queries import Held, Place
from noroshi.kernel.errors import AbsentError

USUAL: Final = next(iter(CHAINS))


@dataclass(frozen=True, slots=True)
class Period:
    """since: inclusive; until: exclusive; None for no end. tellers: told by one of these
    organisations, None for anybody; source: of one's own alone, empty for any."""

    since: datetime | None = None
    until: datetime | None = None
    tellers: Sequence[UUID] | None = None
    source: str = ""


class Seen(NamedTuple):
    """objects: how many tell of it; last: when it was seen the last time, None for never."""

    objects: int
    last: datetime | None


NEVER: Final = Seen(0, None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A technique. objects: that tell of it or of one of its sub-techniques; own: of itself; level: 0
    for none to 4 for the most of the matrix; is_gone: deprecated, revoked, or none of the matrix's."""

    number: str
    name: str
    tactics: tuple[str, ...]
    own: Seen
    whole: Seen
    level: int
    is_gone: bool = False
    subs: tuple["Cell", ...] = ()

    @property
    def is_seen(self) -> bool:
        """Does anything tell of it, or of a part of it?"""
        return self.whole.objects > 0

    @property
    def seen_subs(self) -> tuple["Cell", ...]:
        """Those of its sub-techniques of which something tells."""
        return tuple(sub for sub in self.subs if sub.is_seen)


@dataclass(frozen=True, slots=True)
class Column:
    """A tactic. alone: of what tells of the tactic and of no technique."""

    number: str
    short: str
    name: str
    alone: Seen
    cells: tuple[Cell, ...]

    @property
    def seen(self) -> tuple[Cell, ...]:
        """Those of its techniques of which something tells."""
        return tuple(cell for cell in self.cells if cell.is_seen)


@dataclass(frozen=True, slots=True)
class Matrix:
    """domain: of formats.attack.CHAINS; name, version: empty where it is not imported; others: what was
    seen and stands in no column: gone, or of no matrix that is held; objects: that tell of any."""

    domain: str
    name: str = ""
    version: str = ""
    columns: tuple[Column, ...] = ()
    others: tuple[Cell, ...] = ()
    objects: int = 0

    @property
    def cells(self) -> Sequence[Cell]:
        """Every technique and sub-technique that was seen, each once, by number."""
        found = {cell.number: cell for column in self.columns for cell in column.cells}
        found |= {cell.number: cell for cell in self.others}
        subs = [sub for cell in found.values() for sub in cell.subs]
        every = sorted([*found.values(), *subs], key=lambda cell: cell.number)
        return [cell for cell in every if cell.is_seen]


@dataclass(frozen=True, slots=True)
class Known:
    """A technique as the matrices have it. tactics: names; subs, parent: numbers with names."""

    number: str
    name: str
    domain: str = ""
    url: str = ""
    is_gone: bool = False
    tactics: Sequence[str] = ()
    parent: tuple[str, str] | None = None
    subs: Sequence[tuple[str, str]] = field(default_factory=tuple)


def domains() -> list[tuple[str, str]]:
    """The matrices that are held: domain and name, in the order of CHAINS."""
    held = dict(AttackMatrix.objects.values_list("domain", "name"))
    return [(domain, held[domain]) for domain in CHAINS if domain in held]


def matrix(domain: str, period: Period) -> Matrix:
    """What was seen in a period, by tactic and technique."""
    counts, total = _counts(period)
    held = AttackMatrix.objects.filter(domain=domain).first()
    if held is None:
        everywhere = set(AttackTechnique.objects.values_list("number", flat=True))
        return Matrix(domain, others=_others(counts, {}, everywhere), objects=total)
    techniques = list(AttackTechnique.objects.filter(matrix=held).order_by("number"))
    elsewhere = AttackTechnique.objects.exclude(matrix=held).values_list("number", flat=True)
    cells = _cells(techniques, counts)
    columns = tuple(
        _column(tactic, cells, counts, CHAINS[domain])
        for tactic in AttackTactic.objects.filter(matrix=held).order_by("place")
    )
    named = {one.number: one.name for one in techniques}
    placed = {cell.number for column in columns for cell in column.cells}
    rest = {key: seen for key, seen in counts.items() if key[0] not in placed}
    others = _others(rest, named, set(elsewhere))
    return Matrix(domain, held.name, held.version, columns, others, total)


def technique(number: str) -> Known:
    """One by its number; what no matrix has is known by its number alone. Raises: AbsentError for what
    is none."""
    if not TECHNIQUE.fullmatch(number):
        raise AbsentError("there is no such technique")
    parent = number.partition(".")[0]
    found = {
        one.number: one
        for one in AttackTechnique.objects.select_related("matrix")
        .filter(number__startswith=parent)
        .order_by("-matrix__domain")
    }
    one = found.get(number)
    if one is None:
        return Known(number, "")
    tactics = AttackTactic.objects.filter(matrix=one.matrix, short__in=one.tactics)
    above = found.get(parent)
    return Known(
        number=number,
        name=one.name,
        domain=one.matrix.domain,
        url=one.url,
        is_gone=one.is_gone,
        tactics=list(tactics.order_by("place").values_list("name", flat=True)),
        parent=(parent, above.name) if above and parent != number else None,
        subs=sorted(
            (sub.number, sub.name)
            for sub in found.values()
            if sub.number.startswith(f"{number}.") and not sub.is_gone
        ),
    )


def behind(
    period: Period, *, number: str = "", after: Place | None = None, size: int
) -> list[Held]:
    """The next objects behind a place that tell of a technique or its sub-techniques, without a number
    of any; the newest in the store first."""
    statement = sql.BEHIND.format(columns=queries.columns(Held))
    parameters = {
        **_asked(period),
        "number": number,
        "after_at": after and after.added_at,
        "after_id": after and after.id,
        "limit": size,
    }
    return queries.rows(Held, statement, parameters)


def _asked(period: Period) -> dict[str, Any]:
    tellers = None if period.tellers is None else list(period.tellers)
    return {
        "since": period.since,
        "until": period.until,
        "tellers": tellers,
        "source": period.source,
    }


# By technique: (number, number) of itself, (number, None) with its sub-techniques.
Counts = Mapping[tuple[str, str | None], Seen]


def _counts(period: Period) -> tuple[Counts, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql.COUNTS, _asked(period))
        rows = {(whole, own): Seen(many, last) for whole, own, many, last in cursor.fetchall()}
    total: Seen = rows.pop((None, None), NEVER)
    return rows, total.objects


def _cells(techniques: Sequence[AttackTechnique], counts: Counts) -> list[Cell]:
    """Those in force, with their sub-techniques."""
    most = max((counts.get((one.number, None), NEVER).objects for one in techniques), default=0)
    subs: dict[str, list[Cell]] = {}
    for one in techniques:
        parent, dot, _ = one.number.partition(".")
        if dot and not one.is_gone:
            own = counts.get((parent, one.number), NEVER)
            level = _level(own.objects, most)
            cell = Cell(one.number, one.name, tuple(one.tactics), own, own, level)
            subs.setdefault(parent, []).append(cell)
    found = []
    for one in techniques:
        if "." in one.number or one.is_gone:
            continue
        own = counts.get((one.number, one.number), NEVER)
        whole = counts.get((one.number, None), NEVER)
        below = tuple(subs.get(one.number, ()))
        level = _level(whole.objects, most)
        found.append(Cell(one.number, one.name, tuple(one.tactics), own, whole, level, subs=below))
    return found


def _column(tactic: AttackTactic, cells: Sequence[Cell], counts: Counts, chain: str) -> Column:
    short = f"{chain}:{tactic.short}"
    mine = sorted((cell for cell in cells if tactic.short in cell.tactics), key=lambda c: c.name)
    alone = counts.get((short, short), NEVER)
    return Column(tactic.number, tactic.short, tactic.name, alone, tuple(mine))


def _others(counts: Counts, named: Mapping[str, str], elsewhere: set[str]) -> tuple[Cell, ...]:
    """What the matrix has no place for; what another matrix has is told there."""
    found = sorted(
        (own, seen)
        for (_, own), seen in counts.items()
        if own and TECHNIQUE.fullmatch(own) and (own in named or own not in elsewhere)
    )
    return tuple(
        Cell(own, named.get(own, ""), (), seen, seen, 1, is_gone=True) for own, seen in found
    )


def _level(count: int, most: int) -> int:
    return 0 if not count else max(1, round(count / most * 4))
