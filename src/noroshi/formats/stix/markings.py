"""Which of the Traffic Light Protocol's labels an object's markings are (STIX 2.1 sections 7.2.1.4
and 7.2.3; OASIS's TLP 2.0 extension definition)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from noroshi.kernel.markings import Pap, Tlp, strictest, strictest_pap

# TLP 1.0's four, fixed by the specification, then TLP 2.0's five.
TLP_MARKINGS: Final[Mapping[str, Tlp]] = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": Tlp.CLEAR,
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": Tlp.GREEN,
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": Tlp.AMBER,
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": Tlp.RED,
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": Tlp.CLEAR,
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": Tlp.GREEN,
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": Tlp.AMBER,
    "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003": Tlp.AMBER_STRICT,
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": Tlp.RED,
}

# What a label is written as: TLP 2.0's.
TLP_2: Final[Mapping[Tlp, str]] = {tlp: ref for ref, tlp in TLP_MARKINGS.items()}

# The standard has none for PAP: a statement each, the same everywhere.
PAP_MARKINGS: Final[Mapping[str, Pap]] = {
    f"marking-definition--{uuid5(NAMESPACE_URL, f'noroshi {pap.label}')}": pap for pap in Pap
}
PAP_REFS: Final[Mapping[Pap, str]] = {pap: ref for ref, pap in PAP_MARKINGS.items()}
_TAGS: Final[Mapping[str, Pap]] = {
    **{f"pap:{pap.value}": pap for pap in Pap},
    "pap:white": Pap.CLEAR,
}


def pap_definition(pap: Pap) -> dict[str, Any]:
    """The marking definition of a label, for everybody."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": PAP_REFS[pap],
        "created": "2026-01-01T00:00:00.000Z",
        "name": pap.label,
        "definition_type": "statement",
        "definition": {"statement": pap.label},
        "object_marking_refs": [TLP_2[Tlp.CLEAR]],
    }


def pap_of(tags: Iterable[str], refs: Iterable[str] = ()) -> Pap | None:
    """The strictest PAP label among tags (`PAP:RED`) and marking definitions; None without one."""
    named = [_TAGS[tag.lower()] for tag in tags if tag.lower() in _TAGS]
    return strictest_pap(*named, *(PAP_MARKINGS[ref] for ref in refs if ref in PAP_MARKINGS))


def marking_refs(one: Mapping[str, Any]) -> Iterator[str]:
    """The marking definitions that an object refers to, as a whole and for its parts."""
    yield from one.get("object_marking_refs", ())
    for part in one.get("granular_markings", ()):
        if "marking_ref" in part:
            yield part["marking_ref"]


def strictest_tlp(one: Mapping[str, Any]) -> Tlp | None:
    """The strictest TLP label of an object and of its parts, since it travels whole; None without
    one. The definitions of TLP themselves are for everybody."""
    if one.get("id") in TLP_MARKINGS:
        return Tlp.CLEAR
    labels = [TLP_MARKINGS[ref] for ref in marking_refs(one) if ref in TLP_MARKINGS]
    return strictest(*labels) if labels else None
