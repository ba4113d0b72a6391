"""Send dead letters again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.warnings.facts import DeliveriesRetried
from noroshi.warnings.models import Delivery
from noroshi.warnings.rules import DeliveryState


@transaction.atomic
def retry_deliveries(chosen: Collection[UUID] | None, *, by: Actor, at: datetime) -> int:
    """Let dead letters of the actor's organisation wait for a first attempt again; None: all of
    them. Those of an endpoint that is paused or removed stay. Returns how many. Raises: RefusedError."""
    require(by, Power.KEEP_DELIVERY)
    dead = Delivery.objects.filter(
        organisation_id=by.organisation,
        state=DeliveryState.DEAD,
        endpoint__paused_at=None,
        endpoint__ended_at=None,
    )
    if chosen is not None:
        dead = dead.filter(id__in=chosen)
    found = list(dead.values_list("id", flat=True))
    Delivery.objects.filter(id__in=found, state=DeliveryState.DEAD).update(
        state=DeliveryState.WAITING, next_at=at, attempts=0, reason="", settled_at=None
    )
    if found:
        subject = f"organisation:{by.organisation_code}"
        record(
            DeliveriesRetried(subject, by.organisation, {"deliveries": len(found)}), by=by, at=at
        )
    return len(found)
