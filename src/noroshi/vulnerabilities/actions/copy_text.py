"""Rows as lines of COPY's text format (PostgreSQL documentation, COPY, "Text Format")."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

NULL = "\\N"
NOTHING = "{}"
"""A list without items."""


def line(*values: object) -> str:
    """One row of text, numbers, instants, octets, lists of text, or None."""
    return "\t".join([_WRITERS[type(value)](value) for value in values]) + "\n"


def text(value: str) -> str:
    """One field."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    if "\n" in value or "\t" in value or "\r" in value:
        value = value.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return value


def array(items: Iterable[str]) -> str:
    """A field that is a list of text ("Array Value Input")."""
    quoted = [item.replace("\\", "\\\\").replace('"', '\\"') for item in items]
    return text('{"' + '","'.join(quoted) + '"}') if quoted else NOTHING


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    str: text,
    int: str,
    bool: {True: "t", False: "f"}.__getitem__,
    Decimal: str,
    datetime: datetime.isoformat,
    bytes: lambda value: f"\\\\x{value.hex()}",
    tuple: array,
    type(None): lambda _: NULL,
}
