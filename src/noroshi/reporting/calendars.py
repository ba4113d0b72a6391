"""What is asked about calendars of deadlines."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import override

from noroshi.formats.icalendar import Event
from noroshi.kernel.actors import Actor, ActorKind
from noroshi.reporting import calendar_sql as sql
from noroshi.reporting.models import CalendarKey, Obligation, Report
from noroshi.reporting.regimes import Recipient
from noroshi.reporting.registration import place_of
from noroshi.reporting.sentences import RECIPIENTS, STAGES


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Whose calendar it is, and in which language. since: when its address was made."""

    actor: Actor
    language: str
    since: datetime


def digest_of(token: str) -> bytes:
    """What is kept of an address's secret part: it has the entropy of a key, and needs no salt."""
    return hashlib.sha256(token.encode()).digest()


def subscriber(token: str) -> Subscriber | None:
    """Who a secret address was made for; None once it was revoked or the role ended. Asked before
    there is a requester."""
    with connection.cursor() as cursor:
        cursor.execute(sql.READER, [digest_of(token)])
        row = cursor.fetchone()
    if row is None:
        return None
    actor, kind, organisation, code, organisation_kind, role, mark, language, since = row
    hat = Actor(actor, ActorKind(kind), organisation, code, organisation_kind, role, mark)
    return Subscriber(hat, language, since)


def calendar_key(actor: Actor) -> CalendarKey | None:
    """The address that holds for the actor's own calendar."""
    return CalendarKey.objects.filter(actor_id=actor.id, ended_at=None).first()


def changed_at() -> datetime | None:
    """When what the requester may see of what is owed last changed."""
    reports = Report.objects.aggregate(at=Max("changed_at"))
    computers = Obligation.objects.filter(report=None).aggregate(at=Max("made_at"))
    return max(filter(None, (reports["at"], computers["at"])), default=None)


def events(*, language: str, address: str) -> list[Event]:
    """What is owed and not filed, as far as the requester may see: law, stage, recipient and date,
    and nothing of the incident or of whose it is, for calendars leak. address: of the site."""
    owed = Obligation.objects.filter(filed_at=None).select_related("report")
    dated = owed.annotate(at=Coalesce("due_at", "warn_at")).exclude(at=None).order_by("at", "id")
    with override(language):
        return [_event(row, address) for row in dated]


def _event(row: Obligation, address: str) -> Event:
    names = {"regime": row.regime, "stage": STAGES[row.stage]}
    names["to"] = RECIPIENTS[Recipient(row.recipient)]
    return Event(
        uid=_uid(row),
        at=row.due_at or row.warn_at or row.counts_at,
        written_at=row.report.changed_at if row.report else row.made_at or row.counts_at,
        summary=_("%(regime)s: %(stage)s to %(to)s") % names,
        url=f"{address}{place_of(row.report_id)}",
    )


def _uid(row: Obligation) -> UUID:
    name = f"{row.regime}\n{row.duty}\n{row.stage}\n{row.recipient}"
    if row.report_id:
        return uuid5(row.report_id, name)
    return uuid5(row.organisation_id, f"{name}\n{row.since}")
