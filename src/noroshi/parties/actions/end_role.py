"""Take a role away from a person, or stop a machine client."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor, ActorKind
from noroshi.kernel.errors import AbsentError, RefusedError
from noroshi.ledger.actions.record import record
from noroshi.parties.facts import RoleEnded
from noroshi.parties.models import ActorRecord
from noroshi.parties.rules import Power, require


@transaction.atomic
def end_role(hat: UUID, *, by: Actor, at: datetime) -> None:
    """End a role at one's own organisation; from then on it sees and does nothing.

    Raises: AbsentError, RefusedError for one's own role or a lack of power."""
    require(by, Power.INVITE)
    if hat == by.id:
        raise RefusedError("nobody ends the role they act in; ask another administrator")
    found = (
        ActorRecord.objects.select_for_update()
        .filter(id=hat, organisation_id=by.organisation, ended_at=None)
        .exclude(kind=ActorKind.CONSOLE)
        .first()
    )
    if found is None:
        raise AbsentError("there is no such role at your organisation")
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    record(RoleEnded(f"actor:{hat}", found.organisation_id), by=by, at=at)
