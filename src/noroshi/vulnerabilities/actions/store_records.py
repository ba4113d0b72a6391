"""Write prepared CVE records, a batch at a time, by COPY."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from noroshi.kernel.imports import ImportResult, Refusal
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.actions.name_records import name_records
from noroshi.vulnerabilities.actions.prepare_records import EARLIEST, Prepared

BATCH_OCTETS = 1 << 23  # of rows: some four thousand records


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
        octets += sum(map(len, record.lines))
        if octets >= BATCH_OCTETS:
            _store(batch, result, digests)
            octets = 0
    _store(batch, result, digests)


def _store(batch: dict[str, Prepared], result: ImportResult, digests: list[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.HELD, [list(batch)])
        held = {name: (bytes(digest), at or EARLIEST) for name, digest, at in cursor.fetchall()}
        news = [record for record in batch.values() if _is_news(record, held.get(record.id))]
        replaced = [record.id for record in news if record.id in held]
        if replaced:
            for statement in (sql.KEEP_PAST, *sql.FORGET):
                cursor.execute(statement, [replaced])
        _copy(cursor, news)
        own = [record.id for record in news if record.names is None]
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


def _copy(cursor: Any, records: Sequence[Prepared]) -> None:
    for place, table in enumerate(sql.COLUMNS):
        with cursor.copy(sql.copy_into(table)) as copy:
            copy.write(b"".join([record.lines[place] for record in records]))
