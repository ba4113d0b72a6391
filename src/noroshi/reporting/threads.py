"""What is asked, answered, noted and ordered about a report, and who reads it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.reporting.clocks import end_of_day
from noroshi.reporting.regimes import Anchor, Condition, Form, Recipient, Regime
from noroshi.reporting.rules import Obligation, Step

LONGEST_TEXT: Final = 10_000
CORRECTION: Final = "correction"  # the stage that an order asks for


class Said(StrEnum):
    """What a line of a thread is. What waits is a question or an order; its answer names it."""

    QUESTION = "question"
    ANSWER = "answer"
    NOTE = "note"
    ORDER = "order"


WAITS: Final = (Said.QUESTION, Said.ORDER)


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes. readers: kinds of the organisations that read it beside the reporter;
    None for all who read the report."""

    text: str
    readers: Collection[str] | None = None


def check_text(text: str) -> str:
    """The text without blanks around it. Raises: MalformedError."""
    stripped = text.strip()
    if not 0 < len(stripped) <= LONGEST_TEXT:
        raise MalformedError(f"text: between 1 and {LONGEST_TEXT} characters")
    return stripped


def readers_of(words: Words, *, among: Collection[str], writer: str) -> list[str]:
    """Who reads a line beside the reporter: the kinds that were chosen, and the writer's own.

    among: who reads the report; writer: its kind. Raises: MalformedError for anybody else."""
    chosen = set(among if words.readers is None else words.readers)
    if not chosen <= set(among):
        raise MalformedError(f"readers: among {', '.join(sorted(among))}")
    return sorted(chosen | ({writer} & set(among)))


def duty_of(order: UUID) -> str:
    """What an order is called among the obligations."""
    return f"order-{order}"


def ordered(order: UUID, law: Regime, due_on: date, *, at: datetime) -> Obligation:
    """What an order asks for: a correction by the end of a day, in the law's zone.

    Raises: RefusedError for a law without orders, MalformedError for a day that is over."""
    if law.file.order is None:
        raise RefusedError("this law knows no order to correct")
    due_at = end_of_day(due_on, ZoneInfo(law.file.zone))
    if due_at <= at:
        raise MalformedError("due_on: a day that is still to come")
    return Obligation(
        step=Step(law.file.regime, duty_of(order), CORRECTION),
        recipient=Recipient.MINISTRY,
        form=Form.COMMON,
        article=law.file.order.article,
        tag=law.file.order.tag,
        grounds=(Condition.ORDERED,),
        people_over=None,
        anchor=Anchor.ORDER,
        anchored_at=at,
        due_at=due_at,
    )
