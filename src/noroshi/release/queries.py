"""What is asked about release."""

from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from noroshi.release import sql
from noroshi.release.models import Decision


def receives(owner: UUID) -> QuerySet[Decision]:
    """Who receives which class of an owner's information and on what grounds; for the owner."""
    return (
        Decision.objects.filter(owner_id=owner, withdrawn_at=None)
        .select_related("recipient")
        .order_by("information_class")
    )


def owners(information_class: str) -> list[UUID]:
    """Whose information of a class the requester receives: their own organisation's, and that of
    those whom a standing decision opens to it."""
    with connection.cursor() as cursor:
        cursor.execute(sql.OWNERS, [information_class])
        found: list[UUID] = cursor.fetchone()[0]
        return found
