"""Which forms an incident can be written on by who has one: each with an invented example on it, but the
offline form, which is empty."""

from collections.abc import Callable, Mapping
from typing import Final

from noroshi.reporting.forms.offline import write_offline
from noroshi.reporting.forms.sheets import write_sheets
from noroshi.reporting.incident import Kind, example, read_incident


def _workbook(kind: Kind) -> bytes:
    return write_sheets(read_incident(example(kind), kind.value))


TEMPLATES: Final[Mapping[str, Callable[[Kind], bytes]]] = {
    "json": example,
    "xlsx": _workbook,
    "html": write_offline,
}
