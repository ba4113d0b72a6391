"""Tags of MISP's events as markings of the objects that were made of them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from noroshi.formats.misp_records.events import LABELS
from noroshi.formats.stix import (
    PAP_REFS,
    TLP_2,
    TLP_MARKINGS,
    marking_refs,
    pap_definition,
    pap_of,
)
from noroshi.kernel.markings import Pap, strictest

MOST_TAGS: Final = 500


def tagged(event: Mapping[str, Any], objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects of an event with the TLP and PAP of its tags, and of their own labels; what is more
    strictly marked stays so. Definitions of PAP come with them."""
    names = list(_names(event))
    labels = [LABELS[name.lower()] for name in names if name.lower() in LABELS]
    used: set[Pap] = set()
    for one in objects:
        if one.get("type") == "marking-definition":
            continue
        refs = list(one.get("object_marking_refs", ()))
        held = {TLP_MARKINGS[ref] for ref in refs if ref in TLP_MARKINGS}
        if labels and strictest(*labels) not in held:
            refs.append(TLP_2[strictest(*labels)])
        own = [label for label in one.get("labels", ()) if isinstance(label, str)]
        if pap := pap_of([*names, *own], marking_refs(one)):
            refs.append(PAP_REFS[pap])
            used.add(pap)
        if refs:
            one["object_marking_refs"] = list(dict.fromkeys(refs))
    return [*objects, *map(pap_definition, sorted(used))]


def _names(event: Mapping[str, Any]) -> Iterator[str]:
    tags = event.get("Tag")
    for tag in (tags if isinstance(tags, list) else ())[:MOST_TAGS]:
        if isinstance(tag, dict) and isinstance(tag.get("name"), str):
            yield tag["name"].strip()
