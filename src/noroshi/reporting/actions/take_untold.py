"""Take what was filed by telephone, to tell those for whom it was filed."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from noroshi.reporting import taking_sql as sql


@transaction.atomic
def take_untold(*, at: datetime) -> dict[UUID, list[UUID]]:
    """By organisation the reports that were filed for it since this was taken last. Runs as the worker;
    what it returns is taken, and told in the same transaction."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql.TAKE_UNTOLD, {"at": at})
        for organisation, report in cursor.fetchall():
            found[organisation].append(report)
    return dict(found)
