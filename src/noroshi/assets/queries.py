"""What is asked about assets, as far as the requester may see."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from noroshi.assets.models import Asset, System
from noroshi.kernel.errors import AbsentError


def systems(*, organisation: UUID | None = None) -> QuerySet[System]:
    """Systems with the number of their present assets as `asset_count`."""
    found = System.objects.select_related("organisation").annotate(
        asset_count=Count("assets", filter=Q(assets__removed_at=None))
    )
    return found.filter(organisation_id=organisation) if organisation else found


def assets(
    *, text: str = "", system: UUID | None = None, organisation: str = ""
) -> QuerySet[Asset]:
    """Present assets, by name."""
    found = Asset.objects.filter(removed_at=None).select_related("system", "organisation")
    if text:
        found = found.filter(
            Q(name__icontains=text)
            | Q(vendor__icontains=text)
            | Q(product__icontains=text)
            | Q(purl__icontains=text)
            | Q(cpe__icontains=text)
        )
    if system:
        found = found.filter(system_id=system)
    if organisation:
        found = found.filter(organisation__code=organisation)
    return found


def asset(identifier: UUID) -> Asset:
    """One asset, also a removed one. Raises: AbsentError."""
    found = Asset.objects.select_related("system", "organisation").filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such asset")
    return found
