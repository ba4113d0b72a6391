"""What is said to what was sent: seen, answered, commented, done, withdrawn."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError
from noroshi.kernel.facts import Fact
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.suppliers.actions.send_thread import checked_text, end_of
from noroshi.suppliers.actions.write_line import Said, write_line
from noroshi.suppliers.facts import (
    ThreadAnswered,
    ThreadClosed,
    ThreadCommented,
    ThreadExtended,
    ThreadSeen,
)
from noroshi.suppliers.models import Line, Thread
from noroshi.suppliers.rules import (
    CLOSED,
    OWED,
    Answer,
    LineKind,
    State,
    check_answer,
    check_step,
    check_text,
)


@transaction.atomic
def see_thread(thread: UUID, *, by: Actor, at: datetime) -> Thread:
    """Note that the supplier has opened it; a second time nothing is changed.

    Raises: AbsentError for who is not the supplier."""
    found = _held(thread)
    if found.organisation_id != by.organisation:
        raise AbsentError("there is no such notice or request")
    if found.state == State.SENT:
        fact = ThreadSeen(f"supplier-thread:{found.id}", found.organisation_id)
        _step(found, State.SEEN, fact, by, at)
        write_line(found, Said(LineKind.CHANGE, State.SEEN.value), by=by, at=at)
    return found


@transaction.atomic
def answer_thread(thread: UUID, answer: Answer, *, by: Actor, at: datetime) -> Thread:
    """Answer with a fixed version, with VEX or with a date; the newest answer counts.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    require(by, Power.ANSWER_REQUESTS)
    check_answer(answer, today=at.date())
    found = _held(thread)
    if found.organisation_id != by.organisation:
        raise AbsentError("there is no such notice or request")
    detail: dict[str, Any] = {**answer.as_json(), "text": answer.text}
    found.answer = answer.as_json()
    fact = ThreadAnswered(f"supplier-thread:{found.id}", found.organisation_id, detail)
    _step(found, State.ANSWERED, fact, by, at)
    write_line(found, Said(LineKind.ANSWER, answer.text, answer.as_json()), by=by, at=at)
    return found


@transaction.atomic
def comment_thread(thread: UUID, text: str, *, by: Actor, at: datetime) -> Line:
    """Add a line, as the office or as the supplier. What the office writes names nobody who may run
    the product. Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    is_office = by.organisation_kind == "nco"
    require(by, Power.ASK_SUPPLIERS if is_office else Power.ANSWER_REQUESTS)
    found = _held(thread)
    if found.state in CLOSED:
        raise ConflictError("this is closed")
    if is_office:
        text = checked_text(text)
    else:
        text = text.strip()
        check_text(text)
    fact = ThreadCommented(f"supplier-thread:{found.id}", found.organisation_id, text)
    record(fact, by=by, at=at)
    return write_line(found, Said(LineKind.COMMENT, text), by=by, at=at)


@transaction.atomic
def close_thread(thread: UUID, state: State, *, by: Actor, at: datetime) -> Thread:
    """Take an answer for done, or withdraw what was sent. The national office alone may.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    require(by, Power.ASK_SUPPLIERS)
    if state not in CLOSED:
        raise MalformedError(f"state: one of these: {', '.join(CLOSED)}")
    found = _held(thread)
    fact = ThreadClosed(f"supplier-thread:{found.id}", found.organisation_id, state.value)
    _step(found, state, fact, by, at)
    write_line(found, Said(LineKind.CHANGE, state.value), by=by, at=at)
    return found


@transaction.atomic
def extend_thread(thread: UUID, due_on: date, *, by: Actor, at: datetime) -> Thread:
    """Give the supplier until the end of a later day. The national office alone may.

    Raises: AbsentError, RefusedError, ConflictError for what is not owed, MalformedError for a day
    that is not later."""
    require(by, Power.ASK_SUPPLIERS)
    found = _held(thread)
    if found.state not in OWED:
        raise ConflictError("no answer to this is owed")
    due_at = end_of(due_on)
    if due_at <= max(at, found.due_at):
        raise MalformedError("due_on: a day later than the one that was set")
    found.due_at, found.changed_at, found.reminded_at = due_at, at, None
    fact = ThreadExtended(f"supplier-thread:{found.id}", found.organisation_id, due_on.isoformat())
    found.ledger_entry = record(fact, by=by, at=at)
    found.save(update_fields=["due_at", "changed_at", "reminded_at", "ledger_entry"])
    write_line(found, Said(LineKind.CHANGE, f"extended\n{due_on}"), by=by, at=at)
    return found


def _held(thread: UUID) -> Thread:
    """The thread, as far as the requester may see, for the rest of the transaction."""
    held = Thread.objects.select_for_update(of=("self",)).select_related("organisation", "claim")
    found = held.filter(id=thread).first()
    if found is None:
        raise AbsentError("there is no such notice or request")
    return found


def _step(found: Thread, state: State, fact: Fact, by: Actor, at: datetime) -> None:
    check_step(State(found.state), state)
    found.state, found.changed_at = state, at
    found.ledger_entry = record(fact, by=by, at=at)
    found.save(update_fields=["state", "changed_at", "answer", "ledger_entry"])
