"""Open what one received by a reporter's consent; the reporter learns when that was."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.reporting.consents import excerpt
from noroshi.reporting.facts import SharedReportOpened
from noroshi.reporting.models import Excerpt


@transaction.atomic
def open_shared(identifier: UUID, *, by: Actor, at: datetime) -> Excerpt:
    """What was shared. The first time that its recipient opens it is an act; its reporter's own look
    is none. Raises: AbsentError, also for one that may not be read."""
    found = excerpt(identifier)
    if found.opened_at or found.organisation_id == by.organisation:
        return found
    held = Excerpt.objects.select_for_update().filter(id=found.id, opened_at=None).first()
    if held:
        found.opened_at = at
        found.save(update_fields=["opened_at"])
        detail: Json = {"digest": bytes(held.digest).hex(), "to": by.organisation_code}
        fact = SharedReportOpened(f"report:{held.report_id}", held.organisation_id, detail)
        record(fact, by=by, at=at)
    return found
