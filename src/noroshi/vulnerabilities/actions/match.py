"""Bring the exposures up to date: only what changed since is matched again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from noroshi.formats.names.versions import Scheme, version_key
from noroshi.ledger.actions.record import record
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.actions.follow_aliases import follow_aliases, known_aliases
from noroshi.vulnerabilities.facts import ExposuresFound
from noroshi.vulnerabilities.rules import asset_names

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Matched:
    """touched: pairs of organisation and cause whose exposures changed."""

    found: int
    ended: int
    touched: frozenset[tuple[UUID, str]]


@transaction.atomic
def match(*, at: datetime, progress: Callable[[str], None] = lambda _: None) -> Matched:
    """Index new assets, match them against everything and everything that changed against all
    assets; end the exposures that are no more. Runs as the worker; one match at a time."""
    touched: set[tuple[UUID, str]] = set()
    found = 0
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK_MATCH)
        cursor.execute(sql.FORGET_REMOVED)
        cursor.execute(sql.TAKE_PENDING, {"at": at})
        cursor.execute(sql.CHANGED_RECORDS)
        cursor.execute("ANALYZE changed_record")
        renamed = follow_aliases()
        ended = 0
        for assets in _index_assets(cursor):
            progress(f"{len(assets)} new assets")
            found += _find(cursor, sql.FIND_OF_NEW_ASSETS, {"assets": assets, "at": at}, touched)
            ended += _end_renamed(cursor, renamed.intersection(assets), touched, at)
            cursor.execute("DROP TABLE found")
        progress("changed vulnerabilities")
        found += _find(cursor, sql.FIND_OF_CHANGED, {"at": at}, touched)
        cursor.execute(sql.END_EXPOSURES, {"at": at})
        gone = cursor.fetchall()
        ended += len(gone)
        touched.update(gone)
        cursor.execute("DROP TABLE found, changed, changed_record")
    if touched:
        detail = {"found": found, "ended": ended}
        record(ExposuresFound("exposures", None, detail), by=None, at=at)
    return Matched(found, ended, frozenset(touched))


def _find(
    cursor: Any, statement: str, parameters: dict[str, object], touched: set[tuple[UUID, str]]
) -> int:
    cursor.execute(statement, parameters)
    cursor.execute("ANALYZE found")
    cursor.execute(sql.DECIDE, parameters)
    cursor.execute(sql.STORE_EXPOSURES, parameters)
    rows = cursor.fetchall()
    touched.update(rows)
    return len(rows)


def _end_renamed(
    cursor: Any, assets: set[UUID], touched: set[tuple[UUID, str]], at: datetime
) -> int:
    if not assets:
        return 0
    cursor.execute(sql.END_RENAMED, {"assets": list(assets), "at": at})
    rows = cursor.fetchall()
    touched.update(rows)
    return len(rows)


def _index_assets(cursor: Any) -> Iterator[list[UUID]]:
    """Give each new asset its names, and each version its keys; a batch of assets at a time."""
    aliases = known_aliases()
    while True:
        cursor.execute(sql.UNINDEXED_ASSETS, [BATCH])
        rows = cursor.fetchall()
        if not rows:
            return
        names = [
            (identifier, key, version, via)
            for identifier, vendor, product, name, version, purl, cpe in rows
            for key, via in aliases.all_of(
                asset_names(purl=purl, cpe=cpe, vendor=vendor, product=product or name)
            )
        ]
        cursor.execute(sql.INDEX_ASSETS, [list(column) for column in zip(*names, strict=True)])
        versions = [
            (text, scheme.value, key)
            for text in {row[4] for row in rows if row[4]}
            for scheme in Scheme
            if (key := version_key(text, scheme)) is not None
        ]
        if versions:
            columns = [list(column) for column in zip(*versions, strict=True)]
            cursor.execute(sql.INDEX_VERSIONS, columns)
        for table in ("assetname", "versionkey"):
            cursor.execute(f"ANALYZE vulnerabilities_{table}") if len(rows) > 1000 else None
        yield [row[0] for row in rows]
        if len(rows) < BATCH:
            return
