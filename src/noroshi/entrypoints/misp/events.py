"""`/misp/events/…`"""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import galaxies, shapes
from noroshi.entrypoints.misp.asking import asked
from noroshi.entrypoints.misp.door import door, sent, sent_object
from noroshi.formats import misp_records
from noroshi.formats.misp_records import Fields
from noroshi.formats.names.observables import extract
from noroshi.intelligence import misp
from noroshi.intelligence.actions import keep_misp
from noroshi.intelligence.misp import Event
from noroshi.intelligence.warninglists.queries import common
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties

Answer = dict[str, Any]
JSON: Final = ("json", "", None)


def codes_of(organisations: Iterable[UUID]) -> dict[UUID, str]:
    """The codes of organisations that the reader may know."""
    return parties.codes(organisations)


def whole(one: Event, *, deleted: bool = False) -> Answer:
    """An event as it is shown. deleted: with what was deleted and may come back."""
    codes = codes_of({one.home.organisation, *one.sighted_by.values()})
    if not deleted:
        _leave_out(one.fields, lambda each: each["deleted"])
    return shapes.event_json(one, codes)


def must_be_json(query: Answer) -> None:
    """Raises: MalformedError for a search that wants another format."""
    if query.get("returnFormat") not in JSON:
        raise MalformedError("returnFormat: json is answered here")


def uncommon(values: Sequence[str]) -> set[str]:
    """Of the values those that are not on a list of common infrastructure."""
    of = {value: extract(value) for value in values}
    found = common(one for every in of.values() for one in every)
    return {value for value, every in of.items() if not any(one in found for one in every)}


def _leave_out(event: Fields, is_out: Any) -> None:
    event["Object"] = [one for one in event["Object"] if not one["deleted"]]
    for home in (event, *event["Object"]):
        home["Attribute"] = [one for one in home["Attribute"] if not is_out(one)]


def _search(request: Request) -> Any:
    query = sent_object(request)
    must_be_json(query)
    homes = misp.find_events(asked(query, of_events=True))
    found = misp.read_events(homes)
    if query.get("enforceWarninglist") in (1, "1", True):
        values = [each["value"] for one in found for each in misp_records.attributes(one.fields)]
        kept = uncommon(values)
        for one in found:
            _leave_out(one.fields, lambda each: each["value"] not in kept)
    shown = [whole(one, deleted=bool(query.get("deleted"))) for one in found]
    galaxies.put_in(shown)
    if query.get("metadata") in (1, "1", True):
        for each in shown:
            del each["Attribute"], each["Object"]
    return {"response": [{"Event": each} for each in shown]}


def _index(request: Request, **_: str) -> Any:
    query = sent(request)
    if not isinstance(query, dict):
        raise MalformedError("a JSON object is sent here")
    homes = misp.find_events(asked(query, of_events=True))
    shown = [whole(one) for one in misp.read_events(homes)]
    for each in shown:
        del each["Attribute"], each["Object"]
    return shown


def _view(request: Request, ref: str, **_: str) -> Any:
    deleted = bool(sent_object(request).get("deleted")) if request.method == "POST" else False
    shown = whole(misp.the_event(ref), deleted=deleted)
    galaxies.put_in([shown])
    return {"Event": shown}


def _add(request: Request, **_: str) -> Any:
    at = now()
    fields = misp_records.read_event(sent_object(request), at)
    if fields["published"]:
        fields["publish_timestamp"] = misp_records.stamp(at)
    keep_misp.add_event(fields, by=request.auth, at=at)
    return {"Event": whole(misp.the_event(fields["uuid"]))}


def _edit(request: Request, ref: str, **_: str) -> Any:
    at, given = now(), sent_object(request)

    def change(fields: Fields) -> None:
        misp_records.merge(fields, {"published": False, **_inner(given)}, at)
        if fields["published"]:
            fields["publish_timestamp"] = misp_records.stamp(at)

    name = misp.home_of(ref, ["event"])[0]
    keep_misp.change_event(name, change, by=request.auth, at=at)
    return {"Event": whole(misp.event_at(name))}


def _inner(given: Answer) -> Answer:
    inner = given.get("Event", given)
    if not isinstance(inner, dict):
        raise MalformedError("Event: is no JSON object")
    return inner


def _publish(request: Request, ref: str, **_: str) -> Any:
    at = now()

    def publish(fields: Fields) -> None:
        fields |= {"published": True, "publish_timestamp": misp_records.stamp(at)}

    name = misp.home_of(ref, ["event"])[0]
    keep_misp.change_event(name, publish, by=request.auth, at=at)
    return _done("Event published", request, ref)


def _unpublish(request: Request, ref: str, **_: str) -> Any:
    def hold(fields: Fields) -> None:
        fields["published"] = False

    name = misp.home_of(ref, ["event"])[0]
    keep_misp.change_event(name, hold, by=request.auth, at=now(), furthest=Tlp.AMBER_STRICT)
    return _done("Event unpublished.", request, ref)


def _delete(request: Request, ref: str, **_: str) -> Any:
    name = misp.home_of(ref, ["event"])[0]
    keep_misp.delete_records(name, [name], by=request.auth, at=now())
    return _done("Event deleted.", request, ref)


def _done(message: str, request: Request, ref: str) -> Answer:
    return {
        "saved": True,
        "success": True,
        "name": message,
        "message": message,
        "url": request.path,
        "id": ref,
    }


search = door(POST=_search, GET=_search)
index = door(GET=_index, POST=_index)
view = door(GET=_view, POST=_view)
add = door(POST=_add)
edit = door(POST=_edit, PUT=_edit)
publish = door(POST=_publish)
unpublish = door(POST=_unpublish)
delete = door(POST=_delete, DELETE=_delete)
