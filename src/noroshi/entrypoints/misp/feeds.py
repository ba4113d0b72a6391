"""`/misp/feed/…`: what is published, as the files of a MISP feed, as far as the reader may see."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import shapes
from noroshi.entrypoints.misp.door import Plain, door
from noroshi.entrypoints.misp.events import codes_of, whole
from noroshi.formats.misp_records import Fields
from noroshi.intelligence import misp
from noroshi.kernel.errors import AbsentError

Answer = dict[str, Any]
TOLD: Final = ("info", "date", "analysis", "threat_level_id", "timestamp")
OF_EVENT: Final = ("uuid", *TOLD, "publish_timestamp", "published", "extends_uuid")
OF_OBJECT: Final = (
    "uuid", "name", "meta-category", "description", "template_uuid", "template_version",
    "timestamp", "comment", "first_seen", "last_seen", "deleted",
)  # fmt: skip
OF_ATTRIBUTE: Final = (
    "uuid", "type", "category", "value", "to_ids", "comment", "timestamp", "deleted", "data",
    "disable_correlation", "object_relation", "first_seen", "last_seen",
)  # fmt: skip
OF_REFERENCE: Final = ("uuid", "referenced_uuid", "relationship_type", "comment", "timestamp")


def _manifest(_: Request) -> Any:
    found = misp.published_events()
    codes = codes_of({one.organisation for one in found})
    return {
        one.fields["uuid"]: {
            "Orgc": _maker(shapes.meta_json(one.fields, one.organisation, codes)["Orgc"]),
            "Tag": _tags(one.fields),
            **{name: one.fields[name] for name in TOLD},
        }
        for one in found
    }


def _hashes(_: Request) -> Any:
    lines = "".join(f"{digest},{uuid}\n" for digest, uuid in misp.published_values())
    return Plain(lines.encode(), kind="text/csv; charset=utf-8")


def _event(_: Request, ref: str) -> Any:
    found = misp.the_event(ref)
    if not found.fields["published"]:
        raise AbsentError("Invalid event.")
    shown = whole(found)
    told = _some(shown, OF_EVENT)
    told |= {"Orgc": _maker(shown["Orgc"]), "Tag": _tags(shown)}
    told["Attribute"] = [_attribute(one) for one in shown["Attribute"]]
    told["Object"] = [
        _some(one, OF_OBJECT)
        | {
            "ObjectReference": [_some(each, OF_REFERENCE) for each in one["ObjectReference"]],
            "Attribute": [_attribute(each) for each in one["Attribute"]],
        }
        for one in shown["Object"]
    ]
    return {"Event": told}


def _attribute(one: Fields) -> Answer:
    return _some(one, OF_ATTRIBUTE) | {"Tag": _tags(one)}


def _maker(one: Answer) -> Answer:
    return {"name": one["name"], "uuid": one["uuid"]}


def _tags(one: Fields) -> list[Answer]:
    """Those that are not for the organisation alone."""
    return [_some(tag, ("name", "colour")) for tag in one["Tag"] if not tag["local"]]


def _some(one: Fields, names: Iterable[str]) -> Answer:
    return dict(_held(one, names))


def _held(one: Fields, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for name in names:
        if one.get(name) not in (None, ""):
            yield name, one[name]


manifest = door(GET=_manifest)
hashes = door(GET=_hashes)
event = door(GET=_event)
