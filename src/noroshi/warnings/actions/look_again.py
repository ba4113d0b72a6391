"""Look again what is left of deliveries to tell: a part of delivering, never an act of its own."""

from collections.abc import Sequence

from django.db import connection

from noroshi.parties.models import ActorRecord
from noroshi.parties.queries import actor_of
from noroshi.parties.scope import acting_as
from noroshi.reporting.queries import unconfirmed
from noroshi.reporting.reminders import Due, still_owed
from noroshi.suppliers.queries import disclosures_seen, threads_seen
from noroshi.warnings import sql
from noroshi.warnings.letters import Matter, Told
from noroshi.warnings.models import Delivery, Warning
from noroshi.warnings.rules import OWED, About, Urgency


def told_of(reader: ActorRecord, deliveries: Sequence[Delivery]) -> list[Told]:
    """Of their warnings what the reader may see now, and still owes an answer to."""
    named = [warning for delivery in deliveries for warning in delivery.warnings]
    with acting_as(actor_of(reader)):
        with connection.cursor() as cursor:
            cursor.execute(sql.SEEN, {"ids": named, "states": [state.value for state in OWED]})
            seen = [identifier for (identifier,) in cursor.fetchall()]
        held = Warning.objects.in_bulk(seen)
    return [
        Told(one.id, one.cause, one.state, Urgency(one.urgency), one.due_at)
        for one in (held[identifier] for identifier in seen)
    ]


def matters_of(reader: ActorRecord, about: About, deliveries: Sequence[Delivery]) -> list[Matter]:
    """Of their threads or disclosures what the reader may see now; of their reports what still waits."""
    named = [one for delivery in deliveries for one in getattr(delivery, about)]
    with acting_as(actor_of(reader)):
        if about is About.DISCLOSURES:
            return [Matter(f"/disclosures/{one}/") for one in disclosures_seen(named)]
        if about is About.REPORTS:
            waiting = unconfirmed().filter(report__in=named)
            return [Matter(f"/reports/{one.report_id}/") for one in waiting]
        return [
            Matter(f"/supplier-threads/{one.id}/", one.cause, one.kind, one.state, one.due_at)
            for one in threads_seen(named)
        ]


def due_of(reader: ActorRecord, deliveries: Sequence[Delivery]) -> list[Due]:
    """Of their reminders what the reader's organisation still owes."""
    with acting_as(actor_of(reader)):
        return still_owed([one for delivery in deliveries for one in delivery.reminders])
