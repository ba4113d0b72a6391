"""`/misp/attributes/…`, `/misp/objects/…`: what is in an event."""

from datetime import datetime
from typing import Any, Final

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import shapes
from noroshi.entrypoints.misp.asking import asked
from noroshi.entrypoints.misp.door import door, sent, sent_object, setting
from noroshi.entrypoints.misp.events import YES, codes_of, restricted, uncommon, whole
from noroshi.entrypoints.misp.lines import attributes_of, format_of, lines
from noroshi.formats import misp_records
from noroshi.formats.misp_records import CARRIED, Fields, identifier
from noroshi.intelligence import misp
from noroshi.intelligence.actions import keep_misp
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, MalformedError

Answer = dict[str, Any]
SIMILAR: Final = ("type", "category", "value")
KNOWN: Final = "value: A similar attribute already exists for this event."
ON_A_LIST: Final = "value: it trips over a warninglist and enforceWarninglist is enforced"


def _search(request: Request) -> Any:
    query = restricted(sent_object(request))
    found = misp.find_attributes(asked(query, of_events=False))
    if query.get("enforceWarninglist") in YES:
        kept = uncommon([one.fields["value"] for one in found])
        found = [one for one in found if one.fields["value"] in kept]
    if format_of(query) != "json":
        names = {str(misp_records.number(one.id)) for one in found}
        return lines(query, (one for one in _within(found) if one[0]["id"] in names))
    codes = codes_of({one.home.organisation for one in found})
    return {"response": {"Attribute": _told(query, found, codes)}}


def _told(query: Answer, found: list[misp.Attribute], codes: Any) -> list[Answer]:
    """Attributes of a search, each with what was asked for beside."""
    told = [shapes.found_json(one, codes) for one in found]
    whole_ones = {}
    if query.get("includeSightings") in YES:
        whole_ones = {one["id"]: one for one, _, _ in _within(found)}
    for one, shown in zip(found, told, strict=True):
        if query.get("withAttachments") not in YES:
            shown.pop("data", None)
        if query.get("includeEventTags") in YES:
            tags = [shapes.tag_json(each) for each in one.event["Tag"]]
            shown["Tag"] += [{**each, "inherited": 1} for each in tags]
        if query.get("includeContext") in YES:
            shown["Event"] = shapes.meta_json(one.event, one.home.organisation, codes)
        if shown["id"] in whole_ones:
            shown["Sighting"] = whole_ones[shown["id"]]["Sighting"]
    return told


def _within(found: list[misp.Attribute]) -> list[tuple[Answer, Answer, Answer]]:
    """All attributes of the events that these are of, each with its event and its object."""
    homes = list(dict.fromkeys(one.home for one in found))
    events = (whole(one, deleted=True) for one in misp.read_events(homes))
    return [each for one in events for each in attributes_of(one)]


def _object_search(request: Request) -> Any:
    query = sent_object(request)
    if format_of(query) != "json":
        raise MalformedError("returnFormat: objects are answered in json")
    found = misp.find_objects(asked(query, of_events=False))
    names = {str(misp_records.number(name)): place for place, (name, _) in enumerate(found)}
    events = misp.read_events(list(dict.fromkeys(home for _, home in found)))
    shown = [each for one in events for each in whole(one)["Object"] if each["id"] in names]
    shown.sort(key=lambda each: names[each["id"]])
    return {"response": [{"Object": each} for each in shown]}


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
    is_updating = setting(request, "breakOnDuplicate") in ("0", "false")
    added: list[str] = []
    errors: dict[str, Any] = {}

    def add(event: Fields) -> None:
        for place, one in enumerate(several):
            try:
                added.append(_added(event, one, at, is_updating=is_updating))
            except MalformedError as error:
                if not isinstance(given, list):
                    raise
                errors[f"attribute_{place}"] = _fault(error.detail)
        if errors and not added:
            raise MalformedError("Could not add Attributes: none of them is valid")
        _touch(event, at)

    name = misp.home_of(ref, ["event"])[0]
    if several:
        keep_misp.change_event(name, add, by=request.auth, at=at)
    by_uuid = {one["uuid"]: one for one in whole(misp.event_at(name))["Attribute"]}
    shown = [by_uuid[uuid] for uuid in added]
    answer: Answer = {"Attribute": shown[0] if len(several) == 1 else shown}
    return answer | ({"errors": errors} if errors else {})


def _fault(detail: str) -> Answer:
    field, colon, reason = detail.removeprefix("Attribute/0/").partition(": ")
    return {field: [reason]} if colon else {"value": [detail]}


def _added(event: Fields, sent_one: Any, at: datetime, *, is_updating: bool) -> str:
    """The UUID of an attribute that is added to an event, or of the one like it that has the news.

    Raises: MalformedError, also for one that the event has already."""
    (fresh,) = misp_records.read_attributes({"Attribute": [sent_one]}, at)
    inner = misp_records.mapping(sent_one, "Attribute")
    if inner.get("enforceWarninglist") in YES and not uncommon([fresh["value"]]):
        raise MalformedError(ON_A_LIST)
    for held in event["Attribute"]:
        if not held["deleted"] and all(held[name] == fresh[name] for name in SIMILAR):
            if not is_updating:
                raise MalformedError(KNOWN)
            held["timestamp"] = fresh["timestamp"]
            return str(held["uuid"])
    event["Attribute"].append(fresh)
    return str(fresh["uuid"])


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
    inner = given.get("Object", given)
    is_once = setting(request, "breakOnDuplicate") in YES or (
        isinstance(inner, dict) and inner.get("breakOnDuplicate") in YES
    )
    added: list[Fields] = []

    def add(event: Fields) -> None:
        if is_once:
            _refuse_known_object(event, given, at)
        added.append(misp_records.merge_object(event, given, at))
        _touch(event, at)

    name = misp.home_of(ref, ["event"])[0]
    keep_misp.change_event(name, add, by=request.auth, at=at)
    return {"Object": _shown_object(added[0]["uuid"])}


def _refuse_known_object(event: Fields, given: Answer, at: datetime) -> None:
    """Raises: MalformedError where an object of that name holds the same already."""
    fresh = misp_records.merge_object({"Object": []}, given, at)
    for held in event["Object"]:
        if (
            not held["deleted"]
            and held["name"] == fresh["name"]
            and _held_in(held) == _held_in(fresh)
        ):
            raise MalformedError(f"Duplicate object found (id: {held['uuid']}).")


def _held_in(one: Fields) -> set[tuple[Any, ...]]:
    parts = (each for each in one["Attribute"] if not each["deleted"])
    return {tuple(each[name] for name in ("object_relation", *SIMILAR)) for each in parts}


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


def _reference_delete(request: Request, ref: str) -> Any:
    at = now()
    name, home, uuid = misp.home_of_reference(ref)

    def take_off(event: Fields) -> None:
        held = _object_in(event, name)
        held["ObjectReference"] = [one for one in held["ObjectReference"] if one["uuid"] != uuid]
        held["timestamp"] = misp_records.stamp(at)
        _touch(event, at)

    keep_misp.change_event(home, take_off, by=request.auth, at=at)
    message = "ObjectReference deleted"
    return {"saved": True, "success": True, "name": message, "message": message}


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
object_search = door(POST=_object_search, GET=_object_search)
reference_add = door(POST=_reference_add)
reference_delete = door(POST=_reference_delete, DELETE=_reference_delete)
