"""Register an organisation's assets from a sheet or a bill of materials."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import IPv4Address, IPv6Address
from itertools import count as count_from
from itertools import islice
from typing import Any

import msgspec
from django.db import connection, transaction

from noroshi.assets import sql
from noroshi.assets.actions.keep_bill import BillLine, keep_bill, reference_rows, references_of
from noroshi.assets.facts import InventoryImported
from noroshi.formats.bom import Component, Edge, Service
from noroshi.formats.bom_fields import MOST_LINKS
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError
from noroshi.kernel.imports import ImportResult
from noroshi.ledger.actions.record import record
from noroshi.parties.models import Organisation
from noroshi.parties.rules import Power, require

SAMPLE = 200  # names of added and removed assets that a result spells out
AT_ONCE = 10_000  # lines


@dataclass(frozen=True, slots=True)
class AssetLine:
    """One asset as an inventory lists it. inventory: the key of the list that it stands in;
    component: what a bill of materials says of it."""

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
    component: Component | None = None


# Of a bill of materials there is one in a file; it comes last.
Line = AssetLine | Service | Edge | BillLine


def import_inventory(
    lines: Iterable[Line],
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
        raise AbsentError(f"there is no organisation: {organisation.code}")
    owner: dict[str, Any] = {
        "organisation": organisation.id,
        "audience": organisation.audience,
        "at": at,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.INCOMING)
        cursor.execute(sql.INCOMING_BILL)
        count, bill = _take_in(cursor, lines)
        cursor.execute(sql.ANALYZE)
        cursor.execute(sql.SYSTEMS, owner)
        cursor.execute(sql.INVENTORIES, owner)
        cursor.execute(sql.TITLES)
        cursor.execute(sql.REMOVE, owner)
        removed = cursor.rowcount
        cursor.execute(sql.ADD, owner)
        added = cursor.rowcount
        is_edition = count > 0 and bill is not None and keep_bill(cursor, bill, owner)
        result.accepted, result.unchanged = added, count - added
        result.added, result.removed = _sample(cursor, "added"), _sample(cursor, "removed")
        if added or removed or is_edition:
            detail: Json = {"added": added, "removed": removed, "root": _root(cursor)}
            fact = InventoryImported(f"organisation:{organisation.code}", organisation.id, detail)
            record(fact, by=by, at=at)
        cursor.execute(sql.DROP_INCOMING)
    return result


def _sample(cursor: Any, kind: str) -> list[str]:
    cursor.execute(sql.SAMPLE, {"kind": kind, "most": SAMPLE})
    return [title for (title,) in cursor.fetchall()]


def _root(cursor: Any) -> str:
    cursor.execute(sql.TITLES_ROOT)
    return str(cursor.fetchone()[0])


def _take_in(cursor: Any, lines: Iterable[Line]) -> tuple[int, BillLine | None]:
    """Copy the lines, some at a time; the number of assets, and the bill that they are of."""
    seen: dict[bytes, int] = {}
    count = services = 0
    bill = None
    waiting = iter(lines)
    while batch := list(islice(waiting, AT_ONCE)):
        assets = [line for line in batch if isinstance(line, AssetLine)]
        rows = list(_rows(assets, seen))
        _copy(cursor, sql.COPY, (row for row, _ in rows))
        parts = [(row[3], count + at, part) for at, (row, part) in enumerate(rows) if part]
        _copy(cursor, sql.COPY_COMPONENTS, (_bill_row(*part) for part in parts))
        _copy(cursor, sql.COPY_REFERENCES, _reference_rows(parts))
        edges = (line for line in batch if isinstance(line, Edge))
        _copy(cursor, sql.COPY_EDGES, ((one.from_ref, one.to_ref, one.kind) for one in edges))
        offered = [line for line in batch if isinstance(line, Service)]
        _copy(cursor, sql.COPY_SERVICES, map(_service_row, offered, count_from(services)))
        count += len(assets)
        services += len(offered)
        bill = next((line for line in batch if isinstance(line, BillLine)), bill)
    if bill:
        _copy(cursor, sql.COPY_REFERENCES, references_of(bill.header))
    return count, bill


def _copy(cursor: Any, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _rows(
    lines: Iterable[AssetLine], seen: dict[bytes, int]
) -> Iterator[tuple[tuple[object, ...], Component | None]]:
    """Rows for COPY, each with its component. Equal lines in one list are told apart by their
    count."""
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
        row = (
            line.inventory, line.system, line.role, identity, line.name, line.vendor, line.product,
            line.version, line.purl, line.cpe, addresses, line.introduced_on,
        )  # fmt: skip
        yield row, line.component


def _service_row(part: Service, number: int) -> tuple[object, ...]:
    name = f"{part.group}/{part.name}" if part.group else part.name
    data = msgspec.json.encode(part.data).decode()
    return (
        number, part.bom_ref or "", part.group or "", name, part.version or "", part.provider or "", part.parent or "",
        list(part.endpoints), part.is_authenticated, part.crosses_boundary, data,
    )  # fmt: skip


def _reference_rows(
    parts: Iterable[tuple[object, int, Component]],
) -> Iterator[tuple[object, ...]]:
    for identity, number, part in parts:
        first = number * MOST_LINKS
        yield from reference_rows(part.bills, identity=identity, number=first, label=_label(part))


def _label(part: Component) -> str:
    return (f"{part.group}/{part.name}" if part.group else part.name)[:300]


def _bill_row(identity: object, number: int, part: Component) -> tuple[object, ...]:
    return (
        identity, number, part.place, part.bom_ref or "", part.parent_ref or "", _label(part),
        part.type[:40], part.group or "", part.name, part.version or "", part.supplier or "",
        part.publisher or "", part.manufacturer or "", (part.scope or "")[:40],
        [f"{algorithm}:{digits}" for algorithm, digits in part.hashes], list(part.licences),
        list(part.bills),
    )  # fmt: skip
