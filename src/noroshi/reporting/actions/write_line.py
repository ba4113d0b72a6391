"""What is said about a report: questions, answers, notes, and orders to correct it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError, ConflictError, RefusedError
from noroshi.kernel.facts import Fact
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.reporting.actions.accept_report import obligation_rows
from noroshi.reporting.facts import (
    CorrectionOrdered,
    NoteWritten,
    QuestionAnswered,
    QuestionAsked,
)
from noroshi.reporting.models import Line, Obligation, Report
from noroshi.reporting.queries import law_of_orders, lines, report
from noroshi.reporting.rules import Assessment
from noroshi.reporting.threads import Said, Words, check_text, ordered, readers_of

FACTS: dict[Said, type[Fact]] = {
    Said.QUESTION: QuestionAsked,
    Said.ANSWER: QuestionAnswered,
    Said.NOTE: NoteWritten,
    Said.ORDER: CorrectionOrdered,
}


@dataclass(frozen=True, slots=True)
class _Said:
    """A line that is being written. more: columns that only some have."""

    kind: Said
    text: str
    read_by: list[str]
    more: dict[str, Any]


@transaction.atomic
def ask_question(about: UUID, words: Words, *, by: Actor, at: datetime) -> Line:
    """Ask the reporter about its report, as somebody who reads it.

    Raises: RefusedError, AbsentError, MalformedError."""
    require(by, Power.ASK_REPORTERS)
    held = report(about)
    if held.organisation_id == by.organisation:
        raise RefusedError("who reads a report asks; its reporter answers")
    return _write(held, _said(Said.QUESTION, words, held, by), by, at)


@transaction.atomic
def write_note(about: UUID, words: Words, *, by: Actor, at: datetime) -> Line:
    """Write a note, as the reporter or as somebody who reads the report.

    Raises: RefusedError, AbsentError, MalformedError."""
    held = report(about)
    is_own = held.organisation_id == by.organisation
    require(by, Power.FILE_REPORTS if is_own else Power.ASK_REPORTERS)
    return _write(held, _said(Said.NOTE, words, held, by), by, at)


@transaction.atomic
def answer_question(question: UUID, text: str, *, by: Actor, at: datetime) -> Line:
    """Answer a question about one's own report; whoever reads the question reads the answer.

    Raises: RefusedError, AbsentError, ConflictError for an order, MalformedError."""
    require(by, Power.FILE_REPORTS)
    asked = lines().filter(id=question, organisation_id=by.organisation).first()
    if asked is None or asked.kind not in (Said.QUESTION, Said.ORDER):
        raise AbsentError("there is no such question")
    if asked.kind == Said.ORDER:
        raise ConflictError("an order is met by a correction that names it")
    said = _Said(Said.ANSWER, check_text(text), asked.read_by, {"answers": asked})
    return _write(asked.report, said, by, at)


@transaction.atomic
def order_correction(about: UUID, words: Words, due_on: date, *, by: Actor, at: datetime) -> Line:
    """Order a report to be corrected by the end of a day, as its competent ministry. The order is
    among what the reporter owes until it files a correction that names it.

    Raises: RefusedError, also for a report under no law that knows orders; AbsentError,
    ConflictError for a report that is withdrawn, MalformedError."""
    require(by, Power.ORDER_CORRECTIONS)
    held = report(about)
    if held.withdrawn_at:
        raise ConflictError("this report is withdrawn")
    law = law_of_orders(held)
    if law is None:
        raise RefusedError("this law knows no order to correct")
    identifier = uuid7()
    owed = ordered(identifier, law, due_on, at=at)
    more = {"id": identifier, "obligation": msgspec.to_builtins(owed)}
    line = _write(held, _said(Said.ORDER, words, held, by, **more), by, at)
    Obligation.objects.bulk_create(obligation_rows(held, Assessment((owed,))))
    return line


def _said(kind: Said, words: Words, held: Report, by: Actor, **more: Any) -> _Said:
    readers = readers_of(words, among=held.read_by, writer=by.organisation_kind)
    return _Said(kind, check_text(words.text), readers, more)


def _write(held: Report, said: _Said, by: Actor, at: datetime) -> Line:
    detail: Json = {"said": said.kind.value, "text": said.text, "readers": list(said.read_by)}
    fact = FACTS[said.kind](f"report:{held.id}", held.organisation_id, detail)
    line = Line(
        organisation_id=held.organisation_id,
        audience=held.audience,
        report=held,
        kind=said.kind.value,
        text=said.text,
        writer=by.organisation_kind,
        writer_code=by.organisation_code,
        actor_id=by.id,
        read_by=said.read_by,
        written_at=at,
        ledger_entry=record(fact, by=by, at=at),
        **said.more,
    )
    Line.objects.bulk_create([line])
    return line
