"""The fields of MISP's records, as MISP itself writes them: read again, they are the same."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import uuid4

from noroshi.formats.misp_records.kinds import categories_of, described
from noroshi.kernel.errors import MalformedError

LONGEST_TEXT: Final = 1 << 20
LONGEST_VALUE: Final = 1 << 16
LONGEST_NAME: Final = 1000
MOST_TAGS: Final = 500
MOST_LISTED: Final = 2000
UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
DIGITS: Final = re.compile(r"[0-9]{1,11}", re.ASCII)
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
NO_COLOUR: Final = "#0088cc"
INHERIT: Final = "5"
TRUE: Final = (True, 1, "1", "true")
FALSE: Final = (False, 0, "0", "false", "", None)

Fields = dict[str, Any]
Sent = Mapping[str, Any]


def read_event(sent: Any, at: datetime) -> Fields:
    """An event's own fields, without what is in it. at: for what it does not date.

    Raises: MalformedError, whose detail begins with the field."""
    one = mapping(sent, "Event")
    info = _text(one, "info", longest=LONGEST_VALUE)
    if not info:
        raise MalformedError("info: Info cannot be empty.")
    return {
        "uuid": _uuid(one),
        "info": info,
        "date": _day(one, at),
        "threat_level_id": _choice(one, "threat_level_id", "1234", "4"),
        "analysis": _choice(one, "analysis", "012", "0"),
        "distribution": _choice(one, "distribution", "01234", "0"),
        "sharing_group_id": _digits(one, "sharing_group_id", "0"),
        "published": _flag(one, "published"),
        "timestamp": _stamp(one, at),
        "publish_timestamp": _digits(one, "publish_timestamp", "0"),
        "extends_uuid": _uuid(one, "extends_uuid") if one.get("extends_uuid") else "",
        "Tag": tags(one),
        "Galaxy": _dicts(one, "Galaxy"),
        "EventReport": _dicts(one, "EventReport"),
        **_maker(one),
    }


def read_attribute(sent: Any, at: datetime) -> Fields:
    """An attribute's own fields. Raises: MalformedError, as `read_event`."""
    one = mapping(sent, "Attribute")
    kind = _text(one, "type")
    usual = described()["sane_defaults"].get(kind)
    if usual is None:
        raise MalformedError("type: Options depend on the selected category.")
    category = _text(one, "category") or usual["default_category"]
    if category not in categories_of(kind):
        raise MalformedError(f"category: {category[:100]} has no {kind}.")
    value = str(one.get("value") if one.get("value") is not None else "").strip()
    if not value or len(value) > LONGEST_VALUE:
        raise MalformedError("value: Value not provided, or too long.")
    return {
        **_common(one, at),
        "type": kind,
        "category": category,
        "value": _clean("value", value),
        "to_ids": _flag(one, "to_ids", usual=bool(usual["to_ids"])),
        "disable_correlation": _flag(one, "disable_correlation"),
        "object_relation": _text(one, "object_relation") or None,
        "Tag": tags(one),
        "Galaxy": _dicts(one, "Galaxy"),
        **({"data": _text(one, "data", longest=16 << 20)} if one.get("data") else {}),
    }


def read_object(sent: Any, at: datetime) -> Fields:
    """An object's own fields. Raises: MalformedError, as `read_event`."""
    one = mapping(sent, "Object")
    name = _text(one, "name")
    if not name:
        raise MalformedError("name: Object name cannot be empty.")
    return {
        **_common(one, at),
        "name": name,
        "meta-category": _text(one, "meta-category"),
        "description": _text(one, "description", longest=LONGEST_VALUE),
        "template_uuid": _text(one, "template_uuid"),
        "template_version": _text(one, "template_version"),
        "ObjectReference": [_reference(each, at) for each in _dicts(one, "ObjectReference")],
    }


def read_sighting(sent: Any, at: datetime) -> Fields:
    """A sighting's own fields. type: `0` seen, `1` a false positive, `2` expired.

    Raises: MalformedError, as `read_event`."""
    one = mapping(sent, "Sighting")
    usual = str(one.get("timestamp") or "")
    return {
        "uuid": _uuid(one),
        "type": _choice(one, "type", "012", "0"),
        "source": _text(one, "source"),
        "date_sighting": _digits(
            one, "date_sighting", usual if DIGITS.fullmatch(usual) else stamp(at)
        ),
    }


def _reference(sent: Sent, at: datetime) -> Fields:
    referenced = _uuid(sent, "referenced_uuid")
    return {
        "uuid": _uuid(sent),
        "referenced_uuid": referenced,
        "relationship_type": _text(sent, "relationship_type"),
        "comment": _text(sent, "comment", longest=LONGEST_VALUE),
        "timestamp": _stamp(sent, at),
        "deleted": _flag(sent, "deleted"),
    }


