"""Rows that are written with every request, by statements that the server has planned already.

`bulk_create` makes the statement anew each time, and the server plans it anew: together that takes longer
than the writing."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import Field, Model

from noroshi.operations.prepared import Prepared, execute_prepared


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one model; what the database makes of them is not read back.

    Raises: django.db.Error as `bulk_create` does."""
    if not rows:
        return
    fields = _fields(type(rows[0]))
    values = [{one.column: getattr(row, one.attname) for one in fields} for row in rows]
    execute_prepared(_statement(type(rows[0])), [orjson.dumps(values, default=_octets)])


@cache
def _fields(model: type[Model]) -> tuple["Field[Any, Any]", ...]:
    return tuple(one for one in model._meta.concrete_fields if not one.generated)  # noqa: SLF001 - the table's columns


@cache
def _statement(model: type[Model]) -> Prepared:
    """One parameter: the rows as an array of JSON."""
    table = model._meta.db_table  # noqa: SLF001
    names = ", ".join(f'"{one.column}"' for one in _fields(model))
    typed = ", ".join(f'"{one.column}" {one.db_type(connection)}' for one in _fields(model))
    text = (
        f'INSERT INTO "{table}" ({names}) SELECT {names}'
        f" FROM jsonb_to_recordset($1::text::jsonb) AS given ({typed})"
    )
    return Prepared(f"noroshi_insert_{table}".encode(), text.encode())


def _octets(value: Any) -> str:
    """As the database writes them. Raises: TypeError for what is neither octets nor JSON."""
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    raise TypeError(type(value).__name__)
