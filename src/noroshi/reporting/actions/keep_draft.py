"""State a report page by page, several people at once; or throw away what was stated.

What is typed is no act until it is filed, and stands in no entry of the log."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction

from noroshi.formats.names.observables import defang, extract
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.models import ActorRecord
from noroshi.parties.queries import alone
from noroshi.parties.rules import Power, require
from noroshi.reporting.actions.accept_report import open_report
from noroshi.reporting.actions.end_draft import end_draft
from noroshi.reporting.drafting import MOST_ENTRIES, check_typed, fields_of, keys_of
from noroshi.reporting.facts import DraftBegun, DraftDiscarded
from noroshi.reporting.forms.steps import lists
from noroshi.reporting.incident import LIMITS, Kind
from noroshi.reporting.merging import Fields, Merged, Typed, merge, renew, settle
from noroshi.reporting.models import Draft
from noroshi.reporting.queries import version, versions

MOST: Final = 50
MOST_RIVALS: Final = 20
FIRST_CONTACT: Final = "contacts.0000."


@transaction.atomic
def begin_draft(kind: Kind, *, by: Actor, at: datetime) -> Draft:
    """Begin to state a report, with the person who begins as the first contact.

    Raises: RefusedError, ConflictError if too many are open."""
    require(by, Power.FILE_REPORTS)
    contact = ActorRecord.objects.select_related("person").get(id=by.id).person
    fields: Fields = {}
    if contact:
        fields = {f"{FIRST_CONTACT}name": contact.name, f"{FIRST_CONTACT}email": contact.email}
    return _keep(Draft(kind=kind.value, fields=fields), by, at)


@transaction.atomic
def supplement_draft(report: UUID, *, by: Actor, at: datetime) -> Draft:
    """The draft of a report's next version, filled from its newest one; the open one if somebody has
    begun it. Raises: RefusedError, AbsentError, ConflictError, MalformedError if it does not go on
    pages."""
    require(by, Power.FILE_REPORTS)
    held = open_report(report, by)
    begun = Draft.objects.filter(report=held, ended_at=None).first()
    if begun:
        return begun
    fields = fields_of(versions(held)[0].content)
    fields.pop("stage", None)
    fields.pop("regimes", None)
    draft = Draft(kind=held.kind, report=held, base=held.version, fields=fields)
    return _keep(draft, by, at)


@transaction.atomic
def save_draft(draft: UUID, typed: Typed, *, by: Actor, at: datetime) -> Merged:
    """Take what was typed into a draft; what somebody else changed meanwhile stands beside it.

    Raises: RefusedError, AbsentError, ConflictError if it has ended, MalformedError for a field that
    there is not, a value that is none of its, or too much."""
    require(by, Power.FILE_REPORTS)
    held = open_draft(draft, by)
    check_typed(typed.fields)
    return _change(held, merge(held.fields, held.rivals, typed), by, at)


@transaction.atomic
def settle_draft(draft: UUID, name: str, choice: int | None, *, by: Actor, at: datetime) -> None:
    """Of what several people typed into a field take one. choice: the place of a rival, None for what
    stands. Raises: RefusedError, AbsentError, ConflictError if it has ended."""
    require(by, Power.FILE_REPORTS)
    held = open_draft(draft, by)
    rivals = held.rivals.get(name, [])
    if choice is not None and not 0 <= choice < len(rivals):
        raise ConflictError("this is settled already")
    taken = None if choice is None else rivals[choice]
    _change(held, settle(held.fields, held.rivals, name, taken), by, at)


@transaction.atomic
def renew_draft(draft: UUID, *, by: Actor, at: datetime) -> Merged:
    """Bring a draft up to the newest version of its report, which somebody filed meanwhile.

    Raises: RefusedError, AbsentError, ConflictError."""
    require(by, Power.FILE_REPORTS)
    held = open_draft(draft, by)
    if held.report is None or held.base is None:
        raise ConflictError("this draft is of no report")
    before, after = version(held.report, held.base), versions(held.report)[0]
    old, new = (_without_stage(fields_of(one.content)) for one in (before, after))
    held.base = after.number
    return _change(held, renew(held.fields, held.rivals, old, new), by, at)


def _without_stage(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name not in ("stage", "regimes")}


@transaction.atomic
def add_observables(draft: UUID, text: str, *, by: Actor, at: datetime) -> int:
    """Find addresses, names and digests in a text and add them de-fanged to what was seen. The text
    itself is not kept. Returns how many are new. Raises: as save_draft."""
    require(by, Power.FILE_REPORTS)
    held = open_draft(draft, by)
    lines = str(held.fields.get("technical.indicators", "")).split("\n")
    known = {one.value for line in lines for one in extract(line)}
    new = [one for one in extract(text[: LIMITS.octets]) if one.value not in known]
    added = "\n".join([*filter(None, lines), *(defang(one.value) for one in new)])
    fields = {**held.fields, "technical.indicators": added}
    _change(held, Merged(fields, held.rivals), by, at)
    return len(new)


@transaction.atomic
def discard_draft(draft: UUID, *, by: Actor, at: datetime) -> None:
    """Throw a draft away, with all that was typed and its files. Raises: RefusedError, AbsentError, ConflictError."""
    require(by, Power.FILE_REPORTS)
    held = open_draft(draft, by)
    end_draft(held, by=by, at=at)
    record(DraftDiscarded(f"draft:{held.id}", held.organisation_id, {}), by=by, at=at)


def open_draft(draft: UUID, by: Actor) -> Draft:
    """One of the actor's own; of two acts on it the second waits.

    Raises: AbsentError, ConflictError if it is filed or discarded."""
    found = own_draft(draft, by)
    if found.ended_at:
        what = "filed" if found.version_id else "discarded"
        raise ConflictError(f"this draft is {what} already")
    return found


def own_draft(draft: UUID, by: Actor) -> Draft:
    """One of the actor's own, open or not; of two acts on it the second waits. Raises: AbsentError."""
    own = Draft.objects.select_for_update(of=("self",)).select_related("report", "version")
    found = own.filter(id=draft, organisation_id=by.organisation).first()
    if found is None:
        raise AbsentError("there is no such draft of yours")
    return found


