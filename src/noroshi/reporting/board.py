"""What is owed, as far as the requester may see: narrowed, ordered, and on whom it waits."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from noroshi.kernel.errors import MalformedError
from noroshi.parties.models import Organisation
from noroshi.reporting.board_sql import NAMED
from noroshi.reporting.models import Line, Obligation, Report, Version
from noroshi.reporting.rules import END_OF_TIME, State, Turn
from noroshi.reporting.threads import WAITS

Known = TypeVar("Known")

BEGINNING: Final = datetime(1, 1, 2, tzinfo=UTC)
IS_ASKED: Final = Exists(
    Line.objects.filter(report=OuterRef("report"), kind__in=[kind.value for kind in WAITS]).exclude(
        Exists(Line.objects.filter(answers=OuterRef("pk")))
    )
)
ASKED: Final = Case(When(filed_at=None, then=Value(False)), default=IS_ASKED)  # noqa: FBT003 - SQL's
TURNS: Final[Mapping[str, Q]] = {
    Turn.OPERATOR: Q(filed_at=None),
    Turn.ANSWER: Q(filed_at__isnull=False) & Q(IS_ASKED),
    Turn.RECIPIENT: Q(filed_at__isnull=False) & ~Q(IS_ASKED),
}

# The keys of each order; what is due first is first where they are alike. Reports are in the order
# in which they were filed.
ORDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "due": ("counts_at", "id"),
    "latest": ("-counts_at", "-id"),
    "report": ("filing", "counts_at", "id"),
    "organisation": ("code", "counts_at", "id"),
    "sector": ("sector", "counts_at", "id"),
    "regime": ("regime", "counts_at", "id"),
    "stage": ("stage", "counts_at", "id"),
    "recipient": ("recipient", "counts_at", "id"),
    "state": ("standing", "counts_at", "id"),
    "waiting_on": ("turn", "counts_at", "id"),
    "filed": ("-filed", "-id"),
    "article": ("article", "counts_at", "id"),
}


@dataclass(frozen=True, slots=True)
class OwedFilter:
    """What a list of obligations is narrowed to; empty means all. state: a state, or `open` for
    what is not filed; waiting_on: whose turn it is; before: what is due or warned of earlier; order:
    of ORDERS."""

    state: str = ""
    regime: str = ""
    organisation: str = ""
    sector: str = ""
    waiting_on: str = ""
    before: datetime | None = None
    order: str = ""


def obligations(
    chosen: OwedFilter = OwedFilter(), *, now: datetime | None = None
) -> QuerySet[Obligation]:
    """What is owed, as little of it as an index holds: `whole` has the rest of those that are shown.
    Without an order what is not filed on top, what is due first before, and what has no date last.

    now: what a state is told by. Raises: MalformedError for what is no state, turn or order."""
    found = Obligation.objects.only("id", "counts_at")
    if chosen.state:
        states = {"open": Q(filed_at=None), **_states(now)}
        found = found.filter(_named("state", states, chosen.state))
    if chosen.waiting_on:
        found = found.filter(_named("waiting_on", TURNS, chosen.waiting_on))
    if chosen.regime:
        found = found.filter(regime=chosen.regime)
    if chosen.organisation or chosen.sector:
        found = found.filter(organisation__in=_owing(chosen))
    if chosen.before:
        found = found.filter(counts_at__lt=chosen.before)
    return _ordered(found, chosen.order, now)


def whole(found: Iterable[Obligation]) -> list[Obligation]:
    """The same in the same order with all that is said of them. is_asked: of what is filed, whether
    a question or an order about the report waits for an answer, as far as the requester reads it."""
    wanted = [one.pk for one in found]
    if not wanted:
        return []
    related = Obligation.objects.select_related("organisation", "report")
    named = related.filter(pk__in=RawSQL(NAMED, [wanted]))  # noqa: S611 - a constant
    rows = {one.pk: one for one in named.annotate(is_asked=ASKED)}
    return [rows[one] for one in wanted if one in rows]  # else it was worked out anew meanwhile


def of_report(report: Report) -> list[Obligation]:
    """What is owed for one report, as `whole` has it, in the order of `obligations`."""
    found = list(Obligation.objects.filter(report=report).annotate(is_asked=ASKED))
    for one in found:
        one.report, one.organisation = report, report.organisation
    return _in_order(found)


def of_first(version: Version) -> list[Obligation]:
    """The same of a report that was accepted just now, and of which nobody can have asked anything."""
    found: list[Any] = list(version.owed or ())
    for one in found:
        one.is_asked = False
    return _in_order(found)


def _in_order(found: Iterable[Any]) -> list[Obligation]:
    def place(one: Any) -> tuple[datetime, datetime, UUID]:
        counts_at = one.due_at or one.warn_at or END_OF_TIME  # as the column of this name
        return one.filed_at or BEGINNING, counts_at, one.id

    return sorted(found, key=place)


def _owing(chosen: OwedFilter) -> list[UUID]:
    """Asked for first: the planner takes a join of what policies guard for one of few rows."""
    found = Organisation.objects.all()
    if chosen.organisation:
        found = found.filter(code=chosen.organisation)
    if chosen.sector:
        found = found.filter(sector=chosen.sector)
    return list(found.values_list("id", flat=True))


def _ordered(found: QuerySet[Obligation], order: str, now: datetime | None) -> QuerySet[Obligation]:
    if not order:
        return found.order_by(F("filed_at").asc(nulls_first=True), "counts_at", "id")
    keys = _named("order", ORDERS, order)
    first = keys[0].lstrip("-")
    if first in MADE:
        found = found.annotate(**{first: MADE[first](now)})
    return found.only("id", "counts_at", *({first} - MADE.keys())).order_by(*keys)


def _of_organisations(field: str) -> Func:
    """What each organisation has there, looked up in a table that goes with the statement."""
    table = {str(one): text for one, text in Organisation.objects.values_list("id", field)}
    key = Cast("organisation_id", TextField())
    looked_up = Func(
        Value(table, JSONField()), key, function="jsonb_extract_path_text", output_field=TextField()
    )
    return Coalesce(looked_up, Value(""), output_field=TextField())


def _place(conditions: Iterable[Q]) -> Case:
    """Which of them a row meets first, from 0."""
    return Case(*(When(one, then=Value(place)) for place, one in enumerate(conditions)))


def _states(now: datetime | None) -> dict[str, Q]:
    """What rules.state says, as conditions of the table; what presses most is first. What nobody has
    confirmed has no date."""
    is_open, is_set = Q(filed_at=None), Q(value__unset="")
    by_law, by_warning = Q(due_at__isnull=False), Q(due_at=None, warn_at__isnull=False)
    is_undated = Q(due_at=None, warn_at=None)
    return {
        State.LATE: is_open & by_law & Q(due_at__lt=now),
        State.PRESSING: is_open & by_warning & Q(warn_at__lt=now),
        State.DUE: is_open & (by_law | by_warning) & Q(counts_at__gte=now),
        State.WAITING: is_open & is_undated & is_set,
        State.UNSET: is_open & is_undated & ~is_set,
        State.FILED: Q(filed_at__isnull=False),
    }


def _named(what: str, known: Mapping[str, Known], name: str) -> Known:
    if name not in known:
        raise MalformedError(f"{what}: one of these: {', '.join(known)}")
    return known[name]


# What is no column, by the key that it is: made when it is asked for.
MADE: Final[Mapping[str, Callable[[datetime | None], Any]]] = {
    "filing": lambda _: Coalesce("report_id", Value(UUID(int=0))),
    "code": lambda _: _of_organisations("code"),
    "sector": lambda _: _of_organisations("sector"),
    "article": lambda _: KT("value__article"),
    "filed": lambda _: Coalesce("filed_at", Value(BEGINNING)),
    "turn": lambda _: _place(TURNS.values()),
    "standing": lambda now: _place(_states(now).values()),
}
