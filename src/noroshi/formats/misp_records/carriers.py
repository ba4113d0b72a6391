"""The STIX objects that carry MISP's records, and beside an attribute for detection its indicator."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson

from noroshi.formats.json_limits import NUL_ESCAPE
from noroshi.formats.misp_records.fields import READERS, Fields
from noroshi.formats.stix import IDENTIFIED, PAP_REFS, TLP_2, pap_definition, pap_of
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp

EVENT: Final = "x-noroshi-misp-event"
OBJECT: Final = "x-noroshi-misp-object"
ATTRIBUTE: Final = "x-noroshi-misp-attribute"
# A sighting is STIX's own, with MISP's fields beside.
SIGHTING: Final = "sighting"
CARRIED: Final[Mapping[str, str]] = {
    "event": EVENT,
    "object": OBJECT,
    "attribute": ATTRIBUTE,
    "sighting": SIGHTING,
}
KINDS: Final = {kind: name for name, kind in CARRIED.items()}
LONGEST_NAME: Final = 300
# Where an attribute's value stands in a pattern; `|` parts two of them.
PLACES: Final[Mapping[str, str]] = {
    "ip-src": "ip",
    "ip-dst": "ip",
    "domain": "domain-name:value",
    "hostname": "domain-name:value",
    "domain|ip": "domain-name:value|ip",
    "url": "url:value",
    "email": "email-addr:value",
    "email-src": "email-addr:value",
    "email-dst": "email-addr:value",
    "md5": "file:hashes.MD5",
    "sha1": "file:hashes.'SHA-1'",
    "sha256": "file:hashes.'SHA-256'",
    "sha512": "file:hashes.'SHA-512'",
    "filename": "file:name",
    "filename|md5": "file:name|file:hashes.MD5",
    "filename|sha1": "file:name|file:hashes.'SHA-1'",
    "filename|sha256": "file:name|file:hashes.'SHA-256'",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One record. kind: of CARRIED; within: the identifier of the STIX object that it belongs to, its
    event's or, of a sighting, its attribute's; of: the UUID of the object that an attribute is in."""

    kind: str
    fields: Fields
    within: str = ""
    of: str = ""

    @property
    def id(self) -> str:
        """Of the STIX object that carries it."""
        return identifier(CARRIED[self.kind], self.fields["uuid"])


def identifier(kind: str, uuid: str) -> str:
    """The same for the same UUID; MISP has some that are none by RFC 9562, which get another."""
    known = UUID(uuid)
    is_one = known.version in range(1, 6) and known.variant == "specified in RFC 4122"
    return f"{kind}--{known if is_one else uuid5(NAMESPACE_URL, f'misp {known}')}"


def number(stix_id: str) -> int:
    """What MISP's clients take for a record's id: below 2**48, from its identifier alone, so that it
    tells nothing of how many there are."""
    return int(stix_id[-36:].replace("-", "")[:12], 16)


def written(
    part: Part, tlp: Tlp, *, created: str, at: datetime, had: Fields | None = None
) -> list[Fields]:
    """The objects of a record, as changed at an instant. had: its fields before; an indicator that it
    had then and has no longer is revoked."""
    one = _carrier(part, tlp, created, max(created, instant(at)))
    pap = pap_of(tag["name"] for tag in part.fields.get("Tag", ()))
    said = [one]
    if pap:
        one["object_marking_refs"].append(PAP_REFS[pap])
        said.append(pap_definition(pap))
    if part.kind != "attribute":
        return said
    pattern, before = pattern_of(part.fields), had and pattern_of(had)
    if not pattern and not before:
        return said
    indicator = {
        **{name: one[name] for name in ("spec_version", "created", "modified")},
        "object_marking_refs": one["object_marking_refs"],
        "type": "indicator",
        "id": identifier("indicator", part.fields["uuid"]),
        "name": part.fields["value"][:LONGEST_NAME],
        "pattern": pattern or before,
        "pattern_type": "stix",
        "valid_from": created,
        **({} if pattern else {"revoked": True}),
    }
    return [*said, indicator]


def _carrier(part: Part, tlp: Tlp, created: str, modified: str) -> Fields:
    fields = part.fields
    one: Fields = {
        "type": CARRIED[part.kind],
        "spec_version": "2.1",
        "id": part.id,
        "created": created,
        "modified": modified,
        "object_marking_refs": [TLP_2[tlp]],
        "misp": fields,
    }
    if part.kind == "sighting":
        seen = datetime.fromtimestamp(int(fields["date_sighting"]), UTC)
        is_seen = fields["type"] == "0"
        return one | {
            "sighting_of_ref": part.within,
            "count": int(is_seen),
            "first_seen": instant(seen),
            "last_seen": instant(seen),
        }
    one["name"] = str(fields.get("info") or fields.get("value") or fields["name"])[:LONGEST_NAME]
    if part.within:
        one["event_ref"] = part.within
    if part.of:
        one["object_uuid"] = part.of
    return one


def pattern_of(fields: Fields) -> str:
    """The STIX pattern of an attribute for detection, empty where it has none."""
    places = PLACES.get(fields["type"], "").split("|")
    values = fields["value"].split("|") if len(places) > 1 else [fields["value"]]
    if not fields["to_ids"] or fields["deleted"] or len(places) != len(values) or not places[0]:
        return ""
    tests = []
    for place, value in zip(places, values, strict=True):
        path = _address(value) if place == "ip" else place
        if not path or not value:
            return ""
        quoted = value.replace("\\", "\\\\").replace("'", "\\'")
        tests.append(f"{path} = '{quoted}'")
    return f"[{' AND '.join(tests)}]"


def _address(value: str) -> str:
    try:
        return f"ipv{ipaddress.ip_network(value, strict=False).version}-addr:value"
    except ValueError:
        return ""


def check(one: Mapping[str, Any]) -> None:
    """Whether an object that carries a record carries one that is well-formed, whoever made it; of
    other objects nothing is said. Raises: MalformedError."""
    kind = KINDS.get(one["type"])
    if kind is None or (kind == "sighting" and "misp" not in one):
        return
    fields = one.get("misp")
    modified = datetime.fromisoformat(one["modified"].replace(":60", ":59"))
    try:
        is_whole = isinstance(fields, dict) and READERS[kind](fields, modified) == fields
    except MalformedError as error:
        raise MalformedError(f"misp.{error.detail}") from error
    if not is_whole or NUL_ESCAPE.search(orjson.dumps(fields)):
        raise MalformedError("misp: is not as the fields of a record are written")
    _check_place(one, kind)


def _check_place(one: Mapping[str, Any], kind: str) -> None:
    if one["id"] != identifier(one["type"], one["misp"]["uuid"]):
        raise MalformedError("id: is not that of misp.uuid")
    within = one.get("event_ref", "")
    is_event = kind == "event"
    if kind != "sighting" and (is_event if within else not is_event):
        raise MalformedError("event_ref: an event has none, and what is in it has one")
    if within and not (
        isinstance(within, str) and within.startswith(f"{EVENT}--") and IDENTIFIED.match(within)
    ):
        raise MalformedError("event_ref: leads to no event")
    if not isinstance(one.get("object_uuid", ""), str):
        raise MalformedError("object_uuid: is no text")


def instant(at: datetime) -> str:
    """A timestamp of STIX, to the microsecond."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
