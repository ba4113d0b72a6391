"""Take in reference tables, recognised by content: lists of values that are common, ATT&CK,
and what tags mean."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import DataError, connection, transaction

from noroshi.formats import attack, misp_tags, warning_lists
from noroshi.formats.containers import Document, read_documents
from noroshi.formats.warning_lists import Match, WarningList
from noroshi.intelligence.actions.store_attack import store_attack
from noroshi.intelligence.actions.store_tags import store_tags
from noroshi.intelligence.facts import ReferenceImported
from noroshi.intelligence.warninglists import sql
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import ImportResult, Refusal
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import rows_root

NOT_REFERENCE: Final = (
    "no reference table: no list, taxonomy or galaxy as MISP has them, nor ATT&CK"
)


@transaction.atomic
def import_reference(
    paths: Iterable[Path],
    *,
    by: Actor | None,
    at: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportResult:
    """Import every table under the paths, each whole in place of an older one of its name.

    What is no newer than what is held changes nothing; a bad entry is listed and the others go in.
    progress is told how many documents have been read. Runs as the worker."""
    result, digests = ImportResult(), list[bytes]()
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK)
    for path in paths:
        for document in read_documents(path):
            if isinstance(document, Refusal):
                result.refused.append(document)
                continue
            progress(1)
            digests += _take(document, result, at)
    if digests:
        detail: Json = {"tables": len(digests), "root": rows_root(digests).hex()}
        record(ReferenceImported("reference", None, detail), by=by, at=at)
    return result


def _take(document: Document, result: ImportResult, at: datetime) -> list[bytes]:
    """The digest of a table that was new, or nothing."""
    try:
        if attack.is_attack(document.data):
            return store_attack(document, result, at)
        if warning_lists.is_list(document.data):
            return _store_list(document, result, at)
        if misp_tags.is_tags(document.data):
            return store_tags(document, result, at)
    except MalformedError as error:
        result.refuse(document.source, document.place, error.detail)
        return []
    result.refuse(document.source, document.place, NOT_REFERENCE)
    return []


def _store_list(document: Document, result: ImportResult, at: datetime) -> list[bytes]:
    """The digest of a list that was new, or nothing. Raises: MalformedError."""
    digest = hashlib.sha256(document.data).digest()
    found = warning_lists.read(document.data, at=Location(document.source, document.place))
    if _is_held(found, digest):
        result.unchanged += 1
        return []
    _store(found, digest, at)
    result.accepted += 1
    for place, reason in found.refused:
        result.refuse(document.source, place, reason)
    return [digest]


def _is_held(found: WarningList, digest: bytes) -> bool:
    """Whether the same, or a newer edition, is held."""
    edition: dict[str, Any] = {"name": found.name, "version": found.version, "digest": digest}
    with connection.cursor() as cursor:
        cursor.execute(sql.HELD, edition)
        return bool(cursor.fetchone()[0])


def _store(found: WarningList, digest: bytes, at: datetime) -> None:
    if found.match is Match.REGEX:
        _try(found)
    is_network = found.match is Match.CIDR
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET, {"name": found.name})
        parameters: dict[str, Any] = {
            "name": found.name,
            "description": found.description,
            "version": found.version,
            "match": found.match.value,
            "kinds": None if found.kinds is None else list(found.kinds),
            "entries": len(found.entries),
            "digest": digest,
            "at": at,
        }
        cursor.execute(sql.ADD, parameters)
        number = cursor.fetchone()[0]
        with cursor.copy(sql.COPY) as copy:
            for value in found.entries:
                copy.write_row((number, found.match.value, value, value if is_network else None))


def _try(found: WarningList) -> None:
    """Raises: MalformedError for an expression that the database does not read."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.TRY, [list(found.entries)])
    except DataError as error:
        raise MalformedError(f"an expression that is not read: {error}".splitlines()[0]) from error
