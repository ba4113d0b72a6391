"""Take in how an organisation's systems hang together."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from noroshi.assets import registering_sql as sql
from noroshi.assets.facts import ConnectionsImported
from noroshi.assets.models import System
from noroshi.assets.registering import MOST_CONNECTIONS
from noroshi.formats.connection_sheets import ConnectionRow
from noroshi.formats.sheets import RowError
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.imports import ImportResult
from noroshi.ledger.actions.record import record
from noroshi.parties.queries import alone
from noroshi.parties.rules import Power, require


@transaction.atomic
def import_connections(
    rows: Iterable[ConnectionRow | RowError], *, source: str, by: Actor, at: datetime
) -> ImportResult:
    """Make the connections of the actor's systems equal to a sheet. A row that names a system which
    is not registered is refused. Raises: RefusedError, MalformedError for too many."""
    require(by, Power.KEEP_ASSETS)
    own = alone(by)
    result = ImportResult()
    names = set(System.objects.filter(organisation=own).values_list("name", flat=True))
    kept = list(_known(rows, names, source, result))
    given: dict[str, Any] = {
        "organisation": own.id,
        "audience": own.audience,
        "systems": [row.system for row in kept],
        "kinds": [row.kind for row in kept],
        "tos": [row.to_system for row in kept],
        "overs": [row.over for row in kept],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.DISCONNECT, given)
        removed = cursor.rowcount
        cursor.execute(sql.CONNECT, given)
        result.accepted = cursor.rowcount
    result.unchanged = len(kept) - result.accepted
    if removed or result.accepted:
        detail = {"added": result.accepted, "removed": removed}
        subject = f"organisation:{own.code}"
        record(ConnectionsImported(subject, own.id, {**detail}), by=by, at=at)
    return result


def _known(
    rows: Iterable[ConnectionRow | RowError], names: set[str], source: str, result: ImportResult
) -> Iterator[ConnectionRow]:
    for number, row in enumerate(rows):
        if number >= MOST_CONNECTIONS:
            raise MalformedError(f"at most {MOST_CONNECTIONS} connections")
        if isinstance(row, RowError):
            result.refuse(source, row.place, row.reason)
            continue
        unknown = {row.system, row.to_system} - names - {""}
        if unknown:
            name = min(unknown)
            result.refuse(source, f"line {row.line}", f"{name!r} is no registered system")
        else:
            yield row
