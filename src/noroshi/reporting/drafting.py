"""A draft's fields as they are typed, and the incident that they make. Pure.

A field is named by its path on the common form, `when.aware`; of an entry of a list by the entry's
key, `systems.0192….name`. Times are of Japan, as `2026-11-02T09:30`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from noroshi.kernel.errors import Location, MalformedError
from noroshi.reporting.forms.fields import Field, common_form, value_at
from noroshi.reporting.forms.filled import value_of
from noroshi.reporting.forms.steps import Step, lists, singles, wizard
from noroshi.reporting.forms.texts import JAPAN
from noroshi.reporting.incident import (
    FIRST_YEAR,
    LAST_YEAR,
    Contact,
    Incident,
    Kind,
    When,
)
from noroshi.reporting.merging import EMPTY, Fields, Value, plain

ENTRY: Final = re.compile(r"([a-z_]+)\.([0-9a-f]{1,32})\.([a-z_]+)")
ON: Final = "on"
LONGEST: Final = {"line": 300, "text": 20_000}
LONGEST_LINES: Final = 100_000
MOST_ENTRIES: Final = 150  # as many as a page can hold
NEEDED: Final = "this is needed"
LAST: Final = ("stage", "regimes")


@dataclass(frozen=True, slots=True)
class Stated:
    """What the fields say. plain: the incident as far as it can be read; problems: by the field's
    name; places: which field made a member, `contacts[0].email`."""

    plain: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def field_of(name: str) -> Field | None:
    """What stands in a field, None for what is none."""
    if name in singles():
        return singles()[name][1]
    entry = ENTRY.fullmatch(name)
    section = lists().get(entry[1]) if entry else None
    if entry is None or section is None:
        return None
    return next((one for one in section.fields if one.path == entry[3]), None)


def check_typed(fields: Mapping[str, Value]) -> None:
    """Each names a field and is of its shape. Raises: MalformedError."""
    for name, value in fields.items():
        one = field_of(name)
        if one is None:
            raise MalformedError(f"there is no field {name[:100]!r}")
        if value not in EMPTY and isinstance(value, list) != (one.type == "choices"):
            raise MalformedError(f"{name}: a list for several choices, else a text")


def path_of(name: str) -> str:
    """Its path on the form, `systems.name`."""
    return ENTRY.sub(r"\1.\3", name)


def keys_of(fields: Mapping[str, Value], many: str) -> list[str]:
    """The entries of a list, in the order in which they were begun."""
    found = {entry[2] for name in fields if (entry := ENTRY.fullmatch(name)) and entry[1] == many}
    return sorted(found)


def fields_of(incident: Mapping[str, Any]) -> Fields:
    """The fields that say what an incident in plain values says.

    Raises: MalformedError for more entries than a page holds."""
    found: Fields = {}
    for path, (section, one) in singles().items():
        found[path] = _typed(one, value_at(incident, path), is_lines=bool(section.many))
    for many, section in lists().items():
        entries = value_at(incident, many) or ()
        if len(entries) > MOST_ENTRIES:
            raise MalformedError(
                f"{many}: more than {MOST_ENTRIES} do not go on a page; use a file"
            )
        for number, entry in enumerate(entries):
            for one in section.fields:
                found[f"{many}.{number:04x}.{one.path}"] = _typed(one, value_at(entry, one.path))
    return {name: value for name, value in found.items() if value not in EMPTY}


def _typed(one: Field, value: Any, *, is_lines: bool = False) -> Value:
    if value in (None, False, "", (), []):
        return ""
    if is_lines:
        return "\n".join(plain(line) for line in value)
    match one.type:
        case "choices":
            return list(value)
        case "flag":
            return ON
        case "instant":
            return datetime.fromisoformat(value).astimezone(JAPAN).strftime("%Y-%m-%dT%H:%M")
        case _:
            return plain(str(value))


def stated(fields: Mapping[str, Value], kind: Kind, base: Mapping[str, Any]) -> Stated:
    """What the fields of a draft say. base: the incident that it was begun from, whose values stand
    as they were wherever the field says the same."""
    found = Stated({"kind": kind.value})
    held = fields_of(base) if base else {}
    for path, (section, _field) in singles().items():
        given = fields.get(path, "")
        if path == "kind" or given in EMPTY or section.only not in (None, kind):
            continue
        kept = value_at(base, path) if given == held.get(path) else None
        value = kept if kept is not None else _read(found, path, given, is_lines=bool(section.many))
        if value is not None:
            _put(found.plain, path, value)
            found.places[path] = path
    for many in lists():
        entries = list(_entries(found, fields, many, (held, base)))
        if entries:
            _put(found.plain, many, entries)
    _complete(found.plain, kind)
    return found


def _entries(
    found: Stated, fields: Mapping[str, Value], many: str, kept: tuple[Fields, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    held, base = kept
    before = value_at(base, many) or ()
    for count, key in enumerate(keys_of(fields, many)):
        entry: dict[str, Any] = {}
        old = before[int(key, 16)] if len(key) == 4 and int(key, 16) < len(before) else {}
        for one in lists()[many].fields:
            name = f"{many}.{key}.{one.path}"
            given = fields.get(name, "")
            found.places[f"{many}[{count}].{one.path}"] = name
            same = given not in EMPTY and given == held.get(name)
            value = value_at(old, one.path) if same else _read(found, name, given)
            if value is not None:
                entry[one.path] = value
            elif one.filled and name not in found.problems:
                found.problems[name] = NEEDED
        yield entry


def _read(found: Stated, name: str, given: Value, *, is_lines: bool = False) -> Any:
    """The member that a field makes, None for nothing; what is wrong with it is noted."""
    one = field_of(name)
    if one is None or given in EMPTY:
        return None
    if one.type == "choices" or isinstance(given, list):
        return sorted(set(given) & set(common_form().words(one)))
    if one.type == "flag":
        return True
    return _lines(found, name, given) if is_lines else _text(found, name, one, given)


def _text(found: Stated, name: str, one: Field, given: str) -> Any:
    limit = LONGEST.get(one.type)
    if limit and len(given) > limit:
        found.problems[name] = f"at most {limit} characters"
        return None
    try:
        value = value_of(one, given, Location(name)) if given.strip() else None
    except MalformedError as error:
        found.problems[name] = error.detail
        return None
    if one.type == "instant" and value and not _is_of_our_time(value):
        found.problems[name] = "a day of our time"
        return None
    return value


def _is_of_our_time(text: str) -> bool:
    return FIRST_YEAR < datetime.fromisoformat(text).year < LAST_YEAR


def _lines(found: Stated, name: str, given: str) -> list[str] | None:
    lines = [line.strip() for line in given.split("\n") if line.strip()]
    if any(len(line) > LONGEST["line"] for line in lines):
        found.problems[name] = f"at most {LONGEST['line']} characters a line"
    return lines or None


def _complete(found: dict[str, Any], kind: Kind) -> None:
    """What an empty field says: of the form's own part that nothing is known, of a service nothing."""
    for section in common_form().sections:
        if section.only == kind:
            found.setdefault(section.key, {})
    if "impact" in found:
        found["impact"].setdefault("service", "")


