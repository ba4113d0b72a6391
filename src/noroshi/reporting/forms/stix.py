"""A report as a STIX 2.1 bundle: the incident, who reported it, what was seen, and how far it may go.

Identifiers follow from what they identify, so that the same version gives the same octets. The
incident's core extension is not written: its schema was not reached."""

import json
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from noroshi.formats.names.observables import Observable, extract
from noroshi.formats.stix import UNSAID, observable_object
from noroshi.reporting.forms.filed import MARKING, Filed

# Of what is not named by its content (STIX 2.1 section 2.9).
OURS: Final = UUID("6f2f4f0e-6f0d-5a55-9c1f-3a1f0d7d4b1e")
# FIRST's TLP 2.0 as OASIS publishes it for STIX 2.1.
TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
TLP_AMBER_STRICT: Final = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
# Of what has no instant of its own: the day when the Act's reports began.
BEGINNING: Final = datetime(2026, 10, 1, tzinfo=UTC)
BY_TELEPHONE: Final = "filed-on-behalf"
UNCONFIRMED: Final = "unconfirmed"

Object = dict[str, Any]


def write_stix(filed: Filed) -> bytes:
    """The report as a bundle in JSON, observables of its technical matters among it."""
    identity, incident = _identity(filed), _incident(filed)
    seen = [observable_object(one) for one in observables(filed) if one.kind not in UNSAID]
    weak = [_vulnerability(name) for name in filed.incident.technical.vulnerabilities]
    links = [_link(filed, incident["id"], one["id"]) for one in [*seen, *weak]]
    marked = [identity, incident, *weak, *seen, *links]
    for one in marked:
        one["object_marking_refs"] = [TLP_AMBER_STRICT]
        if "created" in one:  # all but what was seen; the reporter itself, too
            one["created_by_ref"] = identity["id"]
    objects = {one["id"]: one for one in [_marking(), *marked]}
    bundle = {
        "type": "bundle",
        "id": f"bundle--{uuid5(OURS, f'{filed.report} {filed.number}')}",
        "objects": list(objects.values()),
    }
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode()


def observables(filed: Filed) -> tuple[Observable, ...]:
    """What the technical matters name, each once."""
    incident = filed.incident
    texts = [*incident.technical.indicators, incident.technical.entry_route]
    return extract("\n".join(texts))


def _marking() -> Object:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": TLP_AMBER_STRICT,
        "created": "2022-10-01T00:00:00.000Z",
        "name": MARKING.label,
        "extensions": {
            TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": MARKING.value}
        },
    }


def _identity(filed: Filed) -> Object:
    return {
        **_domain_object("identity", filed.organisation, BEGINNING, BEGINNING),
        "name": filed.name or filed.name_ja,
        "identity_class": "organization",
    }


def _incident(filed: Filed) -> Object:
    milliseconds = filed.report.int >> 80
    begun = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return {
        **_domain_object("incident", str(filed.report), min(begun, filed.accepted_at),
                         filed.accepted_at),
        "name": filed.incident.title,
        "description": filed.incident.what,
        "labels": [filed.incident.kind.value, *_by_telephone(filed)],
        "external_references": [
            {"source_name": "receipt", "external_id": filed.receipt,
             "description": f"SHA-256 of the report's canonical JSON: {filed.digest}"}
        ],
    }  # fmt: skip


def _by_telephone(filed: Filed) -> list[str]:
    if filed.incident.on_behalf is None:
        return []
    return [BY_TELEPHONE, UNCONFIRMED] if filed.is_unconfirmed else [BY_TELEPHONE]


def _vulnerability(name: str) -> Object:
    found: Object = {**_domain_object("vulnerability", name, BEGINNING, BEGINNING), "name": name}
    if name.startswith("CVE-"):
        found["external_references"] = [{"source_name": "cve", "external_id": name}]
    return found


def _link(filed: Filed, source: str, target: str) -> Object:
    at = filed.accepted_at
    return {
        **_domain_object("relationship", f"{source} {target} {filed.number}", at, at),
        "relationship_type": "related-to",
        "source_ref": source,
        "target_ref": target,
    }


def _domain_object(type_: str, what: str, created: datetime, modified: datetime) -> Object:
    return {
        "type": type_,
        "spec_version": "2.1",
        "id": f"{type_}--{uuid5(OURS, f'{type_} {what}')}",
        "created": _instant(created),
        "modified": _instant(modified),
    }


def _instant(at: datetime) -> str:
    """To the millisecond, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"
