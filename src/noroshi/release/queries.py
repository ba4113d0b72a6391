"""What is asked about release."""

from uuid import UUID

from django.db.models import QuerySet

from noroshi.release.models import Decision


def receives(owner: UUID) -> QuerySet[Decision]:
    """Who receives which class of an owner's information and on what grounds; for the owner."""
    return (
        Decision.objects.filter(owner_id=owner, withdrawn_at=None)
        .select_related("recipient")
        .order_by("information_class")
    )
