"""`/misp/tags/…`, `/misp/sightings/…`: what is said of records."""

from typing import Any
from uuid import uuid4

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import shapes
from noroshi.entrypoints.misp.door import door, sent_object
from noroshi.entrypoints.misp.events import codes_of
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
    _tagged(request, given, tag)
    message = f"Tag {tag['name']} successfully attached."
    return {"saved": True, "success": message, "name": message, "message": message}


def _remove(request: Request) -> Any:
    given = sent_object(request)
    name = str(given.get("tag") or "")
    _tagged(request, given, {"name": name, "deleted": True})
    message = f"Tag {name} successfully removed."
    return {"saved": True, "success": message, "name": message, "message": message}


def _tagged(request: Request, given: Answer, tag: Fields) -> None:
    """Add a tag to an event or an attribute of one's own, or take it off."""
    at = now()
    name, home = misp.home_of(str(given.get("uuid")), TAGGED)

    def change(event: Fields) -> None:
        if name == home:
            misp_records.merge(event, {"Tag": [tag], "published": False}, at)
            return
        for one in misp_records.attributes(event):
            if identifier(CARRIED["attribute"], one["uuid"]) == name:
                misp_records.merge_attribute(one, {"Tag": [tag]}, at)
        event |= {"published": False, "timestamp": misp_records.stamp(at)}

    keep_misp.change_event(home, change, by=request.auth, at=at)


def _sight(request: Request, ref: str = "") -> Any:
    """Of an attribute by its UUID or number, or of all that have a value."""
    at, given = now(), sent_object(request)
    given = given.get("Sighting", given)
    ref = ref or str(given.get("uuid") or given.get("id") or "")
    names = [misp.home_of(ref, ["attribute"])[0]] if ref else _with_values(given)
    fields = misp_records.read_sighting({**given, "uuid": None}, at)
    parts = [Part("sighting", {**fields, "uuid": str(uuid4())}, name) for name in names]
    if not parts:
        raise AbsentError("Could not add the Sighting. Reason: No valid attributes found.")
    keep_misp.sight(parts, by=request.auth, at=at)
    _, event = misp.event_with(names[0][-36:], ["attribute"])
    (first,) = [one for one in _sightings(event) if one["uuid"] == parts[0].fields["uuid"]]
    return {"Sighting": first}


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


def _listed(request: Request, context: str = "") -> Any:
    given = sent_object(request)
    context = context or str(given.get("context") or "")
    if context not in TAGGED:
        raise MalformedError("context: event or attribute")
    name, event = misp.event_with(str(given.get("id")), [context])
    found = _sightings(event)
    if context == "event":
        return found
    return [one for one in found if one["attribute_id"] == str(misp_records.number(name))]


def _found(request: Request, context: str = "") -> Any:
    return {"response": [{"Sighting": one} for one in _listed(request, context)]}


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
