"""What is asked about release."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from noroshi.parties.queries import Listed, directory
from noroshi.release import sql
from noroshi.release.models import Decision


@dataclass(frozen=True, slots=True)
class Reception:
    """A standing decision as its owner sees it: which class, to whom, by which articles."""

    information_class: str
    recipient: Listed
    articles: tuple[str, ...]
    decided_at: datetime


def receives(owner: UUID) -> list[Reception]:
    """Who receives which class of an owner's information and on what grounds.

    owner: the requester's own organisation; of others nothing is told."""
    known = directory()
    standing = Decision.objects.filter(owner_id=owner, withdrawn_at=None)
    received = [
        Reception(
            one.information_class, known[one.recipient_id], tuple(one.articles), one.decided_at
        )
        for one in standing
        if one.recipient_id in known
    ]
    return sorted(received, key=lambda one: (one.information_class, one.recipient.code))


def owners(information_class: str) -> list[UUID]:
    """Whose information of a class the requester receives: their own organisation's, and that of
    those whom a standing decision opens to it."""
    with connection.cursor() as cursor:
        cursor.execute(sql.OWNERS, [information_class])
        found: list[UUID] = cursor.fetchone()[0]
        return found
