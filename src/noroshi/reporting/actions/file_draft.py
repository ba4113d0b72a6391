"""File what a draft says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import ConflictError
from noroshi.parties.rules import Power, require
from noroshi.reporting.actions.accept_report import accept_report
from noroshi.reporting.actions.end_draft import end_draft
from noroshi.reporting.actions.keep_draft import open_draft, own_draft
from noroshi.reporting.drafts import incident_said, said_by
from noroshi.reporting.incident import Incident
from noroshi.reporting.models import Draft, Version


@transaction.atomic
def file_draft(draft: UUID, *, correction: str = "", by: Actor, at: datetime) -> Version:
    """Accept what a draft says as a report, or as its report's next version, and end the draft; of
    one that is filed already the version.

    Raises: RefusedError, AbsentError, ConflictError for what several people have not settled or a
    newer version of the report, MalformedError whose place is the field."""
    require(by, Power.FILE_REPORTS)
    filed = own_draft(draft, by).version
    if filed:
        return filed
    held = open_draft(draft, by)
    if held.rivals:
        raise ConflictError("settle first what several of you have written")
    if held.report and held.report.version != held.base:
        raise ConflictError("the report has a newer version than this draft began from")
    incident = incident_of(held)
    version = accept_report(incident, report=held.report_id, correction=correction, by=by, at=at)
    held.version = version
    end_draft(held, by=by, at=at)
    return version


def incident_of(draft: Draft) -> Incident:
    """Raises: MalformedError whose place is the draft's field."""
    return incident_said(said_by(draft), draft.fields)
