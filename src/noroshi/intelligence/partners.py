"""What is asked of partners: an organisation's own, and what was declined in exchange with them."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from noroshi.intelligence.models import Declined, Partner
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError

MOST_DECLINED: Final = 1000  # of one partner that are kept


def partners() -> QuerySet[Partner]:
    """The partners of whoever asks, by name, without their secrets."""
    return (
        Partner.objects.defer("secret")
        .select_related("recipient", "organisation")
        .filter(ended_at=None)
        .order_by("organisation__code", "name")
    )


def partner(name: str, actor: Actor) -> Partner:
    """One of an actor's organisation. Raises: AbsentError."""
    found = partners().filter(organisation_id=actor.organisation, name=name).first()
    if found is None:
        raise AbsentError("your organisation has no such partner")
    return found


def partner_at(identifier: UUID) -> Partner:
    """One by its number. Raises: AbsentError, also for another organisation's."""
    found = partners().filter(id=identifier).first()
    if found is None:
        raise AbsentError("your organisation has no such partner")
    return found


def declined(partner: UUID) -> QuerySet[Declined]:
    """What was not taken, the newest first."""
    found = Declined.objects.select_related("partner").defer("partner__secret")
    return found.filter(partner_id=partner).order_by("-id")


def declined_counts() -> Mapping[UUID, int]:
    """How many objects were not taken, by partner; MOST_DECLINED at most."""
    counted = Declined.objects.values_list("partner_id").annotate(many=Count("id"))
    return dict(counted.order_by())


def source_of(partner: Partner) -> str:
    """Under which source what it tells is kept."""
    return f"partner {partner.name}"
