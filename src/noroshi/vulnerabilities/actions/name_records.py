"""Keep which vulnerability each record is of, as the names that records give come and go."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.rules import causes_of


def name_records(names: Mapping[str, Sequence[str]]) -> None:
    """Take the names that these records give now for all that they give, and name them and every
    record linked with them, before or now, anew. What they were or are of is matched again.

    Source of the rule: `rules.causes_of`."""
    if not names:
        return
    changed = list(names)
    with connection.cursor() as cursor:
        reached = _linked(cursor, changed)
        cursor.execute(sql.FORGET_ALIASES, [changed])
        cursor.execute(sql.STORE_ALIASES, _columns(names))
        reached |= _linked(cursor, changed)
        cursor.execute(sql.ALIASES, [list(reached)])
        records, causes = _columns(causes_of(dict(cursor.fetchall())))
        cursor.execute(sql.RENAME, {"records": list(reached), "named": records, "causes": causes})
        touched = [cause for (cause,) in cursor.fetchall()]
        cursor.execute(sql.STORE_NAMINGS, [records, causes])
        for statement in (sql.FORGET_UNNAMED, sql.STAND_FOR, sql.FORGET_TITLE, sql.TITLE):
            cursor.execute(statement, {"causes": touched})
        cursor.execute(sql.PENDING, [touched])


def _linked(cursor: Any, records: list[str]) -> set[str]:
    cursor.execute(sql.LINKED, [records])
    return {record for (record,) in cursor.fetchall()}


def _columns(names: Mapping[str, Any]) -> list[list[str]]:
    pairs = [(record, name) for record, own in names.items() for name in sorted(set(own))]
    return [[record for record, _ in pairs], [name for _, name in pairs]]
