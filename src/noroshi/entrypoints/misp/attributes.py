"""`/misp/attributes/…`, `/misp/objects/…`: what is in an event."""

from typing import Any

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import shapes
from noroshi.entrypoints.misp.asking import asked
from noroshi.entrypoints.misp.door import door, sent, sent_object
from noroshi.entrypoints.misp.events import codes_of, must_be_json, uncommon, whole
from noroshi.formats import misp_records
from noroshi.formats.misp_records import CARRIED, Fields, identifier
from noroshi.intelligence import misp
from noroshi.intelligence.actions import keep_misp
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, MalformedError

Answer = dict[str, Any]


def _search(request: Request) -> Any:
    query = sent_object(request)
    must_be_json(query)
    found = misp.find_attributes(asked(query, of_events=False))
    if query.get("enforceWarninglist") in (1, "1", True):
        kept = uncommon([one.fields["value"] for one in found])
        found = [one for one in found if one.fields["value"] in kept]
    codes = codes_of({one.home.organisation for one in found})
    return {"response": {"Attribute": [shapes.found_json(one, codes) for one in found]}}


def _index(_: Request) -> Any:
    found = misp.find_attributes(asked({}, of_events=False))
    codes = codes_of({one.home.organisation for one in found})
    return [shapes.found_json(one, codes) for one in found]


def _described(_: Request) -> Any:
    return {"result": misp_records.described()}


def _view(_: Request, ref: str) -> Any:
    return {"Attribute": _shown(ref)}


def _add(request: Request, ref: str, **_: str) -> Any:
    at, given = now(), sent(request)
    several = given if isinstance(given, list) else [given]
    fresh: list[Fields] = []
    errors: dict[str, Any] = {}
    for place, one in enumerate(several):
        try:
            fresh += misp_records.read_attributes({"Attribute": [one]}, at)
        except MalformedError as error:
            if not isinstance(given, list):
                raise
            errors[f"attribute_{place}"] = {"value": [error.detail]}

    def add(event: Fields) -> None:
        _refuse_known(event, fresh)
        event["Attribute"] += fresh
        _touch(event, at)

    name = misp.home_of(ref, ["event"])[0]
    if fresh:
        keep_misp.change_event(name, add, by=request.auth, at=at)
    elif errors:
        raise MalformedError("Could not add Attributes: none of them is valid")
    event = whole(misp.event_at(name))
    by_uuid = {one["uuid"]: one for one in event["Attribute"]}
    shown = [by_uuid[one["uuid"]] for one in fresh]
    answer: Answer = {"Attribute": shown if len(several) > 1 else shown[0]}
    return answer | ({"errors": errors} if errors else {})


def _refuse_known(event: Fields, fresh: list[Fields]) -> None:
    """Raises: MalformedError for an attribute that the event has already."""
    known = {
        (one["type"], one["category"], one["value"])
        for one in event["Attribute"]
        if not one["deleted"]
    }
    for one in fresh:
        if (one["type"], one["category"], one["value"]) in known:
            raise MalformedError("A similar attribute already exists for this event.")


def _touch(event: Fields, at: Any) -> None:
    event |= {"published": False, "timestamp": misp_records.stamp(at)}


def _edit(request: Request, ref: str) -> Any:
    at, given = now(), sent_object(request)

    def change(held: Fields) -> None:
        misp_records.merge_attribute(held, given, at)

    _change(request, ref, change, at)
    return {"Attribute": _shown(ref)}


def _restore(request: Request, ref: str) -> Any:
    at = now()

    def restore(held: Fields) -> None:
        held |= {"deleted": False, "timestamp": misp_records.stamp(at)}

    _change(request, ref, restore, at)
    return {"Attribute": _shown(ref)}


def _delete(request: Request, ref: str, hard: str = "") -> Any:
    at = now()
    is_hard = bool(hard.strip("/")) or bool(sent_object(request).get("hard"))
    if is_hard:
        name, event = misp.home_of(ref, ["attribute"])
        keep_misp.delete_records(event, [name], by=request.auth, at=at)
    else:
        _change(request, ref, lambda held: held.update(_gone(at)), at)
    return {"message": "Attribute deleted."}


def _gone(at: Any) -> Fields:
    return {"deleted": True, "timestamp": misp_records.stamp(at)}


