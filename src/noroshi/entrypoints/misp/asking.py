"""What a search of MISP's asks for: filters, each with values that are wanted, or not, and a page."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from noroshi.entrypoints.misp.shapes import organisation_uuid
from noroshi.formats.misp_records import CARRIED, EVENT, number
from noroshi.intelligence.misp import MOST, ORDERS, Asked, Wanted, references
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.parties import queries as parties

MOST_VALUES: Final = 1000
LONGEST: Final = 10_000
SPAN: Final = re.compile(r"([0-9]{1,6})([smhdw])", re.ASCII)
UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
TRUE: Final = (True, 1, "1", "true")
FALSE: Final = (False, 0, "0", "false")
# What narrows nothing.
EMPTY: Final[Sequence[Any]] = (None, "", [], {}, False, 0, "0")

Filters = dict[str, Wanted]
Read = Callable[[Any], Filters]
Query = Mapping[str, Any]


def asked(query: Query, *, of_events: bool, usual_size: int = MOST) -> Asked:
    """The search that a query is. of_events: whether it is for events, or for attributes.

    Raises: MalformedError for a filter that is not known here, and for what cannot be meant."""
    readers = {**READERS, **(OF_EVENTS if of_events else OF_ATTRIBUTES)}
    if query.get("searchall") in TRUE:  # a flag: what is asked of the value may stand anywhere
        query = {**query, "searchall": query.get("value"), "value": None}
    filters: Filters = {}
    for name, given in query.items():
        if given in EMPTY and name not in ("published", "to_ids", "deleted"):
            continue
        if name in (*IGNORED, *ORDER) or given is None:
            continue
        read = readers.get(name)
        if read is None:
            raise MalformedError(f"{name[:100]}: there is no such filter here")
        filters |= read(given)
    if "deleted" not in query or query["deleted"] is None:
        filters |= {} if of_events else {"deleted": Wanted([False])}
    size = _number(query.get("limit") or usual_size, "limit")
    page = _number(query.get("page") or 1, "page")
    size = min(max(size, 1), MOST)
    order, is_descending = _order(query, of_events=of_events)
    return Asked(filters, (max(page, 1) - 1) * size, size, order, is_descending)


def _order(query: Query, *, of_events: bool) -> tuple[str, bool]:
    """`sort` and `direction` as the index has them, or `order` as `timestamp desc`."""
    said = str(query.get("sort") or query.get("order") or "").lower().split()
    if not said:
        return "", False
    name = said[0].rpartition(".")[2]
    if name not in ORDERS["events" if of_events else "attributes"] or len(said) > 2:
        raise MalformedError("order: there is no such order here")
    direction = str(query.get("direction") or "").lower()
    return name, "desc" in (said[-1], direction) or query.get("desc") in TRUE


def sightings_asked(query: Query, *, within: Filters) -> Asked:
    """The search for sightings that a query is. within: of which event or attribute.

    Raises: MalformedError."""
    filters = dict(within)
    for name, read in OF_SIGHTINGS.items():
        if (given := query.get(name)) not in EMPTY or (name == "type" and given in (0, "0")):
            filters |= read(given)
    size = min(_number(query.get("limit") or MOST, "limit"), MOST)
    return Asked(filters, (max(_number(query.get("page") or 1, "page"), 1) - 1) * size, size)


def leaves_out(asked_for: Asked) -> Callable[[str], bool]:
    """Which tags a search for events refuses, of attributes too."""
    wanted = asked_for.filters.get("tags", Wanted())
    patterns = [_like(str(one)) for one in wanted.none_of]
    return lambda tag: any(one.fullmatch(tag) for one in patterns)


def _like(pattern: str) -> "re.Pattern[str]":
    """A pattern of `_pattern` as an expression."""
    pieces = re.findall(r"\\(.)|(%)|(.)", pattern, re.DOTALL)
    text = "".join(".*" if any_ else re.escape(escaped or plain) for escaped, any_, plain in pieces)
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def _wanted(given: Any, *, escape: bool = True) -> Wanted:
    """Values as MISP's clients write them: one, a list, or by OR, AND and NOT; `!` before one is not.

    `%` stands for anything."""
    if isinstance(given, dict):
        parts = {str(name).upper(): _texts(value) for name, value in given.items()}
        if parts.keys() - {"OR", "AND", "NOT"}:
            raise MalformedError("a filter's parts are OR, AND and NOT")
        plain, every, never = (parts.get(name, []) for name in ("OR", "AND", "NOT"))
    else:
        found = _texts(given)
        plain = [one for one in found if not one.startswith("!")]
        every, never = [], [one[1:] for one in found if one.startswith("!")]
    if not escape:
        return Wanted(plain, every, never)
    return Wanted(*([_pattern(one) for one in values] for values in (plain, every, never)))


def _texts(given: Any) -> list[str]:
    values = given if isinstance(given, list) else [given]
    if len(values) > MOST_VALUES:
        raise MalformedError(f"a filter has {MOST_VALUES} values at most")
    texts = []
    for one in values:
        if isinstance(one, (dict, list)) or one is None:
            raise MalformedError("a filter's values are texts")
        text = str(one)
        if len(text) > LONGEST or "\0" in text:
            raise MalformedError(f"a filter's value has {LONGEST} characters at most")
        texts.append(text)
    return texts


def _pattern(text: str) -> str:
    """A pattern of LIKE in which `%` alone stands for something."""
    return text.replace("\\", "\\\\").replace("_", "\\_")


def _number(given: Any, name: str) -> int:
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise MalformedError(f"{name}: is no number")
    return int(text)


def _texts_of(name: str) -> Read:
    return lambda given: {name: _wanted(given)}


def _anything(given: Any) -> Filters:
    return {"anything": Wanted([f"%{_pattern(one).strip('%')}%" for one in _texts(given)])}


def _flag_of(name: str) -> Read:
    def read(given: Any) -> Filters:
        values = given if isinstance(given, list) else [given]
        if not values or any(
            isinstance(one, (dict, list)) or one not in (*TRUE, *FALSE) for one in values
        ):
            raise MalformedError(f"{name}: is neither 0 nor 1")
        return {name: Wanted([one in TRUE for one in values])}

    return read


def _organisations(given: Any) -> Filters:
    wanted = _wanted(given, escape=False)
    every = (*wanted.any_of, *wanted.all_of, *wanted.none_of)
    known = _organisations_named(every)

    def both(values: Iterable[str]) -> list[str]:
        return [
            text for one in values for text in (known.get(one.lower(), one.lower()), _pattern(one))
        ]

    return {"org": Wanted(both((*wanted.any_of, *wanted.all_of)), (), both(wanted.none_of))}


def _organisations_named(asked_for: Iterable[str]) -> dict[str, str]:
    """Those of a code or a number, by it."""
    wanted = {one.lower() for one in asked_for}
    named = (
        (name, str(one.id))
        for one in parties.organisations()
        for name in (one.code.lower(), str(number(str(one.id))), organisation_uuid(one.id))
    )
    return {name: identifier for name, identifier in named if name in wanted}


def _organisations_said(given: Any) -> Filters:
    texts = _texts(given)
    known = _organisations_named(texts)
    return {"sighting_org": Wanted([known.get(one.lower(), one.lower()) for one in texts])}


def _named(name: str, kinds: Iterable[str]) -> Read:
    """Records by their UUIDs or numbers."""

    def read(given: Any) -> Filters:
        wanted = _wanted(given, escape=False)
        return {
            name: Wanted(*(_ids(values, kinds) for values in (wanted.any_of, (), wanted.none_of)))
        }

    return read


def _ids(values: Iterable[Any], kinds: Iterable[str]) -> list[str]:
    found = [name for one in values for part in references(str(one), kinds) for name in part]
    return found or (["none"] if list(values) else [])


def _since(low: str, high: str, *, of: Callable[[Any], Any]) -> Read:
    """From an instant on, or between two."""

    def read(given: Any) -> Filters:
        ends = given if isinstance(given, list) else [given]
        if not 1 <= len(ends) <= 2:
            raise MalformedError("an instant, or two between which it is")
        return {
            name: Wanted([of(end)]) for name, end in zip((low, high), ends, strict=False) if end
        }

    return read


def _epoch(given: Any) -> int:
    """Seconds since 1970, of such, of a span before now as in `5d`, or of a day."""
    text = str(given)
    if text.isascii() and text.isdigit() and len(text) < 12:
        return int(text)
    if span := SPAN.fullmatch(text):
        return int(now().timestamp() - timedelta(**{UNITS[span[2]]: int(span[1])}).total_seconds())
    try:
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        pass
    try:
        return int(float(text))
    except (ValueError, OverflowError) as error:
        raise MalformedError("an instant: seconds since 1970, a span as in 5d, or a day") from error


def _day(given: Any) -> str:
    text = str(given)
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        pass
    try:
        return datetime.fromtimestamp(_epoch(given), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedError("from, to: a day") from error


READERS: Final[Mapping[str, Read]] = {
    "value": _texts_of("value"),
    "type": _texts_of("type"),
    "category": _texts_of("category"),
    "tags": _texts_of("tags"),
    "tag": _texts_of("tags"),
    "event_tags": _texts_of("event_tags"),
    "eventinfo": _texts_of("info"),
    "object_name": _texts_of("object_name"),
    "object_relation": _texts_of("relation"),
    "comment": _texts_of("comment"),
    "threat_level_id": _texts_of("threat_level"),
    "threatlevel": _texts_of("threat_level"),
    "analysis": _texts_of("analysis"),
    "distribution": _texts_of("distribution"),
    "org": _organisations,
    "published": _flag_of("published"),
    "to_ids": _flag_of("to_ids"),
    "deleted": _flag_of("deleted"),
    "eventid": _named("events", [EVENT]),
    "eventids": _named("events", [EVENT]),
    "event_id": _named("events", [EVENT]),
    "uuid": _named("uuid", [EVENT, CARRIED["attribute"]]),
    "from": _since("date_from", "", of=_day),
    "datefrom": _since("date_from", "", of=_day),
    "to": _since("date_to", "", of=_day),
    "dateuntil": _since("date_to", "", of=_day),
    "publish_timestamp": _since("publish_from", "publish_to", of=_epoch),
    "last": _since("publish_from", "publish_to", of=_epoch),
    "event_timestamp": _since("event_from", "event_to", of=_epoch),
    "quickFilter": _anything,
    "searchall": _anything,
    "all": _anything,
}
OF_EVENTS: Final[Mapping[str, Read]] = {
    "timestamp": _since("event_from", "event_to", of=_epoch),
    "attribute": _texts_of("value"),
}
OF_ATTRIBUTES: Final[Mapping[str, Read]] = {
    "timestamp": _since("attribute_from", "attribute_to", of=_epoch),
    "attribute_timestamp": _since("attribute_from", "attribute_to", of=_epoch),
    "id": _named("attributes", [CARRIED["attribute"]]),
}
OF_SIGHTINGS: Final[Mapping[str, Read]] = {
    "type": lambda given: {"sighting_type": Wanted(_texts(given))},
    "source": _texts_of("source"),
    "org_id": _organisations_said,
    "org": _organisations_said,
    "from": _since("seen_from", "", of=_epoch),
    "to": _since("seen_to", "", of=_epoch),
    "last": _since("seen_from", "seen_to", of=_epoch),
}
ORDER: Final = ("sort", "order", "direction", "desc")
# What says how to answer, not what is wanted.
IGNORED: Final = frozenset(
    {
        "returnFormat", "page", "limit", "metadata", "enforceWarninglist", "withAttachments",
        "includeEventUuid", "includeEventTags", "includeContext", "includeSightings",
        "includeAllTags", "includeFullModel", "headerless", "requested_attributes", "minimal", "sgReferenceOnly", "includeCorrelations", "includeDecayScore",
    }
)  # fmt: skip
