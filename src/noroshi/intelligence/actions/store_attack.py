"""Take in a matrix of ATT&CK, whole in place of an older one of its domain."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import connection

from noroshi.formats import attack
from noroshi.formats.attack import Matrix, Technique
from noroshi.formats.containers import Document
from noroshi.intelligence.attack import sql
from noroshi.kernel.errors import Location
from noroshi.kernel.imports import ImportResult


def store_attack(document: Document, result: ImportResult, at: datetime) -> list[bytes]:
    """The digest of a matrix that was new, or nothing where the same, or a newer edition, is held. Bad
    techniques are listed and the others go in. Raises: MalformedError for a bad bundle."""
    digest = hashlib.sha256(document.data).digest()
    found = attack.read(document.data, at=Location(document.source, document.place))
    edition: dict[str, Any] = {"domain": found.domain, "edition": found.edition, "digest": digest}
    with connection.cursor() as cursor:
        cursor.execute(sql.HELD, edition)
        if cursor.fetchone()[0]:
            result.unchanged += 1
            return []
        cursor.execute(sql.FORGET, edition)
        matrix = {**edition, "name": found.name, "version": found.version, "at": at}
        cursor.execute(sql.ADD, matrix)
        number = cursor.fetchone()[0]
        cursor.execute(sql.ADD_TACTICS, {"matrix": number, **_tactics(found)})
        cursor.execute(sql.ADD_TECHNIQUES, {"matrix": number, **_techniques(found.techniques)})
    result.accepted += 1
    for place, reason in found.refused:
        result.refuse(document.source, place, reason)
    return [digest]


def _tactics(found: Matrix) -> dict[str, list[str]]:
    return {
        "numbers": [one.number for one in found.tactics],
        "shorts": [one.short for one in found.tactics],
        "names": [one.name for one in found.tactics],
    }


def _techniques(found: tuple[Technique, ...]) -> dict[str, list[Any]]:
    return {
        "numbers": [one.number for one in found],
        "stix_ids": [one.stix_id for one in found],
        "names": [one.name for one in found],
        "tactics": [" ".join(one.tactics) for one in found],
        "urls": [one.url for one in found],
        "gone": [one.is_gone for one in found],
        "instead": [one.instead for one in found],
    }