def _common(one: Sent, at: datetime) -> Fields:
    """What attributes and objects both have."""
    return {
        "uuid": _uuid(one),
        "comment": _text(one, "comment", longest=LONGEST_VALUE),
        "distribution": _choice(one, "distribution", "012345", INHERIT),
        "sharing_group_id": _digits(one, "sharing_group_id", "0"),
        "timestamp": _stamp(one, at),
        "deleted": _flag(one, "deleted"),
        "first_seen": _text(one, "first_seen") or None,
        "last_seen": _text(one, "last_seen") or None,
    }


def tags(one: Sent) -> list[Fields]:
    """The tags of a record, each once. Raises: MalformedError."""
    found: dict[str, Fields] = {}
    for sent in _dicts(one, "Tag", most=MOST_TAGS):
        name = _text(sent, "name").strip()
        if not name:
            raise MalformedError("Tag: a tag has a name.")
        if sent.get("deleted") in TRUE:
            continue
        colour = _text(sent, "colour")
        found[name] = {
            "name": name,
            "colour": colour if COLOUR.fullmatch(colour) else NO_COLOUR,
            "local": _flag(sent, "local"),
            "relationship_type": _text(sent, "relationship_type") or None,
        }
    return list(found.values())


def stamp(at: datetime) -> str:
    """An instant as MISP writes it: seconds since 1970."""
    return str(int(at.timestamp()))


def listed(one: Sent, name: str) -> list[Any]:
    """A member that is a list, or is not there. Raises: MalformedError for another."""
    given = one.get(name)
    if given is None or given == {}:
        return []
    if not isinstance(given, list):
        raise MalformedError(f"{name}: is no list")
    return given


def mapping(given: Any, name: str) -> Sent:
    """A JSON object, also under its name. Raises: MalformedError."""
    one = given.get(name, given) if isinstance(given, dict) else given
    if not isinstance(one, dict):
        raise MalformedError(f"{name}: is no JSON object")
    return one


def _dicts(one: Sent, name: str, *, most: int = MOST_LISTED) -> list[Fields]:
    found = listed(one, name)
    if len(found) > most or not all(isinstance(each, dict) for each in found):
        raise MalformedError(f"{name}: at most {most} JSON objects")
    return found


def _maker(one: Sent) -> Fields:
    """Who made the event, where another says it than lays it down."""
    sent = one.get("Orgc")
    if not isinstance(sent, dict):
        return {}
    return {"Orgc": {"name": _text(sent, "name"), "uuid": _text(sent, "uuid")}}


def _text(one: Sent, name: str, *, longest: int = LONGEST_NAME) -> str:
    given = one.get(name)
    if given is None or isinstance(given, (dict, list, bool)):
        return ""
    text = str(given)
    if len(text) > longest:
        raise MalformedError(f"{name}: longer than {longest} characters")
    return _clean(name, text)


def _clean(name: str, text: str) -> str:
    if "\0" in text:
        raise MalformedError(f"{name}: U+0000 is in no text")
    return text


def _flag(one: Sent, name: str, *, usual: bool = False) -> bool:
    given = one.get(name, usual)
    if isinstance(given, (dict, list)) or given not in (*TRUE, *FALSE):
        raise MalformedError(f"{name}: is neither true nor false")
    return given in TRUE


def _choice(one: Sent, name: str, choices: str, usual: str) -> str:
    given = one.get(name)
    text = usual if given is None or given == "" else str(given)
    if len(text) != 1 or text not in choices:
        raise MalformedError(f"{name}: one of {', '.join(choices)}")
    return text


def _digits(one: Sent, name: str, usual: str) -> str:
    given = str(one.get(name) or usual)
    if not DIGITS.fullmatch(given):
        raise MalformedError(f"{name}: is no number")
    return given


def _stamp(one: Sent, at: datetime) -> str:
    found = _digits(one, "timestamp", "0")
    return stamp(at) if found == "0" else found


def _uuid(one: Sent, name: str = "uuid") -> str:
    given = str(one.get(name) or uuid4()).lower()
    if not UUID.fullmatch(given):
        raise MalformedError(f"{name}: Please provide a valid UUID")
    return given


def _day(one: Sent, at: datetime) -> str:
    given = one.get("date")
    if not given:
        return f"{at.astimezone(UTC):%Y-%m-%d}"
    try:
        return date.fromisoformat(str(given)[:10]).isoformat()
    except ValueError as error:
        raise MalformedError("date: there is no such day") from error


READERS: Final[Mapping[str, Callable[[Any, datetime], Fields]]] = {
    "event": read_event,
    "attribute": read_attribute,
    "object": read_object,
    "sighting": read_sighting,
}
