"""`/misp/events/…`"""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import galaxies, shapes
from noroshi.entrypoints.misp.asking import asked, leaves_out
from noroshi.entrypoints.misp.door import door, sent, sent_object, setting
from noroshi.entrypoints.misp.lines import attributes_of, format_of, lines
from noroshi.formats import misp_records
from noroshi.formats.misp_records import Fields
from noroshi.formats.names.observables import extract
from noroshi.intelligence import misp
from noroshi.intelligence.actions import keep_misp
from noroshi.intelligence.misp import Asked, Event
from noroshi.intelligence.warninglists.queries import common
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties

Answer = dict[str, Any]
YES: Final = (1, "1", True, "true")
# What is written for tools alone is of published events, for detection.
MINIMAL: Final = ("id", "uuid", "timestamp", "published")
RESTRICTED: Final[Answer] = {"published": True, "to_ids": True}


def codes_of(organisations: Iterable[UUID]) -> dict[UUID, str]:
    """The codes of organisations that the reader may know."""
    return parties.codes(organisations)


def whole(one: Event, *, deleted: bool = False) -> Answer:
    """An event as it is shown. deleted: with what was deleted and may come back."""
    codes = codes_of({one.home.organisation, *one.sighted_by.values()})
    if not deleted:
        one.fields["Object"] = [each for each in one.fields["Object"] if not each["deleted"]]
        _leave_out(one.fields, lambda each: each["deleted"])
    return shapes.event_json(one, codes)


def restricted(query: Answer) -> Answer:
    """A search with what its format asks for by itself. Raises: MalformedError for another format."""
    if format_of(query) != "text":
        return query
    return {**RESTRICTED, **{name: given for name, given in query.items() if given is not None}}


def uncommon(values: Sequence[str]) -> set[str]:
    """Of the values those that are not on a list of common infrastructure."""
    of = {value: extract(value) for value in values}
    found = common(one for every in of.values() for one in every)
    return {value for value, every in of.items() if not any(one in found for one in every)}


def _leave_out(event: Fields, is_out: Any) -> None:
    for home in (event, *event["Object"]):
        home["Attribute"] = [one for one in home["Attribute"] if not is_out(one)]


def _search(request: Request) -> Any:
    query = restricted(sent_object(request))
    wanted = asked(query, of_events=True)
    found = misp.read_events(misp.find_events(wanted))
    _narrow(found, query, wanted)
    shown = [whole(one, deleted=bool(query.get("deleted"))) for one in found]
    if format_of(query) != "json":
        return lines(query, (each for one in shown for each in attributes_of(one)))
    galaxies.put_in(shown)
    if query.get("metadata") in YES:
        shown = [_meta(each) for each in shown]
    return {"response": [{"Event": each} for each in shown]}


def _narrow(found: Sequence[Event], query: Answer, wanted: Asked) -> None:
    """Leave out of events what a search for them asks not to be told."""
    parts = [each for one in found for each in misp_records.attributes(one.fields)]
    if query.get("withAttachments") not in YES:
        for each in parts:
            each.pop("data", None)
    is_refused = leaves_out(wanted)
    kept = {each["value"] for each in parts}
    if query.get("enforceWarninglist") in YES:
        kept = uncommon(list(kept))

    def is_out(each: Fields) -> bool:
        tags = any(is_refused(tag["name"]) for tag in each["Tag"])
        return (
            tags
            or each["value"] not in kept
            or not all(
                each[name] in wanted.filters[name].any_of
                for name in ("to_ids", "deleted")
                if name in wanted.filters
            )
        )

    for one in found:
        _leave_out(one.fields, is_out)


def _index(request: Request, **_: str) -> Any:
    query = sent(request)
    if not isinstance(query, dict):
        raise MalformedError("a JSON object is sent here")
    homes = misp.find_events(asked(query, of_events=True))
    shown = [_meta(whole(one)) for one in misp.read_events(homes)]
    if query.get("minimal") in YES:
        return [
            {**{name: each[name] for name in MINIMAL}, "sighting_timestamp": "0"} for each in shown
        ]
    return shown


def _meta(shown: Answer) -> Answer:
    """An event as it is shown, without what is in it."""
    return {name: value for name, value in shown.items() if name not in ("Attribute", "Object")}


def _view(request: Request, ref: str, **_: str) -> Any:
    said = sent_object(request) if request.method == "POST" else {}
    deleted = bool(said.get("deleted")) or setting(request, "deleted") in YES
    shown = whole(misp.the_event(ref), deleted=deleted)
    if setting(request, "noSightings") in YES:
        for each in misp_records.attributes(shown):
            each["Sighting"] = []
    galaxies.put_in([shown])
    return {"Event": shown}


def _add(request: Request, **_: str) -> Any:
    at = now()
    fields = misp_records.read_event(sent_object(request), at)
    if fields["published"]:
        fields["publish_timestamp"] = misp_records.stamp(at)
    keep_misp.add_event(fields, by=request.auth, at=at)
    return _laid_down(request, misp.the_event(fields["uuid"]))


def _edit(request: Request, ref: str, **_: str) -> Any:
    at, given = now(), sent_object(request)

    def change(fields: Fields) -> None:
        misp_records.merge(fields, {"published": False, **_inner(given)}, at)
        if fields["published"]:
            fields["publish_timestamp"] = misp_records.stamp(at)

    name = misp.home_of(ref, ["event"])[0]
    keep_misp.change_event(name, change, by=request.auth, at=at)
    return _laid_down(request, misp.event_at(name))


def _laid_down(request: Request, one: Event) -> Answer:
    shown = whole(one)
    return {"Event": _meta(shown) if setting(request, "metadata") in YES else shown}


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
