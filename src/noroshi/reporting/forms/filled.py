"""A form that comes back: the workbook of `sheets`, filled, or JSON."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from noroshi.formats.workbooks import MAGIC, Sheets, read_workbook
from noroshi.kernel.errors import Location, MalformedError
from noroshi.reporting.forms.fields import Field, Section, common_form
from noroshi.reporting.forms.sheets import FIRST_ROW, FORM, KEYS_ROW, TICK, chosen
from noroshi.reporting.forms.texts import JAPAN
from noroshi.reporting.incident import Incident, read_incident

REFERENCE: Final = re.compile(r"([A-Z]+)([0-9]+)")
MISSING: Final = re.compile(r"missing required field `(\w+)`")
COLUMNS: Final = "ABCDEFGHIJ"
TICKS: Final = frozenset(
    {TICK, "〇", "◯", "o", "O", "x", "X", "1", "true", "TRUE", "yes", "✓", "✔"}
)

Plain = dict[str, Any]
# Where each member of the incident was written, as a decoder names it and as its writer does.
Places = dict[str, str]


def read_form(octets: bytes, source: str) -> Incident:
    """An incident from a filled workbook, or from JSON.

    Raises: MalformedError with the sheet and cell, or the member."""
    if not octets.startswith(MAGIC):
        return read_incident(octets, source)
    sheets = read_workbook(octets, source)
    if FORM not in sheets:
        raise MalformedError(f"has no sheet {FORM}", at=Location(source))
    plain, places = _incident(sheets, source)
    try:
        return read_incident(json.dumps(plain).encode(), source)
    except MalformedError as error:
        member = error.at.place if error.at else ""
        if missing := MISSING.search(error.detail):
            member = f"{member}.{missing[1]}".removeprefix(".")
        place = f"{places[member]} ({member})" if member in places else member
        raise MalformedError(error.detail, at=Location(source, place)) from error


def _incident(sheets: Sheets, source: str) -> tuple[Plain, Places]:
    plain: Plain = {}
    places: Places = {}
    rows = {value: cell[1:] for cell, value in sheets[FORM].items() if cell.startswith("A")}
    for section in common_form().sections:
        if section.many:
            _put(plain, section.many, list(_entries(section, sheets, source, places)))
            continue
        for field in section.fields:
            value, row = _single(field, rows, sheets, source)
            places[field.path] = f"sheet {FORM}, cell D{row}" if row else f"sheet {FORM}"
            if value not in ("", None, []):
                _put(plain, field.path, value)
    _complete(plain)
    return plain, places


def _complete(plain: Plain) -> None:
    """What an empty cell says: of the form's own part that nothing is known, of a service nothing."""
    for section in common_form().sections:
        if section.only and section.only == plain.get("kind"):
            plain.setdefault(section.key, {})
    if "impact" in plain:
        plain["impact"].setdefault("service", "")
    for many in ("systems", "contacts"):
        if not plain.get(many):
            plain.pop(many, None)


def _single(field: Field, rows: dict[str, str], sheets: Sheets, source: str) -> tuple[Any, str]:
    form = sheets[FORM]
    if field.type != "choices":
        row = rows.get(field.path, "")
        at = Location(source, f"sheet {FORM}, cell D{row}")
        return value_of(field, form.get(f"D{row}", ""), at), row
    keys = {choice: rows.get(f"{field.path}={choice}", "") for choice in common_form().words(field)}
    ticked = [choice for choice, row in keys.items() if form.get(f"D{row}", "").strip() in TICKS]
    return ticked, next(iter(keys.values()))


def _entries(section: Section, sheets: Sheets, source: str, places: Places) -> Iterator[Any]:
    """The entries of a list's sheet, rows that are empty left out."""
    cells = sheets.get(section.key, {})
    keys = {cells.get(f"{letter}{KEYS_ROW + 1}", ""): letter for letter in COLUMNS}
    last = max((int(found[2]) for cell in cells if (found := REFERENCE.fullmatch(cell))), default=0)
    count = 0
    for row in range(FIRST_ROW + 1, last + 1):
        entry: Plain = {}
        for field in section.fields:
            cell = f"{keys.get(field.path or 'value', 'A')}{row}"
            at = Location(source, f"sheet {section.key}, cell {cell}")
            value = value_of(field, cells.get(cell, ""), at)
            member = f"{section.many}[{count}]" + (f".{field.path}" if field.path else "")
            places[member] = at.place
            if value not in ("", None):
                entry[field.path] = value
        if entry:
            count += 1
            yield entry.get("") if "" in entry else entry


def value_of(field: Field, text: str, at: Location) -> Any:
    """A cell's text as the member that it is. Raises: MalformedError."""
    if not text or field.type in ("line", "text"):
        return text
    stripped = text.strip()
    if field.type == "flag":
        return True if stripped in TICKS else None
    if field.type == "choice":
        words = common_form().words(field)
        return next((one for one in words if stripped in (one, chosen(words, one))), stripped)
    return _count(stripped, at) if field.type == "count" else _instant(stripped, at)


def _count(text: str, at: Location) -> int:
    digits = text.replace(",", "").removesuffix(".0")
    if not re.fullmatch(r"[0-9]{1,12}", digits):
        raise MalformedError("is no whole number", at=at)
    return int(digits)


def _instant(text: str, at: Location) -> str:
    """As it is written; without a zone it is Japan's time."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedError("is no date and time such as 2026-11-02 09:30", at=at) from error
    return text if instant.tzinfo else instant.replace(tzinfo=JAPAN).isoformat()


def _put(plain: Plain, path: str, value: Any) -> None:
    """Set a member by its dotted path."""
    *parents, name = path.split(".")
    for parent in parents:
        plain = plain.setdefault(parent, {})
    plain[name] = value
