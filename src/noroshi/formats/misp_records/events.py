"""An event as a whole, as MISP's clients send and get it: apart into records, and together again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from noroshi.formats.misp_records import fields as reading
from noroshi.formats.misp_records.carriers import ATTRIBUTE, EVENT, Part, identifier
from noroshi.formats.misp_records.fields import INHERIT, TRUE, Fields, listed, mapping
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp, strictest

MOST_PARTS: Final = 50_000
# This server's community is the nation; a sharing group is nobody's here but its owner's.
DISTRIBUTIONS: Final[Mapping[str, Tlp]] = {
    "0": Tlp.AMBER_STRICT,
    "1": Tlp.GREEN,
    "2": Tlp.GREEN,
    "3": Tlp.CLEAR,
    "4": Tlp.AMBER_STRICT,
    INHERIT: Tlp.CLEAR,
}
LABELS: Final[Mapping[str, Tlp]] = {
    **{f"tlp:{tlp.value}": tlp for tlp in Tlp},
    "tlp:white": Tlp.CLEAR,
}


def read_event(sent: Any, at: datetime) -> Fields:
    """An event with its attributes, objects and sightings, each with its own fields alone.

    Raises: MalformedError, whose detail begins with the place."""
    one = mapping(sent, "Event")
    event = reading.read_event(one, at)
    event["Attribute"] = read_attributes(one, at)
    event["Object"] = [
        _read_object(each, at, f"Object/{place}")
        for place, each in enumerate(listed(one, "Object"))
    ]
    _bound(event)
    return event


def read_attributes(one: Mapping[str, Any], at: datetime, lead: str = "") -> list[Fields]:
    """The attributes of an event or an object. Raises: MalformedError."""
    found = []
    for place, sent in enumerate(listed(one, "Attribute")):
        try:
            attribute = reading.read_attribute(sent, at)
            attribute["Sighting"] = [
                reading.read_sighting(each, at)
                for each in listed(mapping(sent, "Attribute"), "Sighting")
            ]
        except MalformedError as error:
            raise MalformedError(f"{lead}Attribute/{place}/{error.detail}") from error
        found.append(attribute)
    return found


def _read_object(sent: Any, at: datetime, place: str = "Object") -> Fields:
    try:
        one = reading.read_object(sent, at)
    except MalformedError as error:
        raise MalformedError(f"{place}/{error.detail}") from error
    return {**one, "Attribute": read_attributes(mapping(sent, "Object"), at, f"{place}/")}


def attributes(event: Fields) -> Iterator[Fields]:
    """All of an event, those in objects too."""
    yield from event["Attribute"]
    for one in event["Object"]:
        yield from one["Attribute"]


def _bound(event: Fields) -> None:
    """Raises: MalformedError for more than there may be, or for two records of one UUID."""
    uuids = [one["uuid"] for one in (*attributes(event), *event["Object"])]
    if len(uuids) > MOST_PARTS:
        raise MalformedError(f"Event: more than {MOST_PARTS:,} records")
    if len(set(uuids)) < len(uuids):
        raise MalformedError("uuid: of several records in the event")


def merge(event: Fields, sent: Any, at: datetime) -> None:
    """Change an event as MISP's `edit` does: fields that are sent are set, records with a UUID that is
    there are changed, others are added, what is not sent stays.

    Raises: MalformedError."""
    one = dict(mapping(sent, "Event"))
    own = {name: value for name, value in event.items() if name not in ("Attribute", "Object")}
    event |= reading.read_event(changed(own, one, at), at)
    _merge_all(event["Attribute"], listed(one, "Attribute"), "Attribute", at)
    for given in map(lambda each: mapping(each, "Object"), listed(one, "Object")):  # noqa: C417
        merge_object(event, given, at)
    _bound(event)


def merge_object(event: Fields, sent: Any, at: datetime) -> Fields:
    """Add an object to an event, or change the one of its UUID; the object as it is then.

    Raises: MalformedError."""
    given = mapping(sent, "Object")
    objects: list[Fields] = event["Object"]
    held = next((one for one in objects if one["uuid"] == given.get("uuid")), None)
    if held is None:
        objects.append(one := _read_object(given, at))
        return one
    own = {name: value for name, value in held.items() if name != "Attribute"}
    held.update(reading.read_object(changed(own, given, at), at))
    _merge_all(held["Attribute"], listed(given, "Attribute"), "Attribute", at)
    return held


def merge_attribute(held: Fields, sent: Any, at: datetime) -> None:
    """Change an attribute. Raises: MalformedError."""
    own = {name: value for name, value in held.items() if name != "Sighting"}
    given = mapping(sent, "Attribute")
    held |= reading.read_attribute(changed(own, given, at), at)


def _merge_all(held: list[Fields], sent: Sequence[Any], name: str, at: datetime) -> None:
    known = {one["uuid"]: one for one in held}
    fresh = []
    for each in sent:
        given = mapping(each, name)
        if one := known.get(str(given.get("uuid")).lower()):
            merge_attribute(one, given, at)
        else:
            fresh.append(given)
    held += read_attributes({name: fresh}, at)


def changed(own: Fields, sent: Mapping[str, Any], at: datetime) -> Fields:
    """The fields of a record with those that are sent in their place; tags are added, and those that
    are sent as deleted go."""
    stated = {name: value for name, value in sent.items() if value is not None}
    found = {**own, "timestamp": reading.stamp(at), **stated, "uuid": own["uuid"]}
    if "Tag" in own and "Tag" in stated:
        gone = {
            one.get("name")
            for one in listed(stated, "Tag")
            if isinstance(one, dict) and one.get("deleted") in TRUE
        }
        kept = [one for one in own["Tag"] if one["name"] not in gone]
        found["Tag"] = [*kept, *listed(stated, "Tag")]
    return found


def parts(event: Fields) -> Iterator[Part]:
    """The records of an event, each with its own fields, the event first."""
    home = identifier(EVENT, event["uuid"])
    yield Part("event", _own(event))
    yield from _attribute_parts(event["Attribute"], home, "")
    for one in event["Object"]:
        yield Part("object", _own(one), home)
        yield from _attribute_parts(one["Attribute"], home, one["uuid"])


def _attribute_parts(found: Iterable[Fields], home: str, of: str) -> Iterator[Part]:
    for one in found:
        yield Part("attribute", _own(one), home, of)
        within = identifier(ATTRIBUTE, one["uuid"])
        for seen in one["Sighting"]:
            yield Part("sighting", _own(seen), within)


def _own(one: Fields) -> Fields:
    return {name: value for name, value in one.items() if name not in NESTED}


NESTED: Final = frozenset({"Attribute", "Object", "Sighting"})


def marked(event: Fields, ceiling: Tlp) -> Iterator[tuple[Part, Tlp]]:
    """The records of an event, each with how far it may travel once the event is published: by its
    distribution and its TLP tags, and those of what it is in. ceiling: never further than this."""
    whole = strictest(ceiling, reach(event))
    objects = {one["uuid"]: strictest(whole, reach(one)) for one in event["Object"]}
    attribute_tlp = whole
    for part in parts(event):
        match part.kind:
            case "event":
                yield part, whole
            case "object":
                yield part, objects[part.fields["uuid"]]
            case "attribute":
                attribute_tlp = strictest(objects.get(part.of, whole), reach(part.fields))
                yield part, attribute_tlp
            case _:
                yield part, attribute_tlp


def reach(one: Fields) -> Tlp:
    """How far a record may travel by itself."""
    named = [LABELS[name] for tag in one.get("Tag", ()) if (name := tag["name"].lower()) in LABELS]
    return strictest(DISTRIBUTIONS[one["distribution"]], *named)


def assembled(found: Iterable[Part]) -> Fields | None:
    """An event whole again, from its records in any order; None without the event itself. A record of
    an object that is not there, or may not be seen, is left out."""
    by_kind: dict[str, list[Part]] = {"event": [], "object": [], "attribute": [], "sighting": []}
    for part in found:
        by_kind[part.kind].append(part)
    if not by_kind["event"]:
        return None
    event = {**by_kind["event"][0].fields, "Attribute": [], "Object": []}
    homes = {"": event}
    for part in by_kind["object"]:
        homes[part.fields["uuid"]] = one = {**part.fields, "Attribute": []}
        event["Object"].append(one)
    known = {}
    for part in by_kind["attribute"]:
        known[part.id] = one = {**part.fields, "Sighting": []}
        if part.of in homes:
            homes[part.of]["Attribute"].append(one)
    for part in by_kind["sighting"]:
        if part.within in known:
            known[part.within]["Sighting"].append(part.fields)
    return event
