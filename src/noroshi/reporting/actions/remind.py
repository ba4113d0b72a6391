"""Remind organisations of what they owe before its clock runs out."""

import hashlib
from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.reporting import reminding_sql as sql
from noroshi.reporting.facts import DeadlinesReminded
from noroshi.reporting.models import Reminder
from noroshi.reporting.reminding import LATE, WARN, steps


@transaction.atomic
def remind(*, at: datetime) -> list[Reminder]:
    """Write down once for each stage, date and step that its organisation is reminded; a filing
    ends them. Runs as the worker; idempotent. Returns the new ones, each with its organisation."""
    befores = steps()
    parameters: dict[str, Any] = {"at": at, "warn": WARN, "late": LATE, "steps": list(befores)}
    parameters |= {"befores": list(befores.values()), "longest": max(befores.values())}
    with connection.cursor() as cursor:
        cursor.execute(sql.REMIND, parameters)
        made = [identifier for (identifier,) in cursor.fetchall()]
    reminders = list(
        Reminder.objects.select_related("organisation").filter(id__in=made).order_by("until", "id")
    )
    by_organisation: dict[UUID, list[Reminder]] = defaultdict(list)
    for one in reminders:
        by_organisation[one.organisation_id].append(one)
    for organisation, found in by_organisation.items():
        root = rows_root(hashlib.sha256(one.id.bytes).digest() for one in found)
        detail: Json = {"reminders": len(found), "root": root.hex()}
        subject = f"organisation:{found[0].organisation.code}"
        record(DeadlinesReminded(subject, organisation, detail), by=None, at=at)
    return reminders
