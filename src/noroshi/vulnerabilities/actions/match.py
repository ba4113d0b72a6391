"""Bring the exposures up to date: only what changed since is matched again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from noroshi.kernel.canonical import Json
from noroshi.ledger.actions.record import record
from noroshi.ledger.entries import digests_in, rows_root
from noroshi.operations.drawing import seed
from noroshi.vulnerabilities import deciding_sql
from noroshi.vulnerabilities import matching_sql as sql
from noroshi.vulnerabilities.actions.follow_aliases import follow_aliases
from noroshi.vulnerabilities.actions.name_kinds import name_kinds
from noroshi.vulnerabilities.facts import ExposuresFound

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
        follow_aliases()
        for statement in (sql.MOVED, sql.CHANGED, *sql.TABLES, *sql.TAKE):
            cursor.execute(statement, {"at": at})
        cursor.execute("ANALYZE changed; ANALYZE changed_record; ANALYZE taken")
        cursor.execute(sql.CAME)
        cursor.execute(sql.WHAT_MOVED)
        has_changed, has_moved = cursor.fetchone()
        progress("new assets")
        has_fresh = has_moved and _take_in(cursor, at)
        if not has_moved:
            cursor.execute(sql.STIRRED)  # by nothing
        if has_changed:
            progress("changed vulnerabilities")
            _find(cursor, sql.FIND_OF_CHANGED, sql.END_OF_CHANGED, at)
        if has_fresh:
            progress("findings of new kinds of assets")
            cursor.execute(sql.FRESH_NAMED)
            cursor.execute("ANALYZE named")
            _find(cursor, sql.FIND_OF_FRESH, sql.END_OF_FRESH, at)
            cursor.execute("DROP TABLE named")
        if has_changed or has_moved:
            _rule(cursor, at)
        matched = _move(cursor, at)
        if has_moved:
            cursor.execute("DROP TABLE fresh")
        cursor.execute("DROP TABLE taken, changed_record, came, stirred, shifted, ruled")
    return matched


def _take_in(cursor: Any, at: datetime) -> bool:
    """What came and went, with its names. Is anything of it of a kind that was not matched yet?"""
    for statement in sql.TAKE_IN:
        cursor.execute(statement)
    cursor.execute("ANALYZE came; ANALYZE told")
    _index(cursor, at)
    cursor.execute("ANALYZE stirred; DROP TABLE told, dropped")
    cursor.execute(sql.HAS_FRESH)
    return bool(cursor.fetchone()[0])


def _find(cursor: Any, find: str, end: str, at: datetime) -> None:
    """Find what has what; store the findings that are new or other, and end those that are no more."""
    for statement in (sql.HASHING, find, sql.ANY_WAY, "ANALYZE hit"):
        cursor.execute(statement)
    cursor.execute(deciding_sql.SPOKEN_OF_HIT)
    if cursor.rowcount:
        cursor.execute("ANALYZE spoken")
        cursor.execute(deciding_sql.DECIDE, {"at": at})
        cursor.execute(deciding_sql.KEEP_CLOSING)
    many = 0
    for statement in (end, sql.CHANGE_FINDINGS, sql.ADD_FINDINGS):
        cursor.execute(statement, {"at": at})
        many += cursor.rowcount
    _analyze(cursor, many, "finding")
    cursor.execute("DROP TABLE spoken, hit")


def _rule(cursor: Any, at: datetime) -> None:
    """Of each asset what statements say of it that hold within a product."""
    cursor.execute(deciding_sql.SCOPE)
    if cursor.rowcount:
        cursor.execute("ANALYZE scope")
        cursor.execute(deciding_sql.SPOKEN_OF_SCOPE)
        cursor.execute(deciding_sql.WITHIN, {"at": at})
        cursor.execute("ANALYZE spoken; ANALYZE within")
        cursor.execute(deciding_sql.BELOW)
        cursor.execute(deciding_sql.RULE, {"at": at})
        cursor.execute("DROP TABLE below, within, spoken")
    else:
        cursor.execute(deciding_sql.NO_RULE)
    cursor.execute(deciding_sql.DROP_RULINGS)
    cursor.execute(deciding_sql.STORE_RULINGS, {"at": at})
    cursor.execute("DROP TABLE scope, ruling")


def _move(cursor: Any, at: datetime) -> Matched:
    """Leave whose exposures moved, and enter it in the log."""
    cursor.execute("ANALYZE shifted")
    cursor.execute(sql.MOVE, {"at": at})
    cursor.execute(sql.COUNTS)
    matched = Matched(*cursor.fetchone())
    if matched.found or matched.ended:
        cursor.execute(sql.DIGESTS)
        root = rows_root(digests_in(cursor.fetchone()[0])).hex()
        detail: Json = {"found": matched.found, "ended": matched.ended, "root": root}
        record(ExposuresFound("exposures", None, detail), by=None, at=at)
    return matched


def _analyze(cursor: Any, many: int, *tables: str) -> None:
    """Tell the planner of what was written, if that is much beside what was there, and where the
    server lets a role do so that owns nothing."""
    if cursor.connection.info.server_version >= MAINTAINED:
        names = [f"vulnerabilities_{table}" for table in tables]
        cursor.execute(sql.GROWN, {"many": many, "tables": names})
        if grown := [name for (name,) in cursor.fetchall()]:
            cursor.execute(f"ANALYZE {', '.join(grown)}")


def _index(cursor: Any, at: datetime) -> None:
    """Give each asset its kind, and each new kind its names and the keys of its version."""
    cursor.execute(sql.FRESH_KINDS, {"seed": seed()})
    cursor.execute("ANALYZE fresh")
    cursor.execute(sql.ADD_KINDS)
    many = cursor.rowcount

    def add_assets() -> None:
        nonlocal many
        cursor.execute(sql.STIRRED)
        cursor.execute(sql.COME_BACK, {"at": at})
        cursor.execute(sql.ADD_ASSETS, {"at": at})
        many += cursor.rowcount

    name_kinds(cursor, meanwhile=add_assets)
    cursor.execute(sql.ADD_SUBJECTS)
    cursor.execute(sql.TAKE_OUT, {"at": at})
    cursor.execute(sql.FORGET)
    _analyze(cursor, many, "assetkind", "kindname", "assetofkind", "versionkey")
