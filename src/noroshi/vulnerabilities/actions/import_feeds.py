"""Take in feeds: CVE records, KEV and EPSS editions, recognised by content.

A file is taken whole or, where it is damaged, not at all; within a sound file a bad record is
listed and the others go in. What is older than what is held changes nothing."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from itertools import groupby
from pathlib import Path

from django.db import connection, transaction

from noroshi.formats import epss, kev
from noroshi.formats.containers import Document, Limits, read_documents
from noroshi.formats.recognise import FeedKind, recognise
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import ImportResult, Refusal
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.actions.store_records import RecordStore
from noroshi.vulnerabilities.facts import FeedImported

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
NOT_A_FEED = "not a feed: neither a CVE record, a KEV catalogue nor an EPSS edition"


class _Damaged(Exception):
    """A file is to be rolled back; its refusal is noted already."""


def import_feeds(
    paths: Iterable[Path],
    *,
    by: Actor | None,
    at: datetime,
    progress: Callable[[int], None] = lambda _: None,
    limits: Limits | None = None,
) -> ImportResult:
    """Import every feed under the paths. progress is told how many documents have been read.

    Runs as the worker, in one transaction; a damaged file is rolled back by itself."""
    result = ImportResult()
    digests: list[bytes] = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql.LOCK_IMPORT)
        for path in paths:
            found = read_documents(path, limits=limits)
            for source, documents in groupby(found, key=lambda item: item.source.split("!")[0]):
                _import_source(source, documents, result, digests, progress)
        if digests:
            detail = {"records": len(digests), "root": rows_root(digests).hex()}
            record(FeedImported("feeds", None, detail), by=by, at=at)
    return result


def _import_source(
    source: str,
    documents: Iterable[Document | Refusal],
    result: ImportResult,
    digests: list[bytes],
    progress: Callable[[int], None],
) -> None:
    own = ImportResult()
    own_digests: list[bytes] = []
    try:
        with transaction.atomic():
            for document in _sound(documents, result, progress, own, own_digests):
                _import_edition(document, own, own_digests)
    except _Damaged:
        return
    result.accepted += own.accepted
    result.unchanged += own.unchanged
    result.refused += own.refused
    digests += own_digests


def _sound(
    documents: Iterable[Document | Refusal],
    result: ImportResult,
    progress: Callable[[int], None],
    own: ImportResult,
    digests: list[bytes],
) -> Iterator[tuple[FeedKind, Document]]:
    """Store CVE records as they come; yield the documents that are editions."""
    with RecordStore(own, digests) as store:
        for document in documents:
            if isinstance(document, Refusal):
                result.refused.append(document)
                raise _Damaged
            progress(1)
            kind = recognise(document.data)
            if kind is None:
                own.refuse(document.source, document.place, NOT_A_FEED)
            elif kind is FeedKind.CVE5:
                store.add(document)
            else:
                yield kind, document


def _import_edition(
    found: tuple[FeedKind, Document], result: ImportResult, digests: list[bytes]
) -> None:
    kind, document = found
    at = Location(document.source, document.place)
    try:
        if kind is FeedKind.KEV:
            _import_kev(document, at, result, digests)
        else:
            _import_epss(document, at, result, digests)
    except MalformedError as error:
        result.refuse(document.source, str(error.at.place if error.at else ""), error.detail)


def _import_kev(
    document: Document, at: Location, result: ImportResult, digests: list[bytes]
) -> None:
    catalogue = kev.read(document.data, at=at)
    for place, reason in catalogue.refused:
        result.refuse(document.source, place, reason)
    names = ("vendor", "product", "name", "action", "added_on", "due_on", "ransomware")
    columns: dict[str, list[object]] = {"id": [entry.cve for entry in catalogue.entries]}
    columns |= {name: [getattr(entry, name) for entry in catalogue.entries] for name in names}
    label = catalogue.version
    _take(
        FeedKind.KEV,
        label,
        catalogue.released_at,
        document,
        columns,
        sql.UPSERT_KEV,
        result,
        digests,
    )


def _import_epss(
    document: Document, at: Location, result: ImportResult, digests: list[bytes]
) -> None:
    edition = epss.read(document.data, at=at)
    for place, reason in edition.refused:
        result.refuse(document.source, place, reason)
    day = edition.scored_on
    released = datetime.combine(day, time(), UTC) if day else UNDATED
    columns: dict[str, list[object]] = {
        "id": [row.cve for row in edition.rows],
        "epss": [row.score for row in edition.rows],
        "percentile": [row.percentile for row in edition.rows],
    }
    label = edition.model_version or "unnamed model"
    _take(FeedKind.EPSS, label, released, document, columns, sql.UPSERT_EPSS, result, digests)


def _take(
    kind: FeedKind,
    label: str,
    released_at: datetime,
    document: Document,
    columns: dict[str, list[object]],
    statement: str,
    result: ImportResult,
    digests: list[bytes],
) -> None:
    """Store an edition unless a newer one is held."""
    digest = hashlib.sha256(document.data).digest()
    edition = {"kind": kind.value, "label": label, "released_at": released_at, "digest": digest}
    size = len(columns["id"])
    with connection.cursor() as cursor:
        cursor.execute(sql.TAKE_EDITION, edition)
        if not cursor.rowcount:
            result.unchanged += size
            return
        cursor.execute(statement, columns)
        result.accepted += cursor.rowcount
        result.unchanged += size - cursor.rowcount
    digests.append(digest)
