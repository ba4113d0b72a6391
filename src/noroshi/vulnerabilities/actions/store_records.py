"""Write CVE records with their parts, a batch at a time, by COPY."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from django.db import connection

from noroshi.formats import cve5
from noroshi.formats.containers import Document
from noroshi.formats.cve5 import CveRecord
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import ImportResult
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.rules import matchable, primary_metric

BATCH = 4_000
EARLIEST = datetime.min.replace(tzinfo=UTC)

Rows = dict[str, list[Sequence[object]]]


class RecordStore:
    """Takes documents of one CVE record each; what was taken is stored when the scope is left."""

    def __init__(self, result: ImportResult, digests: list[bytes]) -> None:
        self._result = result
        self._digests = digests
        self._batch: dict[str, tuple[CveRecord, bytes]] = {}
        self._next_product = 0

    def __enter__(self) -> Self:
        with connection.cursor() as cursor:
            cursor.execute(sql.LAST_PRODUCT)
            self._next_product = cursor.fetchone()[0] + 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        if kind is None:
            self._store()

    def add(self, document: Document) -> None:
        """Read one record; a bad one is listed. Of two with one name the later update stays."""
        try:
            record = cve5.read(document.data, at=Location(document.source, document.place))
        except MalformedError as error:
            self._result.refuse(document.source, document.place, error.detail)
            return
        before = self._batch.get(record.id)
        if before is None or (before[0].updated_at or EARLIEST) <= (record.updated_at or EARLIEST):
            self._batch[record.id] = (record, hashlib.sha256(document.data).digest())
        if before is not None:
            self._result.unchanged += 1
        if len(self._batch) >= BATCH:
            self._store()

    def _store(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql.HELD, [list(self._batch)])
            held = {name: (bytes(digest), at) for name, digest, at in cursor.fetchall()}
            news = {
                name: item for name, item in self._batch.items() if _is_news(item, held.get(name))
            }
            replaced = [name for name in news if name in held]
            if replaced:
                for statement in sql.FORGET:
                    cursor.execute(statement, [replaced])
            _copy(cursor, self._rows(news))
            cursor.execute(sql.PENDING, [list(news)])
        self._result.accepted += len(news)
        self._result.unchanged += len(self._batch) - len(news)
        self._digests += [digest for _, digest in news.values()]
        self._batch.clear()

    def _rows(self, news: dict[str, tuple[CveRecord, bytes]]) -> Rows:
        rows: Rows = {table: [] for table in sql.COLUMNS}
        for record, digest in news.values():
            rows["vulnerability"].append(_vulnerability(record, digest))
            for metric in record.metrics:
                score = metric.score
                rows["score"].append(
                    (
                        record.id,
                        metric.source,
                        score.version,
                        score.vector,
                        score.score,
                        score.severity,
                    )
                )
            self._add_products(record, rows)
        return rows

    def _add_products(self, record: CveRecord, rows: Rows) -> None:
        for affected, names, flat in matchable(record):
            number = self._next_product
            self._next_product += 1
            rows["product"].append(
                (
                    number, record.id, affected.source, affected.vendor or "",
                    affected.product or affected.package_name or "", affected.default_status,
                    list(flat.unresolved),
                )
            )  # fmt: skip
            rows["productname"] += [(number, key) for key in names]
            rows["affectedrange"] += [
                (
                    number, interval.scheme.value, interval.low, interval.low_inclusive,
                    interval.low_key, interval.high, interval.high_inclusive, interval.high_key,
                    interval.text(),
                )
                for interval in flat.intervals
            ]  # fmt: skip


def _is_news(item: tuple[CveRecord, bytes], held: tuple[bytes, datetime | None] | None) -> bool:
    record, digest = item
    if held is None:
        return True
    held_digest, held_at = held
    return digest != held_digest and (record.updated_at or EARLIEST) >= (held_at or EARLIEST)


def _vulnerability(record: CveRecord, digest: bytes) -> tuple[object, ...]:
    metric = primary_metric(record)
    score = metric.score if metric else None
    return (
        record.id, record.state.value, record.assigner, record.title or "", "",
        record.description, record.description_ja or "", record.published_at, record.updated_at,
        list(record.cwes), list(record.references), score.version if score else "",
        score.vector if score else "", score.score if score else None,
        score.severity if score else "", digest,
    )  # fmt: skip


def _copy(cursor: Any, rows: Rows) -> None:
    for table, lines in rows.items():
        with cursor.copy(sql.copy_into(table)) as copy:
            copy.set_types(sql.TYPES[table])
            for line in lines:
                copy.write_row(line)
