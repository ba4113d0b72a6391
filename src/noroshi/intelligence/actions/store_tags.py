"""Take in what tags mean, each table whole in place of an older one of its name."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from noroshi.formats import misp_tags
from noroshi.formats.containers import Document
from noroshi.formats.misp_tags import LONGEST_TAG, Meaning, Table
from noroshi.intelligence.tags import sql
from noroshi.kernel.errors import Location
from noroshi.kernel.imports import ImportResult


def store_tags(document: Document, result: ImportResult, at: datetime) -> list[bytes]:
    """The digest of a table that was new, or nothing where the same, or a newer edition, is held. Bad
    tags are listed and the others go in. Raises: MalformedError for a bad table."""
    digest = hashlib.sha256(document.data).digest()
    found = misp_tags.read(document.data, at=Location(document.source, document.place))
    edition: dict[str, Any] = {"name": found.name, "version": found.version, "digest": digest}
    with connection.cursor() as cursor:
        cursor.execute(sql.HELD, edition)
        if cursor.fetchone()[0]:
            result.unchanged += 1
            return []
        cursor.execute(sql.FORGET, edition)
        cursor.execute(sql.ADD, {**edition, "title": found.title, "at": at})
        number = cursor.fetchone()[0]
        with cursor.copy(sql.COPY) as copy:
            for key, one in _keyed(found):
                meant = (one.title, one.description, list(one.names), one.technique)
                copy.write_row((number, key, one.tag, *meant, one.colour, one.uuid))
    result.accepted += 1
    for place, reason in found.refused:
        result.refuse(document.source, place, reason)
    return [digest]


def _keyed(found: Table) -> Iterator[tuple[str, Meaning]]:
    """Each under its own tag, and under its synonyms' where no other has that for its own."""
    keys = {one.tag.lower() for one in found.meanings}
    for one in found.meanings:
        yield one.tag.lower(), one
        for alias in one.aliases:
            key = alias.lower()
            if key not in keys and len(key) <= LONGEST_TAG:
                keys.add(key)
                yield key, one
