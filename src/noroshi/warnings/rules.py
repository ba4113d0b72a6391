"""What a warning is, how its states follow each other, and by when it is to be answered. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from functools import cache
from importlib.resources import files

from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.parties.rules import POWERS, Power, Role


class State(StrEnum):
    """What the organisation has said, or that nothing is left to say."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    NOT_AFFECTED = "not_affected"
    FIXED = "fixed"
    CLOSED = "closed"


class Urgency(IntEnum):
    """How soon, in the words of the deployer's tree in ssvc; the lower the sooner."""

    IMMEDIATE = 0
    OUT_OF_CYCLE = 1
    SCHEDULED = 2
    DEFER = 3


# The urgency of each outcome of the tree.
BY_OUTCOME: Mapping[str, Urgency] = {
    "immediate": Urgency.IMMEDIATE,
    "out-of-cycle": Urgency.OUT_OF_CYCLE,
    "scheduled": Urgency.SCHEDULED,
    "defer": Urgency.DEFER,
}


class NoteKind(StrEnum):
    """What a line of a warning's history records."""

    COMMENT = "comment"
    ANSWER = "answer"
    ASSIGNMENT = "assignment"
    CHANGE = "change"


class Channel(StrEnum):
    """How something is delivered."""

    MAIL = "mail"
    WEBHOOK = "webhook"


class About(StrEnum):
    """What a delivery names, as its column is called."""

    WARNINGS = "warnings"
    REMINDERS = "reminders"
    THREADS = "threads"
    DISCLOSURES = "disclosures"
    REPORTS = "reports"


# Who of an organisation is told: everybody of what concerns it, and of what is said to it who may
# answer.
READERS: Mapping[About, frozenset[Role]] = {
    About.WARNINGS: frozenset(Role),
    About.REMINDERS: frozenset(Role),
    About.THREADS: POWERS[Power.ANSWER_REQUESTS],
    About.DISCLOSURES: POWERS[Power.REPORT_WEAKNESSES],
    About.REPORTS: POWERS[Power.FILE_REPORTS],
}


class DeliveryState(StrEnum):
    """What became of a delivery. dropped: there was nothing left that its reader may see."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


# The reasons for "not affected" are those of VEX (CISA, Minimum Requirements for VEX, 2023).
JUSTIFICATIONS = (
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
)

OWED = (State.OPEN, State.ACKNOWLEDGED)

TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.OPEN: frozenset({State.ACKNOWLEDGED, State.NOT_AFFECTED, State.FIXED}),
    State.ACKNOWLEDGED: frozenset({State.OPEN, State.NOT_AFFECTED, State.FIXED}),
    State.NOT_AFFECTED: frozenset({State.OPEN, State.ACKNOWLEDGED}),
    State.FIXED: frozenset({State.OPEN, State.ACKNOWLEDGED}),
    State.CLOSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """Periods, from a dated policy file; None for no date."""

    periods: Mapping[Urgency, timedelta | None]


@cache
def policy() -> Policy:
    """The policy in force."""
    text = files("noroshi.warnings").joinpath("policies/due.toml").read_text("utf-8")
    periods = tomllib.loads(text)["periods"]
    return Policy(
        {urgency: timedelta(**periods[urgency.name.lower()]) or None for urgency in Urgency}
    )


def due_at(since: datetime, how_soon: Urgency, *, by: Policy) -> datetime | None:
    """When an answer is owed, counted from the instant the warning became that urgent; None in
    the course of other work."""
    period = by.periods[how_soon]
    return since + period if period else None


def check_answer(before: State, after: State, reason: str) -> None:
    """Raises: ConflictError for a step that cannot be, MalformedError for a missing reason."""
    if after not in TRANSITIONS[before]:
        raise ConflictError(f"a warning that is {before} cannot become {after}")
    if after is State.NOT_AFFECTED and reason not in JUSTIFICATIONS:
        raise MalformedError(f"reason: one of these: {', '.join(JUSTIFICATIONS)}")
