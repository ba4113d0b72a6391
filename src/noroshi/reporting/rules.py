"""What is owed for an incident: by which law, to whom, by when, and why. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from noroshi.reporting.clocks import Amount, Pause, Unit, end_of, end_of_day
from noroshi.reporting.regimes import (
    Anchor,
    Bound,
    Condition,
    Duty,
    Form,
    Period,
    Recipient,
    Regime,
    Stage,
    Tag,
)

NOTHING: Final[frozenset[str]] = frozenset()
END_OF_TIME: Final = datetime(9999, 12, 31, tzinfo=UTC)
LONGEST_REASON: Final = 2000


class State(StrEnum):
    """How an obligation stands."""

    FILED = "filed"
    LATE = "late"
    PRESSING = "pressing"
    DUE = "due"
    WAITING = "waiting"
    UNSET = "unset"


class Turn(StrEnum):
    """On whom what is owed waits: the operator until it is filed; then, while a question or an order
    about the report is open, its answer; else whom it was filed with."""

    OPERATOR = "operator"
    ANSWER = "answer"
    RECIPIENT = "recipient"


class Act(StrEnum):
    """What a version of a report is."""

    REPORT = "report"
    SUPPLEMENT = "supplement"
    CORRECTION = "correction"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Profile:
    """Who reports. employees: None if not known; places: where it works, `EU`, `US`; declared:
    regimes that it says it is bound by."""

    kind: str
    sector: str = ""
    employees: int | None = None
    places: frozenset[str] = NOTHING
    declared: frozenset[str] = NOTHING


class Step(Struct, frozen=True):
    """A stage of a duty of a regime."""

    regime: str
    duty: str
    stage: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an incident. people: whose data leaked; filed: when which stage was; pauses:
    while the clocks of a regime stand still."""

    profile: Profile
    anchors: Mapping[Anchor, datetime]
    conditions: frozenset[Condition] = frozenset()
    people: int = 0
    filed: Mapping[Step, datetime] = field(default_factory=dict)
    pauses: Mapping[str, Sequence[Pause]] = field(default_factory=dict)


class Obligation(Struct, frozen=True):
    """A stage owed to one recipient.

    grounds: what triggers it; anchor, anchored_at and amount: of the clock that counts, the instant
    None while it is not known; due_at: None for promptly, and while it cannot be told; warn_at: for
    promptly; unset: the parameter that nobody has confirmed; is_provisional: counted from when the
    stage before is due, since it is not filed."""

    step: Step
    recipient: Recipient
    form: Form
    article: str
    tag: Tag
    grounds: tuple[Condition, ...]
    people_over: int | None
    anchor: Anchor
    anchored_at: datetime | None = None
    amount: Amount | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    unset: str = ""
    filed_at: datetime | None = None
    is_provisional: bool = False

    @property
    def key(self) -> tuple[Step, Recipient]:
        """What it is, whatever its date."""
        return self.step, self.recipient


