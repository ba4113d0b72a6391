"""Take what is new in threads and disclosures, for those to whom it is said."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from noroshi.suppliers import sql


@dataclass(slots=True)
class News:
    """In which threads and disclosures there is something new for an organisation, each once."""

    threads: list[UUID] = field(default_factory=list)
    disclosures: list[UUID] = field(default_factory=list)


@transaction.atomic
def take_news(*, at: datetime) -> dict[UUID, News]:
    """By organisation what was said to it since this was taken last. Runs as the worker; what it
    returns is taken, and told in the same transaction. Who opened what it was sent said nothing."""
    found: dict[UUID, News] = defaultdict(News)
    with connection.cursor() as cursor:
        cursor.execute(sql.THREADS_NEWS, {"at": at})
        for organisation, thread in cursor.fetchall():
            found[organisation].threads.append(thread)
        cursor.execute(sql.DISCLOSURES_NEWS, {"at": at})
        for organisation, disclosure in cursor.fetchall():
            found[organisation].disclosures.append(disclosure)
    return dict(found)
