"""What is asked about specified computers, as far as the requester may see."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from noroshi.assets import registering_sql as sql
from noroshi.assets.models import Connection, RegistrationChange, SpecifiedComputer
from noroshi.assets.registering import DEEPEST, Notice, exemption


@dataclass(frozen=True, slots=True)
class Candidate:
    """A device or program that the essential service is linked to, and that is not registered.

    depth: links from the service; kind, over, via: the last of them, and the system it leads to;
    exempt: the notice by which it need not be registered."""

    asset: UUID
    system: str
    name: str
    maker: str
    product: str
    version: str
    introduced_on: date | None
    depth: int
    kind: str
    over: str
    via: str
    exempt: Notice | None


def candidates(organisation: UUID, *, on: date) -> list[Candidate]:
    """What of an organisation may have to be registered, the nearest to the service on top."""
    with connection.cursor() as cursor:
        cursor.execute(sql.CANDIDATES, {"organisation": organisation, "deepest": DEEPEST})
        rows = cursor.fetchall()
    return [Candidate(*(*row, exemption(row[3], row[4], on=on))) for row in rows]


def connections() -> QuerySet[Connection]:
    """How one's own systems hang together."""
    found = Connection.objects.select_related("system", "to_system")
    return found.order_by("system__name", "kind", "to_system__name", "over")


def computers(
    *, text: str = "", state: str = "", organisation: str = ""
) -> QuerySet[SpecifiedComputer]:
    """Specified computers. is_pending: something of it is to be notified. state: `registered`,
    `pending` or `removed`."""
    pending = RegistrationChange.objects.filter(computer=OuterRef("id"), notified_on=None)
    found = SpecifiedComputer.objects.select_related("organisation").annotate(
        is_pending=Exists(pending)
    )
    if text:
        found = found.filter(name__icontains=text) | found.filter(product__icontains=text)
    if state == "pending":
        found = found.filter(is_pending=True)
    elif state:
        found = found.filter(removed_on__isnull=state == "registered")
    return found.filter(organisation__code=organisation) if organisation else found


def pending_changes() -> QuerySet[RegistrationChange]:
    """What has not been notified, the oldest on top."""
    found = RegistrationChange.objects.filter(notified_on=None)
    return found.select_related("computer", "organisation").order_by("happened_on", "id")
