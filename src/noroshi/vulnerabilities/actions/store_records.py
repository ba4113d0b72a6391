"""Write prepared CVE records, a batch at a time, by COPY."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from noroshi.kernel.imports import ImportResult, Refusal
from noroshi.operations.copy_text import array_literal
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.actions.name_records import name_records
from noroshi.vulnerabilities.actions.prepare_records import EARLIEST, Prepared

BATCH_OCTETS = 1 << 22  # of rows: some two thousand records


def store_records(
    records: Iterable[Prepared | Refusal], *, result: ImportResult, digests: list[bytes]
) -> None:
    """Store what is new; a bad record is listed. Of two with one name the later update stays.

    digests: those of the records that are stored are added."""
    batch: dict[str, Prepared] = {}
    octets = 0
    for record in records:
        if isinstance(record, Refusal):
            result.refused.append(record)
            continue
        before = batch.get(record.id)
        if before is None or before.updated_at <= record.updated_at:
            batch[record.id] = record
        if before is not None:
            result.unchanged += 1
        octets += record.octets
        if octets >= BATCH_OCTETS:
            _store(batch, result, digests)
            octets = 0
    _store(batch, result, digests)


def _store(batch: dict[str, Prepared], result: ImportResult, digests: list[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.HELD, [array_literal(list(batch))])
        held = {name: (bytes(digest), at or EARLIEST) for name, digest, at in cursor.fetchall()}
        news = [record for record in batch.values() if _is_news(record, held.get(record.id))]
        replaced = [record.id for record in news if record.id in held]
        forgotten = _forget(cursor, replaced) if replaced else []
        _copy(cursor, news)
        _forget_unused(cursor, forgotten)
        own = array_literal([record.id for record in news if record.names is None])
        cursor.execute(sql.TITLE, {"causes": own})
        cursor.execute(sql.PENDING, [own])
    name_records({record.id: record.names for record in news if record.names is not None})
    result.accepted += len(news)
    result.unchanged += len(batch) - len(news)
    digests += [record.digest for record in news]
    batch.clear()


def _is_news(record: Prepared, held: tuple[bytes, datetime] | None) -> bool:
    if held is None:
        return True
    digest, updated_at = held
    return record.digest != digest and record.updated_at >= updated_at


def _forget(cursor: Any, records: Sequence[str]) -> list[tuple[UUID, UUID | None]]:
    """Keep the records as past, and remove them: the sets that their products had."""
    cursor.execute(sql.KEEP_PAST, [records])
    cursor.execute(sql.FORGET_PRODUCTS, [records])
    sets = cursor.fetchall()
    for statement in sql.FORGET:
        cursor.execute(statement, [records])
    return list(sets)


def _copy(cursor: Any, records: Sequence[Prepared]) -> None:
    for place, table in enumerate(sql.COLUMNS):
        rows = [record.lines[place] for record in records]
        _write(cursor, table, sql.COLUMNS[table], rows)
    for place, (table, columns) in enumerate(sql.SETS.items()):
        sets = dict(shared for record in records for shared in record.sets[place])
        cursor.execute(
            sql.NOT_HELD.format(table=table, name=columns[0]), [array_literal(list(sets))]
        )
        _write(cursor, table, columns, [sets[name] for (name,) in cursor.fetchall()])


def _write(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[bytes]) -> None:
    with cursor.copy(sql.copy_into(table, columns)) as copy:
        copy.write(b"".join(rows))


def _forget_unused(cursor: Any, had: Sequence[tuple[UUID, UUID | None]]) -> None:
    """Remove those of the sets that no product has any more."""
    for place, (table, columns) in enumerate(sql.SETS.items()):
        sets = {product[place] for product in had if product[place]}
        if sets:
            statement = sql.FORGET_UNUSED.format(table=table, name=columns[0])
            cursor.execute(statement, [list(sets)])
