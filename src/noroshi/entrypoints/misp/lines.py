"""What a search found as lines: CSV as MISP's export writes it, and plain values."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from noroshi.entrypoints.misp.door import Plain
from noroshi.formats.misp_records import Fields
from noroshi.kernel.errors import MalformedError

Answer = dict[str, Any]
COLUMNS: Final = (
    "uuid", "event_id", "category", "type", "value", "comment", "to_ids", "date",
    "object_relation", "attribute_tag", "object_uuid", "object_name", "object_meta_category",
)  # fmt: skip
OF_EVENT: Final = (
    "event_info", "event_member_org", "event_source_org", "event_distribution",
    "event_threat_level_id", "event_analysis", "event_date", "event_tag", "event_timestamp",
)  # fmt: skip
FORMATS: Final = ("json", "csv", "text", "", None)


def format_of(query: Mapping[str, Any]) -> str:
    """In what a search is to be answered. Raises: MalformedError for what is not written here."""
    wanted = query.get("returnFormat")
    if wanted not in FORMATS:
        raise MalformedError("returnFormat: json, csv and text are answered here")
    return str(wanted or "json")


def lines(query: Mapping[str, Any], found: Iterable[tuple[Answer, Answer, Answer]]) -> Plain:
    """The answer of attributes. found: each with its event, and its object or nothing."""
    if query.get("returnFormat") == "text":
        values = dict.fromkeys(one["value"] for one, _, _ in found)
        return Plain(
            "".join(f"{value}\n" for value in values).encode(), "text/plain; charset=utf-8"
        )
    columns = _columns(query)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    if query.get("headerless") not in (1, "1", True):
        written.write(",".join(columns) + "\n")
    for attribute, event, held in found:
        row = _row(attribute, event, held)
        writer.writerow([row.get(name, attribute.get(name, "")) for name in columns])
    return Plain(written.getvalue().encode(), "text/csv; charset=utf-8")


def _columns(query: Mapping[str, Any]) -> Sequence[str]:
    wanted = query.get("requested_attributes")
    if wanted:
        names = wanted if isinstance(wanted, list) else [wanted]
        known = {*COLUMNS, *OF_EVENT, "event_uuid", "first_seen", "last_seen", "timestamp"}
        if not all(isinstance(one, str) and one in known for one in names):
            raise MalformedError("requested_attributes: of the columns that CSV has")
        return names
    is_told = {
        name: query.get(name) in (1, "1", True) for name in ("includeContext", "includeEventUuid")
    }
    more = (*(("event_uuid",) if is_told["includeEventUuid"] else ()),)
    return (*COLUMNS, *(OF_EVENT if is_told["includeContext"] else ()), *more)


def _row(attribute: Answer, event: Answer, held: Answer) -> Answer:
    return {
        "to_ids": int(attribute["to_ids"]),
        "date": attribute["timestamp"],
        "attribute_tag": _tags(attribute),
        "object_uuid": held.get("uuid", ""),
        "object_name": held.get("name", ""),
        "object_meta_category": held.get("meta-category", ""),
        "event_uuid": event["uuid"],
        "event_info": event["info"],
        "event_member_org": event["Org"]["name"],
        "event_source_org": event["Orgc"]["name"],
        "event_distribution": event["distribution"],
        "event_threat_level_id": event["threat_level_id"],
        "event_analysis": event["analysis"],
        "event_date": event["date"],
        "event_tag": _tags(event),
        "event_timestamp": event["timestamp"],
        **{name: attribute.get(name) or "" for name in ("comment", "object_relation")},
    }


def _tags(one: Fields) -> str:
    return ",".join(tag["name"] for tag in one["Tag"])


def attributes_of(event: Answer) -> Iterator[tuple[Answer, Answer, Answer]]:
    """Those of an event as it is shown, as `lines` takes them."""
    for one in event["Attribute"]:
        yield one, event, {}
    for held in event["Object"]:
        for one in held["Attribute"]:
            yield one, event, held
