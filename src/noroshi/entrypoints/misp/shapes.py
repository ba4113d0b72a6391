"""MISP's records as its interface shows them: their own fields, and what a server adds to them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from noroshi.formats.misp_records import CARRIED, EVENT, Fields, attributes, identifier, number
from noroshi.intelligence.misp import Attribute, Event
from noroshi.kernel.actors import Actor

if TYPE_CHECKING:
    from noroshi.intelligence.models import WarningList

Resource = dict[str, Any]
Codes = Mapping[UUID, str]
VERSION: Final = "2.5.34"  # of the interface that is spoken
ROLE: Final = "3"


def version_json() -> Resource:
    """What the server is, and what its clients may do."""
    return {
        "version": VERSION,
        "pymisp_recommended_version": VERSION,
        "perm_sync": False,
        "perm_sighting": True,
        "perm_galaxy_editor": False,
        "perm_analyst_data": False,
        "request_encoding": ["gzip", "deflate", "br"],
        "filter_sightings": True,
    }


def user_json(actor: Actor) -> Resource:
    """The client, as a user."""
    own = str(number(str(actor.organisation)))
    name = actor.organisation_code
    return {
        "User": {
            "id": str(number(str(actor.id))),
            "org_id": own,
            "email": f"{name.lower()}@misp.invalid",
            "role_id": ROLE,
            "autoalert": False,
            "contactalert": False,
            "disabled": False,
        },
        "Role": {
            "id": ROLE,
            "name": "Publisher",
            "perm_add": True,
            "perm_modify": True,
            "perm_modify_org": True,
            "perm_publish": True,
            "perm_auth": True,
            "perm_tagger": True,
            "perm_sighting": True,
            "perm_sync": False,
            "perm_admin": False,
            "perm_site_admin": False,
        },
        "UserSetting": {},
        "Organisation": organisation_json(actor.organisation, {actor.organisation: name}),
    }


def organisation_json(organisation: UUID, codes: Codes) -> Resource:
    """An organisation as far as the reader knows it. Its UUID is of a version that MISP knows."""
    return {
        "id": str(number(str(organisation))),
        "name": codes.get(organisation, ""),
        "uuid": organisation_uuid(organisation),
        "local": True,
    }


def organisation_uuid(organisation: UUID) -> str:
    """What MISP's clients know an organisation by: MISP and STIX have no UUIDs of version 7."""
    return identifier("", str(organisation))[2:]


def event_json(one: Event, codes: Codes) -> Resource:
    """An event whole."""
    found = meta_json(one.fields, one.home.organisation, codes)
    event_id = found["id"]
    by_uuid = {seen: organisation_json(of, codes) for seen, of in one.sighted_by.items()}
    found["attribute_count"] = str(sum(1 for _ in attributes(one.fields)))
    found["Attribute"] = [
        attribute_json(each, event_id, by_uuid) for each in one.fields["Attribute"]
    ]
    found["Object"] = [object_json(each, event_id, by_uuid) for each in one.fields["Object"]]
    return found


def meta_json(fields: Fields, organisation: UUID, codes: Codes) -> Resource:
    """An event without what is in it."""
    owner = organisation_json(organisation, codes)
    maker = fields.get("Orgc") or {}
    made_by = {**owner, **{name: value for name, value in maker.items() if value}}
    own = {name: value for name, value in fields.items() if name not in ("Attribute", "Object")}
    event_id = str(number(identifier(EVENT, fields["uuid"])))
    return {
        **own,
        "id": event_id,
        "org_id": owner["id"],
        "orgc_id": made_by["id"],
        "locked": False,
        "proposal_email_lock": False,
        "disable_correlation": False,
        "Org": owner,
        "Orgc": made_by,
        "Tag": [tag_json(each) for each in fields["Tag"]],
        "RelatedEvent": [],
        "ShadowAttribute": [],
    }


def object_json(one: Fields, event_id: str, sighted: Mapping[str, Resource]) -> Resource:
    """An object with its attributes."""
    own_id = str(number(identifier(CARRIED["object"], one["uuid"])))
    references = [
        {
            **each,
            "id": str(number(each["uuid"])),
            "event_id": event_id,
            "object_id": own_id,
            "object_uuid": one["uuid"],
            "source_uuid": one["uuid"],
        }
        for each in one["ObjectReference"]
    ]
    return {
        **one,
        "id": own_id,
        "event_id": event_id,
        "ObjectReference": references,
        "Attribute": [attribute_json(each, event_id, sighted, own_id) for each in one["Attribute"]],
    }


def attribute_json(
    one: Fields, event_id: str, sighted: Mapping[str, Resource], object_id: str = "0"
) -> Resource:
    """An attribute. sighted: of each sighting's UUID, the organisation whose it is."""
    own_id = str(number(identifier(CARRIED["attribute"], one["uuid"])))
    seen = [
        sighting_json(each, own_id, event_id, sighted[each["uuid"]])
        for each in one.get("Sighting", ())
    ]
    return {
        **one,
        "id": own_id,
        "event_id": event_id,
        "object_id": object_id,
        "Tag": [tag_json(each) for each in one["Tag"]],
        "ShadowAttribute": [],
        "Sighting": seen,
    }


def found_json(one: Attribute, codes: Codes) -> Resource:
    """An attribute that a search has found, with as much of its event as MISP says there."""
    event = meta_json(one.event, one.home.organisation, codes)
    of = str(number(one.object_uuid)) if one.object_uuid else "0"
    found = attribute_json(one.fields, event["id"], {}, of)
    del found["Sighting"]
    told = ("id", "org_id", "orgc_id", "distribution", "info", "uuid", "published", "date")
    return {
        **found,
        "event_uuid": event["uuid"],
        "Event": {name: event[name] for name in told},
    }


def sighting_json(one: Fields, attribute_id: str, event_id: str, of: Resource) -> Resource:
    """A sighting."""
    return {
        **one,
        "id": str(number(identifier("sighting", one["uuid"]))),
        "attribute_id": attribute_id,
        "event_id": event_id,
        "org_id": of["id"],
        "Organisation": {name: of[name] for name in ("id", "uuid", "name")},
    }


def tag_json(one: Fields) -> Resource:
    """A tag on a record. Its number follows from its name."""
    return {
        "id": tag_id(one["name"]),
        **one,
        "exportable": True,
        "is_galaxy": one["name"].startswith("misp-galaxy:"),
        "is_custom_galaxy": False,
    }


def warning_list_json(one: "WarningList", entries: Iterable[str] | None = None) -> Resource:
    """A list of common values; entries: its values, where they are asked for."""
    found = {
        "id": str(one.id),
        "name": one.name,
        "type": one.match,
        "description": one.description,
        "version": str(one.version),
        "enabled": True,
        "default": True,
        "category": "false_positive",
        "warninglist_entry_count": str(one.entries),
        "valid_attributes": ", ".join(one.kinds or ["ALL"]),
    }
    if entries is not None:
        found["WarninglistEntry"] = [{"value": each} for each in entries]
        found["WarninglistType"] = [{"type": each} for each in one.kinds or ["ALL"]]
    return found


def tag_id(name: str) -> str:
    """What a tag's name has for a number: the same always."""
    return str(number(uuid5(NAMESPACE_URL, f"misp tag {name}").hex))
