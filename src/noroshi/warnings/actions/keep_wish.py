"""Say how one wants to be told: an organisation for its people, or somebody for themselves."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import MalformedError
from noroshi.ledger.actions.record import record
from noroshi.parties.queries import alone
from noroshi.parties.rules import Power, require
from noroshi.warnings.facts import DeliveryWished
from noroshi.warnings.models import DeliveryWish
from noroshi.warnings.timing import LANGUAGES, Quiet, Wish, zone_of


@transaction.atomic
def keep_own_wish(wish: Wish, *, by: Actor, at: datetime) -> None:
    """For the actor alone, before what the organisation wishes. Raises: MalformedError."""
    _keep(wish, Quiet(), by, at, whose=by)


@transaction.atomic
def keep_wish(wish: Wish, quiet: Quiet, *, by: Actor, at: datetime) -> None:
    """For everybody of the organisation who has wished nothing of their own; the quiet hours are
    everybody's. Raises: RefusedError, MalformedError."""
    require(by, Power.KEEP_DELIVERY)
    _keep(wish, quiet, by, at, whose=None)


def _keep(wish: Wish, quiet: Quiet, by: Actor, at: datetime, *, whose: Actor | None) -> None:
    zone_of(quiet.zone)
    if wish.language not in LANGUAGES:
        raise MalformedError(f"language: one of these: {', '.join(LANGUAGES)}")
    if (quiet.begins is None) is not (quiet.ends is None):
        raise MalformedError("quiet_until: quiet hours have a beginning and an end")
    own = alone(by)
    hat = whose.id if whose else None
    held = DeliveryWish.objects.filter(organisation=own, actor_id=hat).first()
    kept = held or DeliveryWish(organisation=own, audience=own.audience, actor_id=hat)
    kept.at_once = sorted(wish.at_once)
    kept.digest, kept.language = wish.digest, wish.language
    kept.zone, kept.quiet_from, kept.quiet_until = quiet.zone, quiet.begins, quiet.ends
    kept.save()
    detail: Json = {
        "at_once": [one.name.lower() for one in sorted(wish.at_once)],
        "digest": wish.digest.value,
        "language": wish.language,
        "quiet": {name: str(value) for name, value in asdict(quiet).items()},
    }
    subject = f"actor:{whose.id}" if whose else f"organisation:{own.code}"
    record(DeliveryWished(subject, own.id, detail), by=by, at=at)
