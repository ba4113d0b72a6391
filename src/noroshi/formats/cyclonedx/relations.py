"""What depends on what.

A relation is read value by value: one wrong reference costs no other."""

from collections.abc import Iterator, Mapping
from typing import Final

from noroshi.formats.bom import ComponentError, Edge, EdgeKind, Item
from noroshi.formats.bom_checks import reference

KINDS: Final = {"dependsOn": EdgeKind.DEPENDS_ON, "provides": EdgeKind.PROVIDES}


def dependency_items(raw: object, place: str) -> Iterator[Item]:
    """The relations of one of the `dependencies`."""
    if not isinstance(raw, Mapping):
        yield ComponentError(place, "expected an object")
        return
    ref = reference(raw.get("ref"))
    if ref is None:
        yield ComponentError(f"{place}/ref", "expected a reference")
        return
    for member, kind in KINDS.items():
        listed = raw.get(member)
        if listed is not None and not isinstance(listed, list):
            yield ComponentError(f"{place}/{member}", "expected an array")
            continue
        for index, value in enumerate(listed or ()):
            yield related(ref, value, kind, f"{place}/{member}/{index}")


def related(ref: str, value: object, kind: EdgeKind, place: str) -> Item:
    """One relation."""
    to_ref = reference(value)
    return (
        ComponentError(place, "expected a reference") if to_ref is None else Edge(ref, to_ref, kind)
    )
