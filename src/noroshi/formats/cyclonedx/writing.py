"""A bill of materials as CycloneDX 1.6 in JSON."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from noroshi.formats.bom import BomHeader, Component, Edge, EdgeKind
from noroshi.formats.bom_writing import (
    JsonObject,
    given,
    instant_text,
    is_expression,
    is_listed,
    unique,
)
from noroshi.formats.cyclonedx.header import SERIAL_NUMBER

ALGORITHMS: Final = frozenset({
    "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512",
    "BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3",
})  # fmt: skip
PHASES: Final = frozenset({
    "design", "pre-build", "build", "post-build", "operations", "discovery", "decommission",
})  # fmt: skip
DIGITS: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}")
MEMBERS: Final = {EdgeKind.DEPENDS_ON: "dependsOn", EdgeKind.PROVIDES: "provides"}


def write_bom(
    out: BinaryIO, header: BomHeader, components: Iterable[Component], edges: Iterable[Edge]
) -> None:
    """Write a document; the same input gives the same octets.

    Components go out as they come, a nested one inside its parent where it follows that or what
    else is in it, and else beside it. The subject, should it come among them, is not repeated.
    Edges are held, sorted and grouped: of two elements that are both written, what depends on and
    what provides the other; that one contains another is told by nesting alone. A serial number
    that is no UUID is made one. Not written, for want of words: hashes of other algorithms.

    Source: ECMA-424, 1st edition (CycloneDX 1.6)."""
    refs: set[str] = set()
    trees = _trees(header.subject, components, refs)
    subject = next(trees)
    document = JsonObject(out)
    document.members({"bomFormat": "CycloneDX", "specVersion": "1.6"})
    number = _serial_number(header.serial_number)
    document.members(given({"serialNumber": number, "version": header.version}))
    document.members(given({"metadata": _metadata(header, subject)}))
    document.items("components", trees)
    document.items("dependencies", _dependencies(edges, refs))
    document.finish()


def _serial_number(text: str | None) -> str | None:
    if text is None or SERIAL_NUMBER.fullmatch(text):
        return text
    return uuid.uuid5(uuid.NAMESPACE_URL, text).urn


def _metadata(header: BomHeader, subject: dict[str, object]) -> dict[str, object]:
    tools = [{"type": "application", "name": name} for name in unique(header.tools)]
    phases = [
        {"phase": text} if text in PHASES else {"name": text} for text in unique(header.contexts)
    ]
    return given({
        "timestamp": instant_text(header.timestamp) if header.timestamp else None,
        "lifecycles": phases,
        "tools": given({"components": tools}),
        "authors": [{"name": name} for name in unique(header.authors)],
        "component": subject,
    })  # fmt: skip


def _trees(
    subject: Component | None, components: Iterable[Component], refs: set[str]
) -> Iterator[dict[str, object]]:
    """The subject, or nothing, and then every component that is not nested; each with what is
    nested in it."""
    tree = _component(subject) if subject else {}
    inside = {subject.bom_ref: tree} if subject and subject.bom_ref else {}
    refs.update(inside)
    for component in components:
        if subject and component.place == subject.place:
            continue
        raw = _component(component)
        parent = inside.get(component.parent_ref or "")
        if parent is None:
            yield tree
            tree, inside = raw, {}
        else:
            nested = parent.setdefault("components", [])
            assert isinstance(nested, list)
            nested.append(raw)
        if component.bom_ref:
            refs.add(component.bom_ref)
            inside[component.bom_ref] = raw
    yield tree


def _component(component: Component) -> dict[str, object]:
    return given({
        "type": component.type,
        "bom-ref": component.bom_ref,
        "supplier": _party(component.supplier),
        "manufacturer": _party(component.manufacturer),
        "publisher": component.publisher,
        "group": component.group,
        "name": component.name,
        "version": component.version,
        "scope": component.scope,
        "hashes": [
            {"alg": algorithm, "content": digits}
            for algorithm, digits in component.hashes
            if algorithm in ALGORITHMS and DIGITS.fullmatch(digits)
        ],
        "licenses": _licences(component.licences),
        "cpe": component.cpe,
        "purl": component.purl,
    })  # fmt: skip


def _party(name: str | None) -> dict[str, object]:
    return given({"name": name})


def _licences(texts: tuple[str, ...]) -> list[dict[str, object]]:
    """An expression stands alone; among several it is a name."""
    if len(texts) == 1 and is_expression(texts[0]) and not is_listed(texts[0]):
        return [{"expression": texts[0]}]
    return [{"license": {"id" if is_listed(text) else "name": text}} for text in texts]


def _dependencies(edges: Iterable[Edge], refs: set[str]) -> Iterator[dict[str, object]]:
    """Begun when all components are written."""
    related: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for edge in edges:
        if edge.kind in MEMBERS and {edge.from_ref, edge.to_ref} <= refs:
            related[edge.from_ref][MEMBERS[edge.kind]].add(edge.to_ref)
    for ref in sorted(related):
        listed = {name: sorted(to_refs) for name, to_refs in sorted(related[ref].items())}
        yield {"ref": ref, **listed}
