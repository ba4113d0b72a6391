"""Attach a file to a report, or to a draft of one; take it away again.

It is stored whole or not at all, sealed frame by frame under a key of its own, which the house seals."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Final
from uuid import UUID

from django.db import transaction

from noroshi.formats.looks import Look, look_of
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.operations.config import config
from noroshi.operations.sealed import FRAME, sealed_frames
from noroshi.operations.secrets import sealed_for
from noroshi.parties.rules import Power, require
from noroshi.reporting.actions.accept_report import open_report
from noroshi.reporting.actions.end_draft import drop_files
from noroshi.reporting.actions.keep_draft import open_draft
from noroshi.reporting.actions.take_report import open_read
from noroshi.reporting.attaching import MOST_OCTETS, PURPOSE, File, check_room, file_name
from noroshi.reporting.attachments import attachments, attachments_of_draft, taken
from noroshi.reporting.facts import FileErased, FilesAttached
from noroshi.reporting.models import Attachment, Draft, Frame, Report
from noroshi.reporting.queries import versions
from noroshi.reporting.rules import LONGEST_REASON

AT_ONCE: Final = 16  # frames to a statement: one MiB


@dataclass(frozen=True, slots=True)
class _Measured:
    """What a file is, before it is stored."""

    size: int
    digest: bytes
    look: Look


@transaction.atomic
def attach_to_report(report: UUID, file: File, *, by: Actor, at: datetime) -> Attachment:
    """Attach a file to one of the organisation's own reports.

    Raises: RefusedError, AbsentError, ConflictError for a report that is withdrawn or full,
    MalformedError for an empty file or one that is too large."""
    require(by, Power.FILE_REPORTS)
    held = open_report(report, by)
    made = _keep(Attachment(report=held, actor_id=by.id, added_at=at), held, file)
    detail: Json = {"files": [bytes(made.digest).hex()]}
    record(FilesAttached(f"report:{held.id}", held.organisation_id, detail), by=by, at=at)
    return made


@transaction.atomic
def attach_for_caller(report: UUID, file: File, *, by: Actor, at: datetime) -> Attachment:
    """Attach a file that an operator sent the national office, to what the office took down for it and it
    has not confirmed. Until it does, the file goes to nobody by consent.

    Raises: as attach_to_report; ConflictError also for a report whose newest version waits for nobody."""
    require(by, Power.TAKE_REPORTS)
    held = open_read(report, by)
    newest = versions(held)[0]
    if not newest.is_unconfirmed or newest.taken_by != by.organisation_code:
        raise ConflictError(
            "this waits for no confirmation: the operator attaches its files itself"
        )
    office = by.organisation_code
    made = Attachment(report=held, actor_id=by.id, added_at=at, taken_by=office, holds=False)
    made = _keep(made, held, file)
    detail: Json = {"files": [bytes(made.digest).hex()], "taken_by": office}
    record(FilesAttached(f"report:{held.id}", held.organisation_id, detail), by=by, at=at)
    return made


@transaction.atomic
def attach_to_draft(draft: UUID, file: File, *, by: Actor, at: datetime) -> Attachment:
    """Attach a file to one of the organisation's drafts; it is filed, or thrown away, with it.

    Raises: as attach_to_report; ConflictError also for a draft that has ended."""
    require(by, Power.FILE_REPORTS)
    held = open_draft(draft, by)
    return _keep(Attachment(draft=held, actor_id=by.id, added_at=at), held, file)


@transaction.atomic
def remove_from_draft(draft: UUID, identifier: UUID, *, by: Actor, at: datetime) -> None:  # noqa: ARG001 - no act of the log
    """Take a file away from one of the organisation's drafts; nothing of it stays.

    Raises: RefusedError, AbsentError, ConflictError for a draft that has ended."""
    require(by, Power.FILE_REPORTS)
    files = attachments_of_draft(open_draft(draft, by)).filter(id=identifier)
    if not files.exists():
        raise AbsentError("there is no such file beside this draft")
    drop_files(files)


@transaction.atomic
def erase_attachment(identifier: UUID, reason: str, *, by: Actor, at: datetime) -> None:
    """Erase a file beside one of the organisation's own reports for a reason: its octets, its key and
    its name; the digest stays. What is not filed yet is taken away from its draft.

    Raises: RefusedError, AbsentError, ConflictError if it is erased, MalformedError."""
    require(by, Power.FILE_REPORTS)
    own = Attachment.objects.select_for_update().filter(organisation_id=by.organisation)
    held = own.filter(id=identifier, report__isnull=False).first()
    if held is None:
        raise AbsentError("there is no such file beside a report of yours")
    if held.erased_at:
        raise ConflictError("this file is erased")
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise MalformedError(f"reason: between 1 and {LONGEST_REASON} characters")
    Frame.objects.filter(attachment=held).delete()
    digest = bytes(held.digest).hex()
    held.name, held.key, held.erased_at = "", None, at
    held.save(update_fields=["name", "key", "erased_at"])
    detail: Json = {"file": digest, "reason": reason}
    record(FileErased(f"report:{held.report_id}", held.organisation_id, detail), by=by, at=at)


def _keep(made: Attachment, beside: Report | Draft, file: File) -> Attachment:
    there = attachments(beside) if isinstance(beside, Report) else attachments_of_draft(beside)
    held = taken(there)
    made.name = file_name(file.name)
    found = _measured(file)
    check_room(found.size, held=held.files, in_all=held.octets)
    made.id, key = uuid7(), secrets.token_bytes(32)
    made.organisation_id, made.audience = beside.organisation_id, beside.audience
    made.size, made.digest, made.look = found.size, found.digest, found.look.value
    made.key = sealed_for(config().home, PURPOSE, key, bound=made.id.bytes)
    Attachment.objects.bulk_create([made])
    frames = enumerate(sealed_frames(key, _parts(file.stream), bound=made.id.bytes))
    while batch := list(islice(frames, AT_ONCE)):
        Frame.objects.bulk_create(_frame(made, *one) for one in batch)
    return made


def _frame(of: Attachment, number: int, octets: bytes) -> Frame:
    owner = {"organisation_id": of.organisation_id, "audience": of.audience}
    return Frame(attachment=of, number=number, octets=octets, **owner)


def _measured(file: File) -> _Measured:
    """Raises: MalformedError for one that goes on beyond the limit."""
    size, digest = 0, hashlib.sha256()
    for part in _parts(file.stream):
        size += len(part)
        digest.update(part)
        if size > MOST_OCTETS:
            break
    check_room(size, held=0, in_all=0)
    return _Measured(size, digest.digest(), look_of(file.stream, file_name(file.name)))


def _parts(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while part := stream.read(FRAME):
        yield part
