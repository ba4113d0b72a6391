"""Bring the exposures up to date: only what changed since is matched again."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from noroshi.formats.names.versions import Scheme, version_key
from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import digests_in, rows_root
from noroshi.vulnerabilities import deciding_sql
from noroshi.vulnerabilities import matching_sql as sql
from noroshi.vulnerabilities.actions.follow_aliases import follow_aliases, known_aliases
from noroshi.vulnerabilities.aliases import Aliases
from noroshi.vulnerabilities.facts import ExposuresFound
from noroshi.vulnerabilities.rules import asset_names, source_versions

BATCH = 20_000
MANY = 1_000  # rows, of which the planner should know
MAINTAINED = 170_000  # the version of PostgreSQL since which others than the owner may tell it


@dataclass(frozen=True, slots=True)
class Matched:
    """How many exposures were found or changed, and how many ended."""

    found: int
    ended: int


@transaction.atomic
def match(*, at: datetime, progress: Callable[[str], None] = lambda _: None) -> Matched:
    """Match everything that changed against all assets, and new assets against all the rest; end
    the exposures that are no more. Runs as the worker; one match at a time.

    Leaves two tables to the transaction: `moved`, pairs of organisation and cause whose exposures
    changed, and `changed`, vulnerabilities of which anything did."""
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK_MATCH)
        cursor.execute(sql.ROOM)
        is_renamed = follow_aliases()
        cursor.execute(sql.MOVED)
        cursor.execute(sql.CHANGED)
        for statement in sql.TAKE:
            cursor.execute(statement, {"at": at})
        cursor.execute("ANALYZE changed; ANALYZE changed_record; ANALYZE taken")
        cursor.execute(sql.WHAT_MOVED)
        has_changed, has_moved = cursor.fetchone()
        progress("new assets")
        has_come = has_moved and _take_in(cursor)
        found = ended = 0
        if has_changed:
            progress("changed vulnerabilities")
            _find(cursor, sql.FIND_OF_CHANGED, sql.EXPOSED_OF_CHANGED, at)
            ended += _run(cursor, sql.END_OF_CHANGED, at)
            found += _store(cursor, at)
        if has_come:
            progress("exposures of new assets")
            ended += _run(cursor, sql.END_OF_GONE, at)
            for table, statement in sql.CAME_NAMED.items():
                cursor.execute(statement)
                cursor.execute(f"ANALYZE {table}")
            _find(cursor, sql.FIND_OF_CAME, sql.EXPOSED_OF_CAME, at)
            if is_renamed:
                ended += _run(cursor, sql.END_OF_RENAMED, at)
            found += _store(cursor, at)
            cursor.execute("DROP TABLE kind_came, named")
        if has_moved:
            cursor.execute("DROP TABLE came")
        if found or ended:
            detail: Json = {"found": found, "ended": ended, "root": _root(cursor)}
            record(ExposuresFound("exposures", None, detail), by=None, at=at)
        cursor.execute("DROP TABLE taken, changed_record")
    return Matched(found, ended)


def _take_in(cursor: Any) -> bool:
    """What came and went, with its names. Does anything of it stay or come?"""
    for statement in sql.TAKE_IN:
        cursor.execute(statement)
    cursor.execute("ANALYZE came; ANALYZE told")
    _index(cursor)
    cursor.execute("DROP TABLE told, dropped, fresh")
    cursor.execute(sql.HAS_COME)
    return bool(cursor.fetchone()[0])


def _find(cursor: Any, find: str, expose: str, at: datetime) -> None:
    cursor.execute(find)
    cursor.execute("ANALYZE hit")
    cursor.execute(deciding_sql.SPOKEN)
    is_spoken_of = bool(cursor.rowcount)
    if is_spoken_of:
        cursor.execute("ANALYZE spoken")
        cursor.execute(deciding_sql.DECIDE, {"at": at})
    cursor.execute(expose)
    cursor.execute("ANALYZE found")
    if is_spoken_of:
        _decide_within(cursor, at)
    cursor.execute("DROP TABLE spoken")


def _decide_within(cursor: Any, at: datetime) -> None:
    cursor.execute(deciding_sql.WITHIN, {"at": at})
    if cursor.rowcount:
        cursor.execute("ANALYZE within")
        cursor.execute(deciding_sql.BELOW)
        cursor.execute(deciding_sql.DECIDE_BELOW)
        cursor.execute("DROP TABLE below")
    cursor.execute("DROP TABLE within")
    cursor.execute(deciding_sql.KEEP_CLOSING)


def _store(cursor: Any, at: datetime) -> int:
    stored = _run(cursor, sql.CHANGE_EXPOSURES, at) + _run(cursor, sql.ADD_EXPOSURES, at)
    if stored > MANY:
        _analyze(cursor, "exposure")
    cursor.execute("DROP TABLE hit, found")
    return stored


def _analyze(cursor: Any, *tables: str) -> None:
    """Tell the planner of what was written, where the server lets a role do so that owns nothing."""
    if cursor.connection.info.server_version >= MAINTAINED:
        cursor.execute(f"ANALYZE {', '.join(f'vulnerabilities_{table}' for table in tables)}")


def _run(cursor: Any, statement: str, at: datetime) -> int:
    cursor.execute(statement, {"at": at})
    return int(cursor.rowcount)


def _root(cursor: Any) -> str:
    """Of the digests of all exposures that moved, in their own order."""
    cursor.execute(sql.DIGESTS)
    return rows_root(digests_in(cursor.fetchone()[0])).hex()


def _index(cursor: Any) -> None:
    """Give each new kind of assets its names, and each version its keys."""
    cursor.execute(sql.FRESH_KINDS)
    cursor.execute("ANALYZE fresh")
    cursor.execute(sql.ADD_KINDS)
    many = cursor.rowcount
    aliases = known_aliases()
    of_sources: set[str] = set()
    for rows in _batches(cursor):
        names = [named for row in rows for named in _named(row, aliases)]
        of_sources.update(version for *_, purl, _ in rows for version in _told(purl).values())
        cursor.execute(sql.ADD_NAMES, [list(column) for column in zip(*names, strict=True)])
    cursor.execute(sql.FRESH_VERSIONS, [list(of_sources)])
    versions = [
        (text, scheme.value, key)
        for (text,) in cursor.fetchall()
        for scheme in Scheme
        if (key := version_key(text, scheme)) is not None
    ]
    if versions:
        cursor.execute(sql.ADD_VERSIONS, [list(column) for column in zip(*versions, strict=True)])
    cursor.execute(sql.ADD_ASSETS)
    cursor.execute(sql.ADD_SUBJECTS)
    for statement in sql.FORGET_GONE:
        cursor.execute(statement)
    if many > MANY:
        _analyze(cursor, "assetkind", "kindname", "assetofkind", "versionkey")


def _told(purl: str) -> Mapping[str, str]:
    return source_versions(purl) if "upstream=" in purl else {}


def _named(row: tuple[Any, ...], aliases: Aliases) -> Iterator[tuple[int, str, str, str]]:
    """The names of a kind, each with how it was found and the version that is compared under it: of
    a source package that of the source, under the further names, too, to which its names alone lead."""
    kind, vendor, product, version, purl, cpe = row
    keys = asset_names(purl=purl, cpe=cpe, vendor=vendor, product=product)
    compared = dict(_told(purl))
    of_source = next(iter(compared.values()), version)
    if of_source != version:
        own = keys - compared.keys()
        for key in aliases.further(compared).keys() - aliases.further(own).keys() - own:
            compared[key] = of_source
    for key, via in aliases.all_of(keys):
        yield kind, key, via, compared.get(key, version)


def _batches(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    last = 0
    while True:
        cursor.execute(sql.FRESH, [last, BATCH])
        rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield rows
