"""Save filters and order of a list under a name, and delete them again. The ledger holds acts, not
what somebody looks for: nothing of this is recorded there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError
from noroshi.parties.models import ActorRecord, Organisation, SavedView

MOST: Final = 20


@dataclass(frozen=True, slots=True)
class ViewForm:
    """place: the name of a list; query: of its address, without the question mark."""

    place: str
    name: str
    query: str


@transaction.atomic
def keep_view(form: ViewForm, *, by: Actor, at: datetime) -> SavedView:
    """Save a view for the actor alone; one of the same list and name is saved anew.

    Raises: ConflictError if there are as many as a hat may have."""
    ActorRecord.objects.select_for_update().get(id=by.id)  # of two at once, the second waits
    held = SavedView.objects.filter(actor_id=by.id)
    known = held.filter(place=form.place, name=form.name).first()
    if known is None and held.count() >= MOST:
        raise ConflictError("you have as many saved views as fit; delete one first")
    own = Organisation.objects.get(id=by.organisation)
    view = known or SavedView(
        organisation=own, audience=own.audience, actor_id=by.id, place=form.place, name=form.name
    )
    view.query, view.saved_at = form.query, at
    view.save()
    return view


@transaction.atomic
def drop_view(identifier: UUID, *, by: Actor) -> str:
    """Delete a view of the actor's own; returns the name of its list. Raises: AbsentError."""
    view = SavedView.objects.filter(id=identifier, actor_id=by.id).first()
    if view is None:
        raise AbsentError("there is no such saved view")
    view.delete()
    return view.place
