"""Register an organisation's assets from a sheet or a bill of materials."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from django.db import connection, transaction

from noroshi.assets import sql
from noroshi.assets.facts import InventoryImported
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError
from noroshi.kernel.imports import ImportResult
from noroshi.ledger.actions.record import record
from noroshi.parties.models import Organisation
from noroshi.parties.rules import Power, require

SAMPLE = 200  # names of added and removed assets that a result spells out


@dataclass(frozen=True, slots=True)
class AssetLine:
    """One asset as an inventory lists it. inventory: the key of the list that it stands in."""

    inventory: str
    system: str
    name: str
    role: str = ""
    vendor: str = ""
    product: str = ""
    version: str = ""
    purl: str = ""
    cpe: str = ""
    addresses: tuple[IPv4Address | IPv6Address, ...] = ()
    introduced_on: date | None = None


def import_inventory(
    lines: Iterable[AssetLine],
    *,
    result: ImportResult,
    organisation: Organisation,
    by: Actor,
    at: datetime,
) -> ImportResult:
    """Make the organisation's lists equal to what came in: each list that occurs is replaced.

    `lines` may be lazy and add to `result.refused` while it is read; an error in it stores nothing.
    The same list again changes nothing. Raises: RefusedError, AbsentError."""
    require(by, Power.KEEP_ASSETS)
    if by.organisation != organisation.id:
        raise AbsentError(f"there is no organisation {organisation.code}")
    owner: dict[str, Any] = {
        "organisation": organisation.id,
        "audience": organisation.audience,
        "at": at,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.INCOMING)
        count = 0
        with cursor.copy(sql.COPY) as copy:
            for row in _rows(lines):
                copy.write_row(row)
                count += 1
        cursor.execute(sql.ANALYZE)
        cursor.execute(sql.SYSTEMS, owner)
        cursor.execute(sql.INVENTORIES, owner)
        cursor.execute(sql.REMOVE, owner)
        removed = [name for (name,) in cursor.fetchall()]
        cursor.execute(sql.ADD, owner)
        added = [name for (name,) in cursor.fetchall()]
        result.accepted, result.unchanged = len(added), count - len(added)
        result.added, result.removed = sorted(added)[:SAMPLE], sorted(removed)[:SAMPLE]
        if added or removed:
            detail: Json = {
                "added": len(added),
                "removed": len(removed),
                "root": _root(added, removed),
            }
            fact = InventoryImported(f"organisation:{organisation.code}", organisation.id, detail)
            record(fact, by=by, at=at)
        cursor.execute("DROP TABLE incoming")
    return result


def _root(added: list[str], removed: list[str]) -> str:
    return hashlib.sha256("\n".join([*sorted(added), "", *sorted(removed)]).encode()).hexdigest()


def _rows(lines: Iterable[AssetLine]) -> Iterator[tuple[object, ...]]:
    """Rows for COPY. Equal lines in one list are told apart by their count."""
    seen: dict[bytes, int] = {}
    for line in lines:
        addresses = sorted(str(address) for address in line.addresses)
        parts = (
            line.inventory, line.system, line.role, line.name, line.vendor, line.product,
            line.version, line.purl, line.cpe, *addresses, str(line.introduced_on),
        )  # fmt: skip
        identity = hashlib.sha256("\x1f".join(parts).encode()).digest()[:16]
        repeat = seen.get(identity, 0)
        seen[identity] = repeat + 1
        if repeat:
            identity = hashlib.sha256(identity + repeat.to_bytes(8, "big")).digest()[:16]
        yield (
            line.inventory, line.system, line.role, identity, line.name, line.vendor, line.product,
            line.version, line.purl, line.cpe, addresses, line.introduced_on,
        )  # fmt: skip
