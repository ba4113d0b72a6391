"""What depends on what.

A relation is read value by value: one wrong reference costs no other."""

from collections.abc import Iterator, Mapping
from typing import Final

from noroshi.formats.bom import ComponentError, Edge, EdgeKind, Enumeration, Item
from noroshi.formats.bom_checks import reference

KINDS: Final = {"dependsOn": EdgeKind.DEPENDS_ON, "provides": EdgeKind.PROVIDES}
# What says nothing of how complete a list is: not_specified, and what is no word of the standard's.
GRADES: Final = frozenset({
    "complete", "incomplete", "incomplete_first_party_only",
    "incomplete_first_party_proprietary_only", "incomplete_first_party_opensource_only",
    "incomplete_third_party_only", "incomplete_third_party_proprietary_only",
    "incomplete_third_party_opensource_only", "unknown",
})  # fmt: skip


def dependency_items(raw: object, place: str) -> Iterator[Item]:
    """The relations of one of the `dependencies`."""
    if not isinstance(raw, Mapping):
        yield ComponentError(place, "expected an object")
        return
    ref = reference(raw.get("ref"))
    if ref is None:
        yield ComponentError(f"{place}/ref", "expected a reference")
        return
    if not raw.get("dependsOn"):
        yield Enumeration(ref, is_listed=True)
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


def composition_items(raw: object, place: str) -> Iterator[Item]:
    """Of which components one of the `compositions` says how complete their parts or needs are."""
    if not isinstance(raw, Mapping):
        yield ComponentError(place, "expected an object")
        return
    if raw.get("aggregate") not in GRADES:
        return
    for member in ("assemblies", "dependencies"):
        listed = raw.get(member)
        if listed is not None and not isinstance(listed, list):
            yield ComponentError(f"{place}/{member}", "expected an array")
            continue
        for index, value in enumerate(listed or ()):
            ref = reference(value)
            wrong = ComponentError(f"{place}/{member}/{index}", "expected a reference")
            yield wrong if ref is None else Enumeration(ref, is_graded=True)
