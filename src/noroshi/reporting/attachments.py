"""What is asked about the files beside reports, as far as the requester may see."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from noroshi.kernel.errors import AbsentError
from noroshi.reporting.models import Attachment, Draft, Report


@dataclass(frozen=True, slots=True)
class Taken:
    """How many files are held, and their octets."""

    files: int
    octets: int


def attachments(of: Report | UUID) -> QuerySet[Attachment]:
    """The files beside a report, the oldest first; also those that are erased."""
    return Attachment.objects.filter(report=of)


def readable(report: UUID) -> list[Attachment]:
    """The files beside a report that the requester may have, the oldest first: also without the report,
    for whom a consent lets. Raises: AbsentError if there is neither."""
    found = list(attachments(report))
    if not found and not Report.objects.filter(id=report).exists():
        raise AbsentError("there is no such report")
    return found


def attachments_of_draft(draft: Draft) -> QuerySet[Attachment]:
    """The files beside a draft, the oldest first."""
    return Attachment.objects.filter(draft=draft, report=None)


def attachment(identifier: UUID) -> Attachment:
    """One file. Raises: AbsentError, also for one that may not be seen."""
    held = Attachment.objects.filter(id=identifier).first()
    if held is None:
        raise AbsentError("there is no such file")
    return held


def taken(files: QuerySet[Attachment]) -> Taken:
    """What of some files is held."""
    found = files.filter(erased_at=None).order_by()
    counted = found.aggregate(files=Count("id"), octets=Coalesce(Sum("size"), 0))
    return Taken(counted["files"], int(counted["octets"]))