def _change(request: Request, ref: str, change: Any, at: Any) -> None:
    """Change one attribute, wherever in its event it is."""
    name, event = misp.home_of(ref, ["attribute"])

    def within(fields: Fields) -> None:
        for one in misp_records.attributes(fields):
            if identifier(CARRIED["attribute"], one["uuid"]) == name:
                change(one)
                _touch(fields, at)
                return
        raise AbsentError("Invalid attribute")

    keep_misp.change_event(event, within, by=request.auth, at=at)


def _shown(ref: str) -> Answer:
    name, event = misp.event_with(ref, ["attribute"])
    shown = whole(event, deleted=True)
    for home in (shown, *shown["Object"]):
        for one in home["Attribute"]:
            if identifier(CARRIED["attribute"], one["uuid"]) == name:
                return {**one, "event_uuid": shown["uuid"]}
    raise AbsentError("Invalid attribute")


def _object_view(_: Request, ref: str) -> Any:
    return {"Object": _shown_object(ref)}


def _object_add(request: Request, ref: str, **_: str) -> Any:
    at, given = now(), sent_object(request)
    added: list[Fields] = []

    def add(event: Fields) -> None:
        added.append(misp_records.merge_object(event, given, at))
        _touch(event, at)

    name = misp.home_of(ref, ["event"])[0]
    keep_misp.change_event(name, add, by=request.auth, at=at)
    return {"Object": _shown_object(added[0]["uuid"])}


def _object_edit(request: Request, ref: str) -> Any:
    at, given = now(), sent_object(request)
    inner = given.get("Object", given)

    def edit(event: Fields) -> None:
        held = _object_in(event, name)
        misp_records.merge_object(event, {**inner, "uuid": held["uuid"]}, at)
        _touch(event, at)

    name, home = misp.home_of(ref, ["object"])
    keep_misp.change_event(home, edit, by=request.auth, at=at)
    return {"Object": _shown_object(ref)}


def _object_delete(request: Request, ref: str) -> Any:
    at = now()
    name, home = misp.home_of(ref, ["object"])
    if sent_object(request).get("hard"):
        held = _object_in(misp.event_at(home).fields, name)
        of = [identifier(CARRIED["attribute"], one["uuid"]) for one in held["Attribute"]]
        keep_misp.delete_records(home, [name, *of], by=request.auth, at=at)
        return {"saved": True, "success": True, "message": "Object deleted"}

    def delete(event: Fields) -> None:
        held = _object_in(event, name)
        for one in (held, *held["Attribute"]):
            one.update(_gone(at))
        _touch(event, at)

    keep_misp.change_event(home, delete, by=request.auth, at=at)
    return {"saved": True, "success": True, "message": "Object deleted"}


def _object_in(event: Fields, name: str) -> Fields:
    for one in event["Object"]:
        if identifier(CARRIED["object"], one["uuid"]) == name:
            found: Fields = one
            return found
    raise AbsentError("Invalid object")


def _shown_object(ref: str) -> Answer:
    name, event = misp.event_with(ref, ["object"])
    return _object_in(whole(event, deleted=True), name)


def _reference_add(request: Request) -> Any:
    at, given = now(), sent_object(request)
    given = given.get("ObjectReference", given)
    name, home = misp.home_of(str(given.get("object_uuid") or given.get("object_id")), ["object"])
    made: list[Fields] = []

    def refer(event: Fields) -> None:
        held = _object_in(event, name)
        sent_too = {
            **given,
            "referenced_uuid": given.get("referenced_uuid") or given.get("referenced_id"),
        }
        references = [*held["ObjectReference"], sent_too]
        changed = {"uuid": held["uuid"], "ObjectReference": references}
        made.append(misp_records.merge_object(event, changed, at)["ObjectReference"][-1])
        _touch(event, at)

    keep_misp.change_event(home, refer, by=request.auth, at=at)
    shown = _shown_object(name[-36:])["ObjectReference"]
    return {"ObjectReference": next(one for one in shown if one["uuid"] == made[0]["uuid"])}


search = door(POST=_search, GET=_search)
index = door(GET=_index)
described = door(GET=_described)
view = door(GET=_view)
add = door(POST=_add)
edit = door(POST=_edit, PUT=_edit)
restore = door(POST=_restore)
delete = door(POST=_delete, DELETE=_delete)
object_view = door(GET=_object_view)
object_add = door(POST=_object_add)
object_edit = door(POST=_object_edit, PUT=_object_edit)
object_delete = door(POST=_object_delete, DELETE=_object_delete)
reference_add = door(POST=_reference_add)
