"""Whether an object is one of STIX 2.1, and if not, in which property and why."""

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from noroshi.formats.stix.markings import TLP_MARKINGS
from noroshi.formats.stix.patterns import parse
from noroshi.formats.stix.schemas import IDENTIFIER, sections, times, validator
from noroshi.kernel.errors import MalformedError

DETAIL_CHARACTERS: Final = 300
Object = Mapping[str, Any]

# (not before, what, must it be later): sections 3.2, 4.3, 4.8, 4.12, 4.14, 4.20, 5.1, 5.2, 6.12.
ORDERS: Final = (
    ("created", "modified", False),
    ("valid_from", "valid_until", True),
    ("first_seen", "last_seen", False),
    ("first_observed", "last_observed", False),
    ("start_time", "stop_time", True),
    ("start", "end", False),
    ("analysis_started", "analysis_ended", False),
)
# What the references of observables lead to (section 6); of any other reference the schema says it.
_ADDRESSES: Final = "ipv4-addr|ipv6-addr|domain-name"
_ANY: Final = ""
LEAD_TO: Final[Mapping[str, Mapping[str, str]]] = {
    "directory": {"contains_refs": "file|directory"},
    "domain-name": {"resolves_to_refs": _ADDRESSES},
    "email-addr": {"belongs_to_ref": "user-account"},
    "email-message": {
        "from_ref": "email-addr",
        "sender_ref": "email-addr",
        "to_refs": "email-addr",
        "cc_refs": "email-addr",
        "bcc_refs": "email-addr",
        "raw_email_ref": "artifact",
    },
    "file": {
        "parent_directory_ref": "directory",
        "contains_refs": _ANY,
        "content_ref": "artifact",
    },
    "ipv4-addr": {"resolves_to_refs": "mac-addr", "belongs_to_refs": "autonomous-system"},
    "ipv6-addr": {"resolves_to_refs": "mac-addr", "belongs_to_refs": "autonomous-system"},
    "network-traffic": {
        "src_ref": f"{_ADDRESSES}|mac-addr",
        "dst_ref": f"{_ADDRESSES}|mac-addr",
        "src_payload_ref": "artifact",
        "dst_payload_ref": "artifact",
        "encapsulates_refs": "network-traffic",
        "encapsulated_by_ref": "network-traffic",
    },
    "process": {
        "opened_connection_refs": "network-traffic",
        "creator_user_ref": "user-account",
        "image_ref": "file",
        "parent_ref": "process",
        "child_refs": "process",
    },
    "windows-registry-key": {"creator_user_ref": "user-account"},
    "malware": {"sample_refs": "artifact|file"},
}
TLP_1: Final[Mapping[str, str]] = {
    "white": "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9",
    "green": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    "amber": "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    "red": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
TLP_CREATED: Final = "2017-01-20T00:00:00.000Z"
TLP_2_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
STEP: Final = re.compile(r"\[([0-9]{1,9})\]")
IDENTIFIED: Final = re.compile(IDENTIFIER)


def check(one: Object) -> None:
    """one: what `canonical` can write.

    Raises: MalformedError, whose detail begins with the property, for what the schema or a rule of
    the specification forbids. Source: STIX 2.1."""
    kind = one.get("type")
    if not isinstance(kind, str):
        raise MalformedError("type: there is none")
    section = sections().get(kind) or ("domain" if "created" in one else "observable")
    _check_schema(one, kind, section)
    if one["id"].partition("--")[0] != kind:
        raise MalformedError(f"id: does not begin with {kind}--")
    _check_times(one, kind)
    if kind in LEAD_TO:
        _check_references(one, LEAD_TO[kind])
    if "granular_markings" in one:
        _check_selectors(one)
    if rule := RULES.get(kind):
        rule(one)


def _check_schema(one: Object, kind: str, section: str) -> None:
    schema = validator(kind if sections().get(kind) == section else "", section)
    if schema.is_valid(one):
        return
    error = next(iter(schema.iter_errors(one)))
    place = ".".join(map(str, error.instance_path))
    detail = error.message if len(error.message) <= DETAIL_CHARACTERS else "is not what it may be"
    raise MalformedError(f"{place or 'object'}: {detail}")


def _check_times(one: Object, kind: str) -> None:
    """Days that there are, in their order."""
    known = {
        name: instant(name, one[name])
        for name in ("created", "modified", *times().get(kind, ()))
        if name in one and isinstance(one[name], str)
    }
    for name, later, is_strict in ORDERS:
        if name not in known or later not in known:
            continue
        if known[later] < known[name] or (is_strict and known[later] == known[name]):
            raise MalformedError(f"{later}: is not after {name}")


def instant(name: str, text: str) -> datetime:
    """A timestamp of section 2.12; a leap second is the one before it.

    Raises: MalformedError for a day that no calendar has."""
    try:
        return datetime.fromisoformat(text.replace(":60", ":59"))
    except ValueError as error:
        raise MalformedError(f"{name}: there is no such day") from error


def _check_references(one: Object, lead_to: Mapping[str, str]) -> None:
    for name, kinds in lead_to.items():
        if name not in one:
            continue
        for ref in one[name] if name.endswith("s") else [one[name]]:
            if not IDENTIFIED.match(ref):
                raise MalformedError(f"{name}: {ref[:100]} is no identifier")
            if kinds and ref.partition("--")[0] not in kinds.split("|"):
                raise MalformedError(f"{name}: leads to {kinds.replace('|', ', ')} alone")


def _check_selectors(one: Object) -> None:
    """Selectors lead to something in the object (section 7.2.3.1)."""
    for number, marking in enumerate(one["granular_markings"]):
        for selector in marking["selectors"]:
            if not _is_there(one, selector.split(".")):
                place = f"granular_markings.{number}.selectors"
                raise MalformedError(f"{place}: {selector[:100]} leads to nothing")


def _is_there(value: Any, steps: Sequence[str]) -> bool:
    for step in steps:
        if (index := STEP.fullmatch(step)) and isinstance(value, list):
            if int(index[1]) >= len(value):
                return False
            value = value[int(index[1])]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return False
    return True


def _check_address(one: Object) -> None:
    version = 4 if one["type"] == "ipv4-addr" else 6
    try:
        network = ipaddress.ip_network(one["value"], strict=False)
    except ValueError as error:
        raise MalformedError("value: is neither an address nor a block") from error
    if network.version != version:
        raise MalformedError(f"value: is no address of version {version}")


def _check_definition(one: Object) -> None:
    """TLP's definitions are fixed (sections 7.2.1.4 and TLP 2.0's extension definition)."""
    label = _label(one)
    if one.get("definition_type") == "tlp":
        fixed = {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": TLP_1.get(label),
            "created": TLP_CREATED,
            "name": f"TLP:{label.upper()}",
            "definition_type": "tlp",
            "definition": {"tlp": label},
        }
        if one != fixed:
            raise MalformedError("definition: is not TLP's, which the specification fixes")
    elif one["id"] in TLP_1.values() or (
        one["id"] in TLP_MARKINGS and TLP_2_EXTENSION not in one.get("extensions", {})
    ):
        raise MalformedError("id: is that of another definition, of TLP's")


def _label(one: Object) -> str:
    definition = one.get("definition")
    label = definition.get("tlp") if isinstance(definition, dict) else None
    return label if isinstance(label, str) else ""


def _check_observed(one: Object) -> None:
    for key, observable in one.get("objects", {}).items():
        kind = observable["type"]
        if not isinstance(kind, str):
            raise MalformedError(f"objects.{key}: has no type")
        try:
            _check_schema(observable, kind, "observable")
        except MalformedError as error:
            raise MalformedError(f"objects.{key}.{error.detail}") from error


def _check_pattern(one: Object) -> None:
    """A pattern of STIX is one by its grammar (section 9); of other languages nothing is known."""
    if one["pattern_type"] == "stix":
        parse(one["pattern"])


RULES: Final[Mapping[str, Callable[[Object], None]]] = {
    "indicator": _check_pattern,
    "ipv4-addr": _check_address,
    "ipv6-addr": _check_address,
    "marking-definition": _check_definition,
    "observed-data": _check_observed,
}
