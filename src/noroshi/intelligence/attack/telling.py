"""What an object tells of ATT&CK: pure, of what it says itself and of what it refers to."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from noroshi.formats.attack import CHAINS, SHORT, TECHNIQUE
from noroshi.intelligence.terms import references

MOST: Final = 500
PATTERN: Final = "attack-pattern--"
MISP: Final = "x-noroshi-misp-"
# `T1190`, `attack.t1190`, `misp-galaxy:mitre-attack-pattern="Exploit … - T1190"`.
NAMED: Final = re.compile(r"(?<![A-Za-z0-9.])T\d{4}(?:\.\d{3})?(?![A-Za-z0-9])", re.IGNORECASE)
LOOSE: Final = re.compile(r"(?:attack|mitre)[.:-]?(t\d{4}(?:\.\d{3})?)", re.IGNORECASE)
# What is said of techniques in these does not say that anybody used one.
SILENT_TYPES: Final = frozenset({"course-of-action", "marking-definition", "extension-definition"})
SILENT_LINKS: Final = frozenset(
    {"mitigates", "detects", "subtechnique-of", "revoked-by", "duplicate-of", "derived-from"}
    | {"variant-of"}
)
SEEN: Final = ("last_seen", "last_observed", "first_seen", "published", "valid_from", "created")


def techniques_of(one: Mapping[str, Any]) -> list[str]:
    """The numbers of the techniques that an object names: by its own number in ATT&CK, in its labels,
    and by the tags of MISP's records."""
    if not _speaks(one):
        return []
    own = (number for number in _numbers(one) if TECHNIQUE.fullmatch(number))
    tagged = (found.upper() for tag in tags_of(one) for found in _within(tag))
    return list(dict.fromkeys((*own, *tagged)))[:MOST]


def patterns_of(one: Mapping[str, Any]) -> list[str]:
    """The identifiers of the attack patterns that it refers to."""
    if not _speaks(one):
        return []
    return [target for target in references(one) if target.startswith(PATTERN)][:MOST]


def tactics_of(one: Mapping[str, Any]) -> list[str]:
    """The phases of ATT&CK's kill chains that it is of: `mitre-attack:initial-access`."""
    phases = one.get("kill_chain_phases")
    if not _speaks(one) or not isinstance(phases, list):
        return []
    found = [
        f"{chain}:{phase['phase_name']}"
        for phase in phases[:MOST]
        if isinstance(phase, dict)
        and (chain := phase.get("kill_chain_name")) in CHAINS.values()
        and SHORT.fullmatch(str(phase.get("phase_name")))
    ]
    return list(dict.fromkeys(found))


def tags_of(one: Mapping[str, Any]) -> list[str]:
    """Its labels, and the tags of a record of MISP's."""
    labels = one.get("labels")
    found = list(labels) if isinstance(labels, list) else []
    record = one.get("misp")
    if str(one.get("type")).startswith(MISP) and isinstance(record, dict):
        found += [tag.get("name") for tag in _dicts(record, "Tag")]
        for galaxy in _dicts(record, "Galaxy"):
            found += [cluster.get("tag_name") for cluster in _dicts(galaxy, "GalaxyCluster")]
    return [tag for tag in found[:MOST] if isinstance(tag, str)]


def seen_at(one: Mapping[str, Any], usual: datetime) -> datetime:
    """When what it tells of was seen: of a sighting and of what was observed the last time, of a report
    its day, else when it was made. usual: for what says none of this."""
    record = one.get("misp")
    if isinstance(record, dict) and isinstance(record.get("date"), str):
        return _instant(record["date"]) or usual
    found = (_instant(one[name]) for name in SEEN if isinstance(one.get(name), str))
    return next((instant for instant in found if instant), usual)


def _speaks(one: Mapping[str, Any]) -> bool:
    kind = str(one.get("type"))
    if kind == "relationship":
        return one.get("relationship_type") not in SILENT_LINKS
    return kind not in SILENT_TYPES and not kind.startswith("x-mitre-")


def _numbers(one: Mapping[str, Any]) -> Iterator[str]:
    known = one.get("external_references")
    for reference in known if isinstance(known, list) else ():
        if isinstance(reference, dict) and str(reference.get("source_name")).startswith("mitre"):
            yield str(reference.get("external_id"))


def _within(tag: str) -> Iterator[str]:
    yield from NAMED.findall(tag[:1000])
    yield from LOOSE.findall(tag[:1000])


def _dicts(parent: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    members = parent.get(name)
    return [one for one in members if isinstance(one, dict)] if isinstance(members, list) else []


def _instant(text: str) -> datetime | None:
    """A timestamp that was checked when it came in, or a day; a leap second is the one before it."""
    try:
        found = datetime.fromisoformat(text.rstrip("Z")[:26].replace(":60", ":59"))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC)
