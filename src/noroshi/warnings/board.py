"""How a sector, or the nation, stands: what waits, since when, and how soon it is settled. Each is
one statement over what the requester may see."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from noroshi.warnings import sql
from noroshi.warnings.rules import Urgency


@dataclass(frozen=True, slots=True)
class Standing:
    """sector: empty for who is in none; waiting, settled: warnings; days: median from raised to
    settled (closed, or answered as fixed or not affected), None where none is settled."""

    sector: str
    urgency: Urgency
    waiting: int
    settled: int
    days: float | None


def board(*, sector: str = "") -> list[Standing]:
    """Each sector and urgency of which there is a warning; of one sector only, if it is named."""
    with connection.cursor() as cursor:
        cursor.execute(sql.BOARD, {"sector": sector})
        return [
            Standing(name, Urgency(urgency), waiting, settled, days)
            for name, urgency, waiting, settled, days in cursor.fetchall()
        ]


def waiting_per_day(*, days: int, sector: str = "") -> list[tuple[date, int]]:
    """Each of the last days, today last, and how many warnings waited at its end; local days."""
    last = timezone.localdate()
    values: dict[str, Any] = {
        "sector": sector,
        "first": last - timedelta(days=days - 1),
        "last": last,
        "zone": timezone.get_current_timezone_name(),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.TREND, values)
        return list(cursor.fetchall())