def _keep(draft: Draft, by: Actor, at: datetime) -> Draft:
    own = alone(by)
    if Draft.objects.filter(organisation=own, ended_at=None).count() >= MOST:
        raise ConflictError(f"{MOST} drafts are open: file or discard one")
    draft.id, draft.organisation, draft.audience = uuid7(), own, own.audience
    draft.begun_at = draft.changed_at = at
    draft.changed_by_id = by.id
    Draft.objects.bulk_create([draft])
    record(DraftBegun(f"draft:{draft.id}", own.id, {"kind": draft.kind}), by=by, at=at)
    return draft


def _change(held: Draft, merged: Merged, by: Actor, at: datetime) -> Merged:
    _check_size(merged)
    held.fields, held.rivals = merged.fields, merged.rivals
    held.changed_at, held.changed_by_id = at, by.id
    held.save(update_fields=["fields", "rivals", "changed_at", "changed_by", "base"])
    return merged


def _check_size(merged: Merged) -> None:
    """Raises: MalformedError."""
    octets = len(msgspec.json.encode([merged.fields, merged.rivals]))
    if octets > LIMITS.octets:
        raise MalformedError("all of it together is too long for a report; attach what is long")
    if any(len(values) > MOST_RIVALS for values in merged.rivals.values()):
        raise MalformedError("settle first what several of you have written")
    for many in lists():
        if len(keys_of(merged.fields, many)) > MOST_ENTRIES:
            raise MalformedError(f"{many}: at most {MOST_ENTRIES} go on a page; use a file")