def missing(fields: Mapping[str, Value], stage: str) -> list[str]:
    """The fields without which nothing is filed at a stage, and that say nothing."""
    wanted = [path for path in singles() if is_needed(path, stage) and path != "kind"]
    empty = [many for many in lists() if is_needed(many, stage) and not keys_of(fields, many)]
    return [*(path for path in wanted if fields.get(path, "") in EMPTY), *empty]


def is_needed(path: str, stage: str) -> bool:
    """Whether a field is needed at a stage, or may follow. path: as path_of gives it."""
    if stage in wizard().whole and path in wizard().later:
        return True
    many, _, rest = path.partition(".")
    if many in lists():
        entry = [one for one in lists()[many].fields if one.path == rest]
        return many == "contacts" and (not rest or entry[0].filled)
    section, one = singles()[path]
    return one.filled and not section.many


def supposed(said: Stated) -> Incident | None:
    """The incident as far as it is stated, to work out what follows from it: what is not known yet
    has a dash. None while it is not known when it was noticed."""
    known = {
        "title": "—", "what": "—", "stage": "first", "regimes": ["jp-act"], **said.plain,
        "contacts": [msgspec.to_builtins(Contact("—", "—"))], "systems": [], "filed_elsewhere": [],
    }  # fmt: skip
    whole = [one for one in said.plain.get("filed_elsewhere", ()) if _is_whole(one)]
    try:
        msgspec.convert(known.get("when", {}), When)
        return msgspec.convert({**known, "filed_elsewhere": whole}, Incident)
    except msgspec.ValidationError:
        return None


def _is_whole(entry: Mapping[str, Any]) -> bool:
    return {"regime", "duty", "stage", "at"} <= entry.keys()


def names_of(step: Step, kind: Kind, fields: Mapping[str, Value]) -> list[str]:
    """The fields that a step asks now, those of entries after the others."""
    entries = [
        f"{many}.{key}.{one.path}"
        for many in step.lists
        for key in keys_of(fields, many)
        for one in lists()[many].fields
    ]
    return [*step.paths(kind), *entries]


def _put(into: dict[str, Any], path: str, value: Any) -> None:
    *parents, name = path.split(".")
    for parent in parents:
        into = into.setdefault(parent, {})
    into[name] = value
