"""The secret address of one's own calendar of deadlines: make it, anew if need be, or revoke it."""

import secrets
from datetime import datetime
from typing import Final

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.queries import alone
from noroshi.parties.rules import Power, require
from noroshi.reporting.calendars import calendar_key, digest_of
from noroshi.reporting.facts import CalendarKept
from noroshi.reporting.models import CalendarKey

LANGUAGES: Final = ("ja", "en")


@transaction.atomic
def make_calendar(language: str, *, by: Actor, at: datetime) -> str:
    """Make an address for the actor's calendar; one that there was holds no longer. Returns its
    secret part, which is kept as a digest alone. Raises: RefusedError, MalformedError."""
    require(by, Power.SUBSCRIBE)
    if language not in LANGUAGES:
        raise MalformedError(f"language: one of these: {', '.join(LANGUAGES)}")
    own = alone(by)
    CalendarKey.objects.filter(actor_id=by.id, ended_at=None).update(ended_at=at)
    token = secrets.token_urlsafe(32)
    key = CalendarKey(
        id=uuid7(),
        organisation=own,
        audience=own.audience,
        actor_id=by.id,
        digest=digest_of(token),
        language=language,
        made_at=at,
    )
    CalendarKey.objects.bulk_create([key])
    record(CalendarKept(f"actor:{by.id}", own.id, {"made": True}), by=by, at=at)
    return token


@transaction.atomic
def revoke_calendar(*, by: Actor, at: datetime) -> None:
    """Let the address of the actor's calendar hold no longer. Raises: RefusedError, AbsentError."""
    require(by, Power.SUBSCRIBE)
    alone(by)
    held = calendar_key(by)
    if held is None:
        raise AbsentError("you have no calendar")
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(CalendarKept(f"actor:{by.id}", by.organisation, {"revoked": True}), by=by, at=at)
