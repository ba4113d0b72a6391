"""Rows as lines of COPY's text format (PostgreSQL documentation, COPY, "Text Format").

Written out, since the driver's own way is generic and takes three times as long."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

NULL = "\\N"
NO_ITEMS = "{}"
_JSON = msgspec.json.Encoder()


def line(*fields: str) -> str:
    """One row of fields that are in this format already."""
    return "\t".join(fields) + "\n"


def text(value: str) -> str:
    """A field of text."""
    if "\\" in value:
        value = value.replace("\\", "\\\\")
    if "\n" in value or "\t" in value or "\r" in value:
        value = value.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    return value


def octets(value: bytes) -> str:
    """A field of `bytea`, in hex format."""
    return f"\\\\x{value.hex()}"


def instant(value: datetime | None) -> str:
    """A field of `timestamptz`, or NULL."""
    return NULL if value is None else _JSON.encode(value)[1:-1].decode()  # seven times isoformat()


def array(items: Sequence[str]) -> str:
    """A field of `text[]`."""
    return text(array_literal(items))


def array_literal(items: Sequence[str]) -> str:
    """The items as a parameter for `text[]` ("Array Input and Output Syntax"): of many items it is
    written twenty times as fast as the driver writes a list."""
    if not items:
        return NO_ITEMS
    inside = '","'.join(items)
    if "\\" in inside or inside.count('"') != 2 * (len(items) - 1):
        inside = '","'.join([item.replace("\\", "\\\\").replace('"', '\\"') for item in items])
    return f'{{"{inside}"}}'
