"""Count roughly how many organisations run which version of a supplier's product."""

import hashlib
from datetime import datetime

from django.db import connection, transaction

from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.release.rules import roughness
from noroshi.suppliers import sql
from noroshi.suppliers.facts import VersionsCounted


@transaction.atomic
def count_versions(*, at: datetime) -> int:
    """Give every verified product a new answer whose last one has stood long enough. Runs as the
    worker; idempotent.

    Returns the number of products counted. This is the only place where the house counts across
    organisations for somebody who may not know them: nothing but its result is kept."""
    policy = roughness()
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
        cursor.execute(sql.DUE, {"at": at, "days": policy.days})
        cursor.execute(sql.FORGET)
        cursor.execute(sql.COUNT, {"steps": list(policy.steps)})
        told = cursor.fetchall()
        cursor.execute(sql.COUNTED, {"at": at})
        counted = len(cursor.fetchall())
        cursor.execute("DROP TABLE due")
    if counted:
        digests = [hashlib.sha256(repr(row).encode()).digest() for row in sorted(map(str, told))]
        detail: Json = {"products": counted, "root": rows_root(digests).hex()}
        record(VersionsCounted("products", None, detail), by=None, at=at)
    return counted
