"""`/misp/tags/…`, `/misp/sightings/…`: what is said of records."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import shapes
from noroshi.entrypoints.misp.asking import sightings_asked
from noroshi.entrypoints.misp.door import door, sent, sent_object
from noroshi.entrypoints.misp.events import YES, codes_of
from noroshi.formats import misp_records
from noroshi.formats.misp_records import CARRIED, Fields, Part, identifier
from noroshi.intelligence import misp
from noroshi.intelligence.actions import keep_misp
from noroshi.intelligence.misp import Asked, Event, Wanted
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, MalformedError, RefusedError

Answer = dict[str, Any]
TAGGED = ("event", "attribute")
MOST_SIGHTED = 1000
UNKNOWN = "Invalid Tag."


def _tags(pattern: str) -> list[Answer]:
    return [
        {
            "id": shapes.tag_id(name),
            "name": name,
            "colour": colour,
            "exportable": True,
            "hide_tag": False,
            "count": events,
            "attribute_count": attributes,
        }
        for name, colour, events, attributes in misp.tags(pattern)
    ]


def _index(_: Request, **__: str) -> Any:
    return {"Tag": _tags("%")}


def _view(_: Request, ref: str) -> Any:
    for one in _tags("%"):
        if one["id"] == ref:
            return one
    raise AbsentError(UNKNOWN)


def _search(request: Request) -> Any:
    asked_for = str(sent_object(request).get("tagname") or "%")[:1000].replace("\0", "")
    pattern = asked_for.replace("\\", "\\\\").replace("_", "\\_")
    return [{"Tag": one} for one in _tags(pattern)]


def _attach(request: Request) -> Any:
    given = sent_object(request)
    tag = {
        "name": str(given.get("tag") or ""),
        "local": given.get("local") or False,
        "relationship_type": given.get("relationship_type"),
    }
    what = _tagged(request, given, tag)
    scope = "Local" if tag["local"] else "Global"
    message = f"{scope} tag {tag['name']} successfully attached to {what}."
    return {"saved": True, "success": message, "name": message, "message": message}


def _remove(request: Request) -> Any:
    given = sent_object(request)
    name = str(given.get("tag") or "")
    what = _tagged(request, given, {"name": name, "deleted": True})
    message = f"Tag {name} successfully removed from {what}."
    return {"saved": True, "success": message, "name": message, "message": message}


def _tagged(request: Request, given: Answer, tag: Fields) -> str:
    """Add a tag to an event or an attribute of one's own, or take it off; to or of what.

    A local tag is no change to what is published."""
    at = now()
    name, home = misp.home_of(str(given.get("uuid")), TAGGED)

    def change(event: Fields) -> None:
        (one,) = [
            each
            for kind, each in _taggable(event)
            if identifier(CARRIED[kind], each["uuid"]) == name
        ]
        known = [held for held in one["Tag"] if held["name"] == tag["name"]]
        is_local = bool(tag.get("local") or any(held["local"] for held in known))
        merge = misp_records.merge if name == home else misp_records.merge_attribute
        kept = {"timestamp": one["timestamp"]} if is_local else {}
        merge(one, {"Tag": [] if known and "deleted" not in tag else [tag], **kept}, at)
        if not is_local:
            event |= {"published": False, "timestamp": misp_records.stamp(at)}

    keep_misp.change_event(home, change, by=request.auth, at=at)
    return f"{'Event' if name == home else 'Attribute'}({misp_records.number(name)})"


def _taggable(event: Fields) -> Iterator[tuple[str, Fields]]:
    yield "event", event
    for one in misp_records.attributes(event):
        yield "attribute", one


def _sight(request: Request, ref: str = "") -> Any:
    """Of an attribute by its UUID or number, or of all that have a value."""
    at, given = now(), sent(request)
    several = given if isinstance(given, list) else [given]
    parts = [part for one in several[:MOST_SIGHTED] for part in _sighted(one, ref, at)]
    if not parts:
        raise AbsentError("Could not add the Sighting. Reason: No valid attributes found.")
    keep_misp.sight(parts, by=request.auth, at=at)
    _, event = misp.event_with(parts[0].within[-36:], ["attribute"])
    (first,) = [one for one in _sightings(event) if one["uuid"] == parts[0].fields["uuid"]]
    return {"Sighting": first}


def _sighted(one: Any, ref: str, at: datetime) -> list[Part]:
    given = dict(misp_records.mapping(one, "Sighting"))
    ref = ref or str(given.get("uuid") or given.get("id") or "")
    names = [misp.home_of(ref, ["attribute"])[0]] if ref else _with_values(given)
    fields = misp_records.read_sighting({**given, "uuid": None}, at)
    return [Part("sighting", {**fields, "uuid": str(uuid4())}, name) for name in names]


def _with_values(given: Answer) -> list[str]:
    values = given.get("values") or [given.get("value")]
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise MalformedError("values: a list of texts")
    patterns = [one.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for one in values]
    filters = {"value": Wanted(patterns), "deleted": Wanted([False])}
    found = misp.find_attributes(Asked(filters, size=MOST_SIGHTED))
    return [one.id for one in found]


def _sightings(event: Event) -> list[Answer]:
    codes = codes_of(set(event.sighted_by.values()))
    event_id = str(misp_records.number(event.home.event))
    return [
        shapes.sighting_json(
            seen,
            str(misp_records.number(identifier(CARRIED["attribute"], one["uuid"]))),
            event_id,
            shapes.organisation_json(event.sighted_by[seen["uuid"]], codes),
        )
        for one in misp_records.attributes(event.fields)
        for seen in one["Sighting"]
    ]


def _listed(request: Request) -> Any:
    given = sent_object(request)
    return _seen(given, str(given.get("context") or ""))


def _found(request: Request, context: str = "") -> Any:
    return {"response": [{"Sighting": one} for one in _seen(sent_object(request), context)]}


def _seen(query: Answer, context: str) -> list[Answer]:
    """Sightings, of an event or an attribute where one is named, with both where they are asked for."""
    within = {}
    if context:
        if context not in TAGGED:
            raise MalformedError("context: event or attribute")
        name, _ = misp.home_of(str(query.get("id")), [context])
        within = {f"{context}s": Wanted([name])}
    found = misp.find_sightings(sightings_asked(query, within=within))
    codes = codes_of(
        {of for one in found for of in (one.organisation, one.attribute.home.organisation)}
    )
    shown = []
    for one in found:
        attribute = shapes.found_json(one.attribute, codes)
        owner = shapes.organisation_json(one.organisation, codes)
        told = shapes.sighting_json(one.fields, attribute["id"], attribute["event_id"], owner)
        if query.get("includeEvent") in YES:
            of = one.attribute.home.organisation
            told["Event"] = shapes.meta_json(one.attribute.event, of, codes)
        if query.get("includeAttribute") in YES:
            told["Attribute"] = attribute
        shown.append(told)
    return shown


def _delete(request: Request, ref: str) -> Any:
    name = misp.home_of(ref, ["sighting"])[0]
    if not keep_misp.delete_sighting(name, by=request.auth, at=now()):
        raise RefusedError(keep_misp.NOT_YOURS)
    return {"saved": True, "success": True, "message": "Sighting successfully deleted."}


index = door(GET=_index)
view = door(GET=_view)
search = door(POST=_search)
attach = door(POST=_attach)
remove = door(POST=_remove)
sight = door(POST=_sight)
listed = door(POST=_listed)
found = door(POST=_found)
delete_sighting = door(POST=_delete, DELETE=_delete)
