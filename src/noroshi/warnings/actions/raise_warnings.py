"""Raise, change and close warnings as exposures and their urgency move."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from noroshi.kernel.canonical import Json
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import digests_in, rows_root
from noroshi.operations.drawing import seed
from noroshi.vulnerabilities.matching_sql import CHANGED, MOVED
from noroshi.warnings import raising_sql, rules, sql, ssvc
from noroshi.warnings.actions.plan_deliveries import plan_deliveries
from noroshi.warnings.facts import WarningsRaised
from noroshi.warnings.rules import Urgency


@dataclass(frozen=True, slots=True)
class Raised:
    """How many warnings were raised, reopened, closed, became more urgent, …"""

    changes: Mapping[str, int]

    def count(self, what: str) -> int:
        """How many warnings did that."""
        return self.changes.get(what, 0)


@transaction.atomic
def raise_warnings(touched: Iterable[tuple[UUID, str]] = (), *, at: datetime) -> Raised:
    """Make the warnings what the exposures and the deployer's tree now say; one for an organisation
    and cause, as urgent as its most urgent asset. Runs as the worker; idempotent.

    Takes what a match has left to the transaction, and more pairs that are touched; every warning
    if the policy or an edition of KEV or EPSS has changed."""
    pairs = list(touched)
    parameters: dict[str, Any] = {
        "at": at,
        "periods": [rules.policy().periods[urgency] for urgency in Urgency],
        "seed": seed(),
        **sql.parameters(ssvc.policy()),
    }
    with connection.cursor() as cursor:
        cursor.execute(raising_sql.LOCK)
        cursor.execute(MOVED)
        cursor.execute(CHANGED)
        cursor.execute(
            raising_sql.ADD_MOVED, [[owner for owner, _ in pairs], [cause for _, cause in pairs]]
        )
        cursor.execute(raising_sql.BASIS, parameters)
        last, basis = cursor.fetchone()
        parameters["is_every"] = last != basis
        for table, statement in raising_sql.TABLES.items():
            cursor.execute(statement, parameters)
            cursor.execute(f"ANALYZE {table}")
        cursor.execute(raising_sql.OWNERS)
        entries = {owner: uuid7() for (owner,) in cursor.fetchall()}
        parameters |= {"organisations": list(entries), "entries": list(entries.values())}
        cursor.execute(raising_sql.CHANGE, parameters)
        cursor.execute("ANALYZE change")
        cursor.execute(raising_sql.CHANGES)
        changes = dict(cursor.fetchall())
        if changes:
            _record(cursor, entries, at)
            cursor.execute(raising_sql.RAISE, parameters)
            cursor.execute(raising_sql.NOTE_CHANGES, parameters)
            plan_deliveries(at=at)
        if last != basis:
            cursor.execute(raising_sql.KEEP_BASIS, [basis])
        cursor.execute(f"DROP TABLE moved, changed, change, {', '.join(raising_sql.TABLES)}")
    return Raised(changes)


def _record(cursor: Any, entries: Mapping[UUID, UUID], at: datetime) -> None:
    """One entry an organisation, over the digests of what became of its warnings."""
    cursor.execute(raising_sql.DIGESTS)
    for organisation, code, octets in cursor.fetchall():
        digests = digests_in(octets)
        detail: Json = {"warnings": len(digests), "root": rows_root(digests).hex()}
        fact = WarningsRaised(f"organisation:{code}", organisation, detail)
        record(fact, by=None, at=at, id_=entries[organisation])
