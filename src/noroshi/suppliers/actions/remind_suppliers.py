"""Remind suppliers of what they have not answered."""

import hashlib
from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.suppliers.facts import SuppliersReminded
from noroshi.suppliers.models import Line, Thread
from noroshi.suppliers.rules import OWED, LineKind, policy


@transaction.atomic
def remind_suppliers(*, at: datetime) -> int:
    """Remind once of each notice or request that is due soon, or was; again after an extension. Runs
    as the worker; idempotent. Returns the number of threads.

    A reminder asks; no right follows from it."""
    soon = at + timedelta(days=policy().remind)
    owed = Thread.objects.select_for_update().filter(
        state__in=OWED, due_at__lte=soon, reminded_at=None
    )
    by_supplier: dict[UUID, list[Thread]] = defaultdict(list)
    for thread in owed.order_by("due_at", "id"):
        by_supplier[thread.organisation_id].append(thread)
    threads = [thread for found in by_supplier.values() for thread in found]
    Line.objects.bulk_create(
        Line(
            thread=thread,
            organisation_id=thread.organisation_id,
            audience=thread.audience,
            writer="nco",
            kind=LineKind.CHANGE,
            text="reminded",
            written_at=at,
        )
        for thread in threads
    )
    Thread.objects.filter(id__in=[thread.id for thread in threads]).update(reminded_at=at)
    for supplier, found in by_supplier.items():
        root = rows_root(hashlib.sha256(thread.id.bytes).digest() for thread in found)
        detail: Json = {"threads": len(found), "root": root.hex()}
        record(SuppliersReminded("supplier-threads", supplier, detail), by=None, at=at)
    return len(threads)
