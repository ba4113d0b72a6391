"""What is asked about consents, and about what has left by them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from noroshi.kernel.errors import AbsentError
from noroshi.reporting.models import Consent, Excerpt, Fetch, Report
from noroshi.reporting.sharing import sharing
from noroshi.reporting.sharing_sql import CONSULTANTS


@dataclass(frozen=True, slots=True)
class Consultant:
    """An authority that may receive a report by consent; authorities are known to everybody."""

    id: UUID
    kind: str
    code: str
    name: str
    name_ja: str
    audience: int


def consultants() -> Sequence[Consultant]:
    """Who may receive a report by consent, by kind and code."""
    with connection.cursor() as cursor:
        cursor.execute(CONSULTANTS, [list(sharing().kinds)])
        return [Consultant(*row) for row in cursor.fetchall()]


def consultant(code: str) -> Consultant:
    """One of them by its code. Raises: AbsentError."""
    found = next((one for one in consultants() if one.code == code), None)
    if found is None:
        raise AbsentError(f"nobody with the code {code} receives reports by consent")
    return found


def consents(of: Report) -> QuerySet[Consent]:
    """The consents that were given for a report, the newest first."""
    return Consent.objects.filter(report=of).order_by("-given_at", "-id")


def standing(of: Report) -> QuerySet[Consent]:
    """Those that are not withdrawn."""
    return consents(of).filter(withdrawn_at=None)


def sent(of: Report) -> QuerySet[Excerpt]:
    """What of a report has left by consent, the newest first."""
    return excerpts().filter(report=of)


def fetches(of: Report) -> QuerySet[Fetch]:
    """Which files beside a report were fetched by consent, the newest first."""
    found = Fetch.objects.select_related("consent", "attachment")
    return found.filter(consent__report=of).order_by("-fetched_at", "-id")


def excerpts(text: str = "") -> QuerySet[Excerpt]:
    """What the requester received by consent, or has let leave, the newest first. text: part of the
    reporter's code."""
    found = Excerpt.objects.select_related("consent").order_by("-left_at", "-id")
    return found.filter(reporter__icontains=text) if text else found


def excerpt(identifier: UUID) -> Excerpt:
    """One of them. Raises: AbsentError, also for one that may not be read."""
    found = excerpts().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such report that was shared")
    return found
