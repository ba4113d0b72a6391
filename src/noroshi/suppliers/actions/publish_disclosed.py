"""Make records of weaknesses whose embargo is over."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.suppliers import sql
from noroshi.suppliers.disclosing import Party, Stage, advisory, nrs_name
from noroshi.suppliers.facts import WeaknessPublished
from noroshi.suppliers.models import Disclosure, DisclosureLine
from noroshi.suppliers.rules import LineKind
from noroshi.vulnerabilities.actions.store_own import store_own


@transaction.atomic
def publish_disclosed(*, at: datetime) -> int:
    """Publish what both sides agreed to have public by now, and store what published weaknesses say
    anew. Runs as the worker; idempotent. Returns the number of records stored.

    From here on it is knowledge like any other: who is exposed is matched and warned."""
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
        cursor.execute(sql.EMBARGO_OVER, {"today": timezone.localdate(at), "at": at})
        over = [identifier for (identifier,) in cursor.fetchall()]
        cursor.execute(sql.LAST_NUMBER, [f"NRS-{at.year}-%"])
        number = cursor.fetchone()[0]
    DisclosureLine.objects.bulk_create(
        DisclosureLine(
            disclosure_id=one,
            writer=Party.OFFICE,
            kind=LineKind.CHANGE,
            text=Stage.PUBLISHED.value,
            written_at=at,
        )
        for one in over
    )
    waiting = list(
        Disclosure.objects.select_for_update()
        .filter(state=Stage.PUBLISHED, is_pending=True)
        .order_by("published_at", "id")
    )
    for one in waiting:
        if not one.name:
            number += 1
            one.name = nrs_name(number, at=at)
        one.is_pending, one.changed_at = False, max(at, one.changed_at)
    _store(waiting, at)
    Disclosure.objects.bulk_update(waiting, ["name", "is_pending", "changed_at"])
    return len(waiting)


def _store(waiting: list[Disclosure], at: datetime) -> None:
    for one in waiting:
        since, changed_at = one.published_at or at, one.changed_at
        told = advisory(one.weakness, one.name, one.cve, published=since, at=changed_at)
        detail: Json = {"root": rows_root(store_own([told])).hex()}
        record(WeaknessPublished(f"vulnerability:{one.name}", None, detail), by=None, at=at)