@dataclass(frozen=True, slots=True)
class Gap:
    """A regime of which it cannot be told whether it binds: the parameter that nobody has confirmed."""

    regime: str
    article: str
    unset: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is owed, in the order of the regimes, and what cannot be told."""

    obligations: tuple[Obligation, ...]
    gaps: tuple[Gap, ...] = ()

    def with_(self, ordered: Iterable[Obligation]) -> "Assessment":
        """The same with what was ordered besides."""
        return Assessment((*self.obligations, *ordered), self.gaps)


class _Clock(Struct, frozen=True):
    """A clock that was read. at: where it begins; due: when it ends."""

    anchor: Anchor
    at: datetime | None = None
    amount: Amount | None = None
    due: datetime | None = None
    is_provisional: bool = False


def assess(facts: Facts, regimes: Iterable[Regime]) -> Assessment:
    """What every regime asks for these facts. What came about before a version was in force is not
    under it. regimes: the versions in force."""
    owed: list[Obligation] = []
    gaps: list[Gap] = []
    for regime in regimes:
        found = list(_owed(facts, regime))
        if not found:
            continue
        bound = regime.file.bound
        unset = _unset(facts.profile, regime.file.regime, bound)
        if unset is None:
            owed += found
        elif unset:
            gaps.append(Gap(regime.file.regime, bound.article, unset))
    return Assessment(tuple(owed), tuple(gaps))


def _unset(who: Profile, regime: str, bound: Bound) -> str | None:
    """None if the regime binds, empty if it does not, else the parameter that would tell."""
    if bound.declared and regime in who.declared:
        return None
    meets = (
        (not bound.kinds or who.kind in bound.kinds)
        and (not bound.sectors or who.sector in bound.sectors)
        and (not bound.places or bool(who.places & bound.places))
    )
    if not meets:
        return ""
    if bound.least_employees is not None and who.employees is None:
        return "employees"
    if bound.least_employees is not None and (who.employees or 0) < bound.least_employees:
        return ""
    return bound.unset


def _owed(facts: Facts, regime: Regime) -> Iterator[Obligation]:
    for duty in regime.file.duties:
        since = facts.anchors.get(duty.since)
        if since is None or not regime.begins <= since < regime.ends:
            continue
        so = facts.conditions | _derived(facts, regime)
        grounds = duty.any & so
        if grounds:
            yield from _stages(facts, regime, duty, so)


def _derived(facts: Facts, regime: Regime) -> frozenset[Condition]:
    """What follows from the facts by numbers and instants."""
    anchors = facts.anchors
    found = [Condition.ENDED if Anchor.END in anchors else Condition.ONGOING]
    if Anchor.BELIEF in anchors:
        found.append(Condition.BELIEVED)
    if Anchor.PAYMENT in anchors:
        found.append(Condition.PAID)
    over = regime.file.people_over
    if over is not None and facts.people > over:
        found.append(Condition.MANY_PEOPLE)
    return frozenset(found)


def _stages(
    facts: Facts, regime: Regime, duty: Duty, so: frozenset[Condition]
) -> Iterator[Obligation]:
    grounds = tuple(sorted(duty.any & so))
    ends: dict[str, _Clock] = {}
    before = ""
    for stage in duty.stages:
        step = Step(regime.file.regime, duty.name, stage.name)
        clock, unset = _clock(facts, regime, stage, so, (before, ends))
        filed = facts.filed.get(step)
        ends[stage.name] = _Clock(Anchor.PREVIOUS, filed or clock.due, is_provisional=filed is None)
        before = stage.name
        if not stage.when <= so:
            continue
        for recipient in stage.recipients:
            yield Obligation(
                step=step,
                recipient=recipient,
                form=stage.form,
                article=stage.article,
                tag=stage.tag,
                grounds=grounds,
                people_over=regime.file.people_over,
                anchor=clock.anchor,
                anchored_at=clock.at,
                amount=clock.amount,
                due_at=clock.due,
                warn_at=_warn_at(stage, clock, regime),
                unset=unset,
                filed_at=filed,
                is_provisional=clock.is_provisional,
            )


def _warn_at(stage: Stage, clock: _Clock, regime: Regime) -> datetime | None:
    if stage.warn is None or clock.at is None:
        return None
    return end_of(clock.at, Amount(stage.warn.days, Unit.DAYS), regime.place)


def _clock(
    facts: Facts,
    regime: Regime,
    stage: Stage,
    so: frozenset[Condition],
    before: tuple[str, Mapping[str, _Clock]],
) -> tuple[_Clock, str]:
    """The clock that counts, and the parameter that is missing for it."""
    if stage.promptly is not None:
        return _Clock(stage.promptly, facts.anchors.get(stage.promptly)), ""
    extended = stage.extended if stage.extended and stage.extended.when & so else None
    if stage.unset or (extended and extended.unset):
        return _Clock(Anchor.AWARENESS), stage.unset or (extended and extended.unset) or ""
    pauses = facts.pauses.get(regime.file.regime, ()) if stage.suspends else ()
    days = extended.days if extended else None
    read = [_read(period, facts, regime, before, (days, pauses)) for period in stage.clocks]
    ending = [(clock.due, place) for place, clock in enumerate(read) if clock.due is not None]
    return read[min(ending)[1] if ending else 0], ""


def _read(
    period: Period,
    facts: Facts,
    regime: Regime,
    before: tuple[str, Mapping[str, _Clock]],
    changed: tuple[int | None, Sequence[Pause]],
) -> _Clock:
    name, ends = before
    if period.after is Anchor.PREVIOUS:
        begun = ends[period.stage or name]
    else:
        begun = _Clock(period.after, facts.anchors.get(period.after))
    if begun.at is None:
        return _Clock(period.after)
    days, pauses = changed
    amount = Amount(days, Unit.DAYS) if days else period.amount
    if amount is None:
        day = period.on or begun.at.astimezone(regime.place.zone).date()
        due = end_of_day(day, regime.place.zone)
        return _Clock(period.after, begun.at, None, max(due, begun.at))
    due_at = end_of(begun.at, amount, regime.place, pauses)
    return _Clock(period.after, begun.at, amount, due_at, begun.is_provisional)


def state(obligation: Obligation, *, now: datetime) -> State:
    """How it stands."""
    if obligation.filed_at is not None:
        return State.FILED
    if obligation.unset:
        return State.UNSET
    if obligation.due_at is not None:
        return State.LATE if obligation.due_at < now else State.DUE
    if obligation.warn_at is not None:
        return State.PRESSING if obligation.warn_at < now else State.DUE
    return State.WAITING


def turn(*, filed_at: datetime | None, is_asked: bool) -> Turn:
    """On whom it waits. is_asked: a question or an order about the report is open."""
    if filed_at is None:
        return Turn.OPERATOR
    return Turn.ANSWER if is_asked else Turn.RECIPIENT
