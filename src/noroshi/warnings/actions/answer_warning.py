"""What an organisation says about a warning: answers, assignments, comments."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.ledger.actions.record import record
from noroshi.parties.models import ActorRecord
from noroshi.parties.rules import Power, require
from noroshi.warnings.facts import WarningAnswered, WarningAssigned, WarningCommented
from noroshi.warnings.models import Note, Warning
from noroshi.warnings.rules import NoteKind, State, check_answer

LONGEST_COMMENT = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What an organisation says. reason: for not affected, one of rules.JUSTIFICATIONS."""

    state: State
    reason: str = ""
    text: str = ""


@transaction.atomic
def answer_warning(warning: UUID, answer: Answer, *, by: Actor, at: datetime) -> Warning:
    """Acknowledge a warning, open it again, or say that it is fixed or not affected.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    found = _own(warning, by)
    check_answer(State(found.state), answer.state, answer.reason)
    found.state = answer.state
    found.answer_reason = answer.reason if answer.state is State.NOT_AFFECTED else ""
    found.changed_at = at
    detail = {"state": answer.state.value, "reason": answer.reason, "text": answer.text}
    fact = WarningAnswered(f"warning:{found.id}", found.organisation_id, detail)
    found.ledger_entry = record(fact, by=by, at=at)
    found.save(update_fields=["state", "answer_reason", "changed_at", "ledger_entry"])
    lines = filter(None, [answer.state.value, answer.reason, answer.text])
    _note(found, NoteKind.ANSWER, "\n".join(lines), by, at)
    return found


@transaction.atomic
def assign_warning(warning: UUID, to: UUID | None, *, by: Actor, at: datetime) -> Warning:
    """Give a warning to somebody of the same organisation, or to nobody.

    Raises: AbsentError, RefusedError."""
    found = _own(warning, by)
    colleague = None
    if to is not None:
        colleague = ActorRecord.objects.filter(
            id=to, organisation_id=by.organisation, ended_at=None
        ).first()
        if colleague is None:
            raise AbsentError("there is no such person at your organisation")
    found.assignee = colleague
    found.changed_at = at
    found.save(update_fields=["assignee", "changed_at"])
    fact = WarningAssigned(f"warning:{found.id}", found.organisation_id, {"to": str(to)})
    record(fact, by=by, at=at)
    name = colleague.person.name if colleague and colleague.person else ""
    _note(found, NoteKind.ASSIGNMENT, name, by, at)
    return found


@transaction.atomic
def comment_warning(warning: UUID, text: str, *, by: Actor, at: datetime) -> Note:
    """Add a line to a warning's history. Raises: AbsentError, RefusedError, MalformedError."""
    found = _own(warning, by)
    text = text.strip()
    if not text or len(text) > LONGEST_COMMENT:
        raise MalformedError(f"a comment has between 1 and {LONGEST_COMMENT} characters")
    record(WarningCommented(f"warning:{found.id}", found.organisation_id, text), by=by, at=at)
    return _note(found, NoteKind.COMMENT, text, by, at)


def _own(warning: UUID, by: Actor) -> Warning:
    require(by, Power.ANSWER_WARNINGS)
    found = (
        Warning.objects.select_for_update()
        .filter(id=warning, organisation_id=by.organisation)
        .first()
    )
    if found is None:
        raise AbsentError("there is no such warning of your organisation")
    return found


def _note(warning: Warning, kind: NoteKind, text: str, by: Actor, at: datetime) -> Note:
    note = Note(
        warning=warning,
        organisation_id=warning.organisation_id,
        audience=warning.audience,
        actor_id=by.id,
        kind=kind,
        text=text,
        written_at=at,
    )
    Note.objects.bulk_create([note])
    return note
