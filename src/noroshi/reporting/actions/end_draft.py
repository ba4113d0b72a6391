"""End a draft: what was typed goes, and the files beside it are filed with it or go as well."""

from datetime import datetime

from django.db.models import QuerySet

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.reporting.attachments import attachments_of_draft
from noroshi.reporting.facts import FilesAttached
from noroshi.reporting.models import Attachment, Draft, Frame


def end_draft(held: Draft, *, by: Actor, at: datetime) -> None:
    """It holds nothing from then on; version: of the report that it became, which gets its files."""
    files = attachments_of_draft(held)
    if held.version:
        _file(held, files, by=by, at=at)
    else:
        drop_files(files)
    held.fields, held.rivals, held.ended_at, held.changed_at = {}, {}, at, at
    held.save(update_fields=["fields", "rivals", "ended_at", "changed_at", "version"])


def drop_files(files: QuerySet[Attachment]) -> None:
    """Delete files that were never filed."""
    Frame.objects.filter(attachment__in=files).delete()
    files.delete()


def _file(held: Draft, files: QuerySet[Attachment], *, by: Actor, at: datetime) -> None:
    digests = [bytes(one.digest).hex() for one in files]
    if not digests or held.version is None:
        return
    report = held.version.report_id
    files.update(report_id=report)
    detail: Json = {"files": [*digests]}
    record(FilesAttached(f"report:{report}", held.organisation_id, detail), by=by, at=at)
