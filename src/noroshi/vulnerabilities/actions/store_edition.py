"""Store a feed that comes in editions: KEV and EPSS. What is older than what is held changes
nothing, and what has shrunk much waits for a person's word."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, NamedTuple

from django.db import connection

from noroshi.formats import epss, kev
from noroshi.formats.containers import Document
from noroshi.formats.recognise import FeedKind
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import ImportResult
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.rules import EPSS_SHARE, EPSS_STEP

SHRUNK = 0.9  # of what is held
ADVICE = "held for a person, who may say --may-shrink"
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
KEV_COLUMNS = ("vendor", "product", "name", "action", "added_on", "due_on", "ransomware")


class _Edition(NamedTuple):
    label: str
    released_at: datetime
    columns: Mapping[str, Any]
    refused: tuple[tuple[str, str], ...]
    statement: str


def store_edition(
    kind: FeedKind,
    document: Document,
    *,
    may_shrink: bool,
    result: ImportResult,
    digests: list[bytes],
) -> None:
    """Store one edition; a bad one is listed. Its digest is added if it is newer than what is
    held. One that has lost more than a tenth is listed too, unless it may shrink."""
    at = Location(document.source, document.place)
    try:
        edition = (_kev if kind is FeedKind.KEV else _epss)(document.data, at)
    except MalformedError as error:
        result.refuse(document.source, str(error.at.place if error.at else ""), error.detail)
        return
    for place, reason in edition.refused:
        result.refuse(document.source, place, reason)
    size = len(edition.columns["id"])
    digest = hashlib.sha256(document.data).digest()
    row = {"kind": kind.value, "label": edition.label, "released_at": edition.released_at}
    with connection.cursor() as cursor:
        cursor.execute(sql.HELD_EDITION, row)
        held = cursor.fetchone()
        if held and not _is_newer(edition.released_at, digest, than=held):
            result.unchanged += size
            return
        if held and size < SHRUNK * held[2] and not may_shrink:
            reason = f"{size} entries where {held[2]} are held: {ADVICE}"
            result.refuse(document.source, document.place, reason)
            return
        cursor.execute(sql.TAKE_EDITION, row | {"digest": digest, "entries": size})
        cursor.execute(edition.statement, edition.columns)
        result.accepted += cursor.rowcount
        result.unchanged += size - cursor.rowcount
    digests.append(digest)


def _is_newer(released_at: datetime, digest: bytes, *, than: tuple[datetime, bytes, int]) -> bool:
    held_at, held_digest, _ = than
    return released_at > held_at or (released_at == held_at and digest != bytes(held_digest))


def _kev(data: bytes, at: Location) -> _Edition:
    found = kev.read(data, at=at)
    columns = {name: [getattr(entry, name) for entry in found.entries] for name in KEV_COLUMNS}
    columns["id"] = [entry.cve for entry in found.entries]
    return _Edition(found.version, found.released_at, columns, found.refused, sql.UPSERT_KEV)


def _epss(data: bytes, at: Location) -> _Edition:
    found = epss.read(data, at=at)
    columns: dict[str, Any] = {
        "id": [row.cve for row in found.rows],
        "epss": [row.score for row in found.rows],
        "percentile": [row.percentile for row in found.rows],
    }
    day = found.scored_on
    columns |= {"day": day, "step": EPSS_STEP, "share": EPSS_SHARE}
    released_at = datetime.combine(day, time(), UTC) if day else UNDATED
    label = found.model_version or "unnamed model"
    return _Edition(label, released_at, columns, found.refused, sql.UPSERT_EPSS)
