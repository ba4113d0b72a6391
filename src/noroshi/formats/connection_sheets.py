"""How systems hang together, as operators list it in a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from noroshi.formats.sheets import Column, RowError, converted, one_line, read_rows, write_rows
from noroshi.kernel.errors import MalformedError

COLUMNS: Final = (
    Column("system", filled=True, longest=200),
    Column("kind", filled=True, longest=16),
    Column("to_system", longest=200),
    Column("over", longest=200),
)
# service: it is of the essential service itself, which `over` names; line: linked over a line that
# is not public, either way; records: what it produces is loaded into the other.
KINDS: Final = ("service", "line", "records")
EXAMPLES: Final = (
    ("Control centre (example)", "service", None, "Supply in the east (example)"),
    ("Maintenance gateway (example)", "line", "Control centre (example)", "leased line 1 (example)"),
    ("契約管理（例）", "records", "Control centre (example)", "毎夜の取込み（例）"),
)  # fmt: skip
CONNECTION_TEMPLATE: Final = "".join(write_rows([column.name for column in COLUMNS], EXAMPLES))
"""A sheet to fill in, of fictional systems."""


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """One connection. line: as in Row; kind: one of KINDS; to_system: empty for `service` alone."""

    line: int
    system: str
    kind: str
    to_system: str
    over: str


def read_connections(stream: BinaryIO, *, source: str) -> Iterator[ConnectionRow | RowError]:
    """Connections of a sheet with COLUMNS. Raises: MalformedError for what is no such sheet."""
    for row in read_rows(stream, source=source, columns=COLUMNS):
        if isinstance(row, RowError):
            yield row
            continue
        values, faults = converted(row, READERS)
        if faults:
            yield from faults
        elif fault := _fault(**values):
            yield RowError(row.line, "to_system", fault)
        else:
            yield ConnectionRow(line=row.line, **values)


def _fault(*, system: str, kind: str, to_system: str, **_: str) -> str:
    if kind == "service":
        return "empty where the system is of the service itself" if to_system else ""
    if not to_system:
        return "the system at the other end"
    return "another system than the first" if to_system == system else ""


def _kind(text: str) -> str:
    if text not in KINDS:
        raise MalformedError(f"one of {', '.join(KINDS)}")
    return text


READERS: Final = {"system": one_line, "kind": _kind, "to_system": one_line, "over": one_line}
