"""What is asked about deliveries; a requester sees those of its own organisation."""

from django.db.models import QuerySet

from noroshi.kernel.actors import Actor
from noroshi.warnings.models import Delivery, DeliveryWish, Endpoint
from noroshi.warnings.rules import Urgency
from noroshi.warnings.timing import Digest, Quiet, Wish


def wish(actor: Actor) -> tuple[Wish, Quiet]:
    """How the actor's organisation wishes to be told."""
    held = DeliveryWish.objects.filter(organisation_id=actor.organisation, actor=None).first()
    quiet = Quiet(held.zone, held.quiet_from, held.quiet_until) if held else Quiet()
    return _wish(held) or Wish(), quiet


def own_wish(actor: Actor) -> Wish | None:
    """How the actor itself wishes to be told; None where its organisation's wish holds."""
    return _wish(
        DeliveryWish.objects.filter(organisation_id=actor.organisation, actor_id=actor.id).first()
    )


def _wish(held: DeliveryWish | None) -> Wish | None:
    if held is None:
        return None
    return Wish(frozenset(map(Urgency, held.at_once)), Digest(held.digest), held.language)


def endpoints() -> QuerySet[Endpoint]:
    """Endpoints that are sent to, or paused, the eldest first."""
    return Endpoint.objects.defer("secret").filter(ended_at=None)


def deliveries(*, state: str = "", channel: str = "") -> QuerySet[Delivery]:
    """What was, is and will be sent."""
    found = Delivery.objects.select_related("organisation", "reader__person", "endpoint").defer(
        "endpoint__secret"
    )
    if state:
        found = found.filter(state=state)
    if channel:
        found = found.filter(channel=channel)
    return found
