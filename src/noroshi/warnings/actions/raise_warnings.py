"""Raise, change and close warnings as exposures and their urgency move."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.parties.models import Organisation
from noroshi.warnings import rules, sql, ssvc
from noroshi.warnings.actions.plan_deliveries import plan_deliveries
from noroshi.warnings.facts import WarningsRaised
from noroshi.warnings.rules import Urgency

QUIET = "updated"  # a change of numbers alone is no line in the history


@dataclass(frozen=True, slots=True)
class Raised:
    """What became of each warning that moved: raised, reopened, closed, more urgent, …"""

    changes: tuple[tuple[UUID, UUID, str], ...]

    def count(self, what: str) -> int:
        """How many warnings did that."""
        return sum(1 for _, _, change in self.changes if change == what)


@transaction.atomic
def raise_warnings(touched: Iterable[tuple[UUID, str]], *, at: datetime) -> Raised:
    """Make the warnings what the exposures and the deployer's tree now say; one for an organisation
    and cause, as urgent as its most urgent asset. touched: pairs whose exposures changed. Runs as the worker; idempotent."""
    pairs = list(touched)
    parameters: dict[str, Any] = {
        "organisations": [organisation for organisation, _ in pairs],
        "causes": [cause for _, cause in pairs],
        "at": at,
        "periods": [rules.policy().periods[urgency] for urgency in Urgency],
        **sql.parameters(ssvc.policy()),
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
        for table, statement in sql.TABLES.items():
            cursor.execute(statement, parameters)
            cursor.execute(f"ANALYZE {table}")
        cursor.execute(sql.CHANGE, parameters)
        changes = cursor.fetchall()
        cursor.execute(sql.RAISE, parameters)
        changes += cursor.fetchall()
        cursor.execute(f"DROP TABLE {', '.join(sql.TABLES)}")
        if changes:
            _note(cursor, changes, at)
    return Raised(tuple(changes))


def _note(cursor: Any, changes: list[tuple[UUID, UUID, str]], at: datetime) -> None:
    loud = [(warning, what) for warning, _, what in changes if what != QUIET]
    cursor.execute(
        sql.NOTE_CHANGES,
        {"ids": [warning for warning, _ in loud], "texts": [what for _, what in loud], "at": at},
    )
    plan_deliveries(changes, at=at)
    entries = _record(changes, at)
    cursor.execute(
        sql.NAME_ENTRIES,
        {
            "ids": [warning for warning, _, _ in changes],
            "entries": [entries[organisation] for _, organisation, _ in changes],
        },
    )


def _record(changes: list[tuple[UUID, UUID, str]], at: datetime) -> dict[UUID, UUID]:
    """One entry an organisation, over the digests of what became of its warnings."""
    by_organisation: dict[UUID, list[str]] = defaultdict(list)
    for warning, organisation, what in changes:
        by_organisation[organisation].append(f"{warning} {what}")
    held = Organisation.objects.filter(id__in=by_organisation)
    codes = dict(held.values_list("id", "code"))
    entries = {}
    for organisation, lines in by_organisation.items():
        root = rows_root(hashlib.sha256(line.encode()).digest() for line in sorted(lines))
        detail: Json = {"warnings": len(lines), "root": root.hex()}
        fact = WarningsRaised(f"organisation:{codes[organisation]}", organisation, detail)
        entries[organisation] = record(fact, by=None, at=at)
    return entries
