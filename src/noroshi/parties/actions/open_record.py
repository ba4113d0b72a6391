"""Open the record of an organisation; who opens another's leaves an entry."""

from datetime import datetime

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.ledger.actions.record import record
from noroshi.parties.facts import RecordOpened
from noroshi.parties.models import Organisation


@transaction.atomic
def open_record(organisation: Organisation, *, by: Actor, at: datetime) -> None:
    """Note that the record was opened, unless it is the actor's own organisation's."""
    if organisation.id != by.organisation:
        fact = RecordOpened(f"organisation:{organisation.code}", organisation.id)
        record(fact, by=by, at=at)
