"""What is asked about providers: by the office how it goes, by everybody what is listed and mirrored."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count, QuerySet

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError
from noroshi.suppliers.mirrors.models import Mirrored, NotMirrored, Provider

ABSENT = "your organisation lists no such provider"


def providers(actor: Actor) -> QuerySet[Provider]:
    """Those that an actor's organisation lists, by name, without what only serves their files."""
    found = Provider.objects.defer("metadata", "keys").select_related("organisation")
    return found.filter(organisation_id=actor.organisation)


def provider(name: str, actor: Actor) -> Provider:
    """One by its name. Raises: AbsentError."""
    found = providers(actor).filter(name=name).first()
    if found is None:
        raise AbsentError(ABSENT)
    return found


def provider_at(identifier: UUID, actor: Actor) -> Provider:
    """One by its number. Raises: AbsentError, also for another organisation's."""
    found = providers(actor).filter(id=identifier).first()
    if found is None:
        raise AbsentError(ABSENT)
    return found


def refused(provider: UUID) -> QuerySet[NotMirrored]:
    """What was not mirrored of one, the last first."""
    found = NotMirrored.objects.select_related("provider")
    return found.filter(provider_id=provider).order_by("-refused_at", "-id")


def refused_counts() -> Mapping[UUID, int]:
    """How much was refused, by provider."""
    counted = NotMirrored.objects.values_list("provider_id").annotate(many=Count("id"))
    return dict(counted.order_by())


def mirrored_counts() -> Mapping[UUID, int]:
    """How many documents are mirrored, by provider."""
    counted = Mirrored.objects.values_list("provider_id").annotate(many=Count("id"))
    return dict(counted.order_by())


def listed() -> QuerySet[Provider]:
    """Those that are on the list for everybody: they allow it."""
    return Provider.objects.filter(may_list=True)


def mirror(name: str) -> Provider:
    """One whose documents are served here. Raises: AbsentError."""
    found = listed().filter(name=name).first()
    if found is None or not found.is_mirrored:
        raise AbsentError("there is no such mirror")
    return found


def documents(provider: UUID, year: int | None = None) -> QuerySet[Mirrored]:
    """What its folder holds, by file name, without the documents themselves."""
    found = Mirrored.objects.filter(provider_id=provider).defer("document").order_by("name")
    return found if year is None else found.filter(released_at__year=year)


def document(provider: UUID, year: int, name: str) -> Mirrored:
    """One document, with its octets. Raises: AbsentError."""
    named = Mirrored.objects.filter(provider_id=provider, name=name)
    found = named.filter(released_at__year=year).first()
    if found is None:
        raise AbsentError("there is no such document")
    return found
