"""Which warnings an edition of a bill of materials brought, and which it took away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from noroshi.assets.models import Edition
from noroshi.warnings import bills_sql as sql
from noroshi.warnings.rules import State, Urgency


@dataclass(frozen=True, slots=True)
class WarningMove:
    """is_opened: the later of the compared has the weakness and the earlier did not; else the other
    way round. components: name and version of those that have it. state: of the warning now, which
    something else may keep open."""

    warning: UUID
    cause: str
    state: State
    urgency: Urgency
    is_opened: bool
    components: Sequence[str]


def moved_warnings(before: Edition, after: Edition) -> list[WarningMove]:
    """The organisation's warnings of weaknesses that one of two editions of a bill has and the other
    has not, what was opened first, then by urgency; as far as the requester may see.

    A weakness counts if it was known when the newer of the two came in: what became known later no
    edition brought. What a replaced edition had is what it had when it was replaced."""
    values: dict[str, Any] = {
        "inventory": before.inventory_id,
        "organisation": before.organisation_id,
        "before": before.at,
        "after": after.at,
        "newer": max(before.at, after.at),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.MOVED_WARNINGS, values)
        return [
            WarningMove(warning, cause, State(state), Urgency(urgency), is_opened, components)
            for warning, cause, state, urgency, is_opened, components in cursor.fetchall()
        ]
