"""What an organisation says about a warning: answers, assignments, comments."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.ledger.actions.record import record
from noroshi.parties.models import ActorRecord
from noroshi.parties.rules import Power, require
from noroshi.warnings.facts import (
    WarningAnswered,
    WarningAssigned,
    WarningCommented,
    WarningsAssigned,
)
from noroshi.warnings.models import Note, Warning
from noroshi.warnings.rules import NoteKind, State, check_answer

LONGEST_COMMENT = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What an organisation says. reason: for not affected, one of rules.JUSTIFICATIONS."""

    state: State
    reason: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a history. entry: the ledger's."""

    kind: NoteKind
    text: str
    entry: UUID


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
    _note([found], Said(NoteKind.ANSWER, "\n".join(lines), found.ledger_entry), by, at)
    return found


@transaction.atomic
def assign_warning(warning: UUID, to: UUID | None, *, by: Actor, at: datetime) -> Warning:
    """Give a warning to somebody of the same organisation, or to nobody.

    Raises: AbsentError, RefusedError."""
    found = _own(warning, by)
    found.assignee = _colleague(to, by)
    found.changed_at = at
    found.save(update_fields=["assignee", "changed_at"])
    fact = WarningAssigned(f"warning:{found.id}", found.organisation_id, {"to": str(to)})
    said = Said(NoteKind.ASSIGNMENT, _name(found.assignee), record(fact, by=by, at=at))
    _note([found], said, by, at)
    return found


@transaction.atomic
def assign_warnings(warnings: Collection[UUID], to: UUID | None, *, by: Actor, at: datetime) -> int:
    """Give warnings to somebody of the same organisation, or to nobody, as one act. Returns how
    many.

    Raises: AbsentError if one of them is not the organisation's, RefusedError."""
    require(by, Power.ANSWER_WARNINGS)
    own = Warning.objects.filter(id__in=warnings, organisation_id=by.organisation)
    found = list(own.select_for_update().order_by("id"))
    if len(found) < len(set(warnings)):
        raise AbsentError("there is no such warning of your organisation")
    colleague = _colleague(to, by)
    own.update(assignee=colleague, changed_at=at)
    detail: Json = {"to": str(to), "warnings": [str(one.id) for one in found]}
    fact = WarningsAssigned(f"organisation:{by.organisation_code}", by.organisation, detail)
    said = Said(NoteKind.ASSIGNMENT, _name(colleague), record(fact, by=by, at=at))
    _note(found, said, by, at)
    return len(found)


@transaction.atomic
def comment_warning(warning: UUID, text: str, *, by: Actor, at: datetime) -> Note:
    """Add a line to a warning's history. Raises: AbsentError, RefusedError, MalformedError."""
    found = _own(warning, by)
    text = text.strip()
    if not text or len(text) > LONGEST_COMMENT:
        raise MalformedError(f"a comment has between 1 and {LONGEST_COMMENT} characters")
    fact = WarningCommented(f"warning:{found.id}", found.organisation_id, text)
    said = Said(NoteKind.COMMENT, text, record(fact, by=by, at=at))
    (note,) = _note([found], said, by, at)
    return note


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


def _colleague(to: UUID | None, by: Actor) -> ActorRecord | None:
    if to is None:
        return None
    theirs = ActorRecord.objects.filter(organisation_id=by.organisation, ended_at=None)
    found = theirs.filter(id=to).first()
    if found is None:
        raise AbsentError("there is no such person at your organisation")
    return found


def _name(colleague: ActorRecord | None) -> str:
    return colleague.person.name if colleague and colleague.person else ""


def _note(warnings: Iterable[Warning], said: Said, by: Actor, at: datetime) -> list[Note]:
    notes = [
        Note(
            warning=warning,
            organisation_id=warning.organisation_id,
            audience=warning.audience,
            actor_id=by.id,
            kind=said.kind,
            text=said.text,
            written_at=at,
            ledger_entry=said.entry,
        )
        for warning in warnings
    ]
    return Note.objects.bulk_create(notes)
