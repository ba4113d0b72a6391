"""What is asked about reminders."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from noroshi.reporting import reminding_sql as sql
from noroshi.reporting.regimes import Recipient
from noroshi.reporting.reminding import WARN


@dataclass(frozen=True, slots=True)
class Due:
    """A stage that is owed, as far as whoever owes it is reminded. report: None for what is owed of
    specified computers; until: when it is due, or was; of
    what is owed promptly when it began to press."""

    report: UUID | None
    regime: str
    stage: str
    recipient: Recipient
    step: str
    until: datetime


def still_owed(reminders: Collection[UUID]) -> list[Due]:
    """What is left of reminders of the requester's own organisation, the first due on top; what was
    filed or has another date since is not."""
    with connection.cursor() as cursor:
        cursor.execute(sql.STILL_OWED, {"ids": list(reminders), "warn": WARN})
        rows = cursor.fetchall()
    return [
        Due(report, regime, stage, Recipient(recipient), step, until)
        for report, regime, stage, recipient, step, until in rows
    ]
