"""A bill of materials as CycloneDX 1.6 in JSON."""

import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain, groupby
from typing import BinaryIO, Final

from noroshi.formats.bom import BomHeader, Component, Edge, EdgeKind, Service
from noroshi.formats.bom_writing import (
    JsonObject,
    given,
    instant_text,
    unique,
)
from noroshi.formats.cyclonedx.header import SERIAL_NUMBER
from noroshi.formats.cyclonedx.services import full_name
from noroshi.formats.names.licences import is_expression, is_listed

ALGORITHMS: Final = frozenset({
    "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512",
    "BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3",
})  # fmt: skip
PHASES: Final = frozenset({
    "design", "pre-build", "build", "post-build", "operations", "discovery", "decommission",
})  # fmt: skip
DIGITS: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128}")
MOST_NESTED: Final = 10_000  # in one component, all the way down; more stand beside it
MEMBERS: Final = {EdgeKind.DEPENDS_ON: "dependsOn", EdgeKind.PROVIDES: "provides"}


def write_bom(
    out: BinaryIO,
    header: BomHeader,
    components: Iterable[Component],
    edges: Iterable[Edge],
    services: Iterable[Service] = (),
) -> None:
    """Write a document; the same input gives the same octets.

    Components go out as they come, a nested one inside its parent where it follows that or what
    else is in it, and else beside it: a component is held with what is nested in it, MOST_NESTED at
    most. The subject, should it come among them, is not repeated. Services go likewise, one inside
    another that its parent names. Edges are between what is written,
    in the order of from_ref, kind and to_ref, none twice: what depends on and what provides another
    goes out as it comes; that one contains another is told by nesting alone. A serial number that is
    no UUID is made one. Not written, for want of words: hashes of other algorithms.

    Source: ECMA-424, 1st edition (CycloneDX 1.6)."""
    trees = _trees(header.subject, components)
    subject = next(trees)
    document = JsonObject(out)
    document.members({"bomFormat": "CycloneDX", "specVersion": "1.6"})
    number = _serial_number(header.serial_number)
    document.members(given({"serialNumber": number, "version": header.version}))
    document.members(given({"metadata": _metadata(header, subject)}))
    document.items("components", trees)
    offered = _service_trees(services)
    for first in offered:
        document.items("services", chain([first], offered))
    document.objects("dependencies", _dependencies(edges))
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
    subject: Component | None, components: Iterable[Component]
) -> Iterator[dict[str, object]]:
    """The subject, or nothing, and then every component that is not nested; each with what is
    nested in it."""
    tree = _component(subject) if subject else {}
    inside = {subject.bom_ref: tree} if subject and subject.bom_ref else {}
    held = 0
    for component in components:
        if subject and component.place == subject.place:
            continue
        raw = _component(component)
        parent = inside.get(component.parent_ref or "") if held < MOST_NESTED else None
        if parent is None:
            yield tree
            tree, inside, held = raw, {}, 0
        else:
            nested = parent.setdefault("components", [])
            assert isinstance(nested, list)
            nested.append(raw)
            held += 1
        if component.bom_ref:
            inside[component.bom_ref] = raw
    yield tree


def _service_trees(services: Iterable[Service]) -> Iterator[dict[str, object]]:
    """Every service that is not nested, with what is nested in it; what holds others comes first."""
    tree: dict[str, object] = {}
    around: list[tuple[str, dict[str, object]]] = []
    held = 0
    for service in services:
        raw = _service(service)
        while around and (around[-1][0] != service.parent or held >= MOST_NESTED):
            around.pop()
        if around:
            nested = around[-1][1].setdefault("services", [])
            assert isinstance(nested, list)
            nested.append(raw)
            held += 1
        else:
            if tree:
                yield tree
            tree, held = raw, 0
        around.append((full_name(service), raw))
    if tree:
        yield tree


def _service(service: Service) -> dict[str, object]:
    told = given({
        "bom-ref": service.bom_ref,
        "provider": _party(service.provider),
        "group": service.group,
        "name": service.name,
        "version": service.version,
        "endpoints": service.endpoints,
        "data": [{"flow": flow, "classification": text} for flow, text in service.data],
    })  # fmt: skip
    flags = {
        "authenticated": service.is_authenticated, "x-trust-boundary": service.crosses_boundary,
    }  # fmt: skip
    return told | {name: flag for name, flag in flags.items() if flag is not None}


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
        "externalReferences": [{"type": "bom", "url": link} for link in component.bills],
    })  # fmt: skip


def _party(name: str | None) -> dict[str, object]:
    return given({"name": name})


def _licences(texts: tuple[str, ...]) -> list[dict[str, object]]:
    """An expression stands alone; among several it is a name."""
    if len(texts) == 1 and is_expression(texts[0]) and not is_listed(texts[0]):
        return [{"expression": texts[0]}]
    return [{"license": {"id" if is_listed(text) else "name": text}} for text in texts]


def _dependencies(edges: Iterable[Edge]) -> Iterator[Callable[[JsonObject], None]]:
    """For each reference what writes its object, before the next one is asked for."""
    told = (edge for edge in edges if edge.kind in MEMBERS)
    for ref, related in groupby(told, key=lambda edge: edge.from_ref):
        yield partial(_dependency, ref, related)


def _dependency(ref: str, related: Iterable[Edge], document: JsonObject) -> None:
    document.members({"ref": ref})
    for kind, edges in groupby(related, key=lambda edge: edge.kind):
        document.items(MEMBERS[kind], (edge.to_ref for edge in edges))
