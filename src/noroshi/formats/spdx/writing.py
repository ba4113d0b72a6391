"""A bill of materials as SPDX 2.3 in JSON."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from noroshi.formats.bom import BomHeader, Component, Edge, EdgeKind, Service
from noroshi.formats.bom_fields import BOM_LINK
from noroshi.formats.bom_writing import JsonObject, given, instant_text, unique
from noroshi.formats.names.licences import is_expression
from noroshi.formats.spdx.checks import DOCUMENT_REF
from noroshi.formats.spdx.elsewhere import SPDX_DOCUMENT
from noroshi.formats.spdx.services import comment_of, endpoints_of
from noroshi.formats.spdx.words import ALGORITHMS, NOTHING, PURPOSES

IDENTIFIER: Final = re.compile(r"SPDXRef-[a-zA-Z0-9.-]+")
LICENCE_REF: Final = re.compile(r"LicenseRef-[a-zA-Z0-9.-]+", re.IGNORECASE)
UNSAFE: Final = re.compile(r"[^a-zA-Z0-9.]+")
KINDS: Final = {
    EdgeKind.DEPENDS_ON: "DEPENDS_ON",
    EdgeKind.CONTAINS: "CONTAINS",
    EdgeKind.DESCRIBES: "DESCRIBES",
}
CHECKSUMS: Final = {ours: theirs for theirs, ours in ALGORITHMS.items()}
WORDS: Final = {ours: theirs for theirs, ours in reversed(tuple(PURPOSES.items()))}


def write_bom(
    out: BinaryIO,
    header: BomHeader,
    components: Iterable[Component],
    edges: Iterable[Edge],
    services: Iterable[Service] = (),
) -> None:
    """Write a document; the same input gives the same octets.

    The subject goes first, then components, services (as packages that say so) and edges as they
    come; edges are between what is
    written, and those of kinds without a word in SPDX (provides) are left out. References that are none of SPDX's
    are made such. A group goes before the name; makers are organisations; several licences are
    declared together (AND), and one that is no expression becomes a reference. Not written, for
    want of words: publisher, scope, hashes of other algorithms, and the nesting of components but
    by its edges.

    Raises: ValueError for a header without a serial number (which is the namespace) or timestamp,
    which the standard requires. Source: SPDX 2.3, and its JSON schema."""
    if not header.serial_number or not header.timestamp:
        raise ValueError("SPDX requires a namespace and a time of creation")
    packages = _Packages()
    document = JsonObject(out)
    document.members(_document(header, header.serial_number, instant_text(header.timestamp)))
    listed = packages.written(header.subject, components)
    document.items("packages", chain(listed, map(_service, services)))
    document.items("relationships", _relationships(header.subject, edges))
    if packages.licences:
        document.items("hasExtractedLicensingInfos", packages.extracted())
    document.finish()


def _document(header: BomHeader, namespace: str, created: str) -> dict[str, object]:
    creators = [f"Tool: {name}" for name in unique(header.tools)]
    creators += [_party(name) for name in unique(header.authors)]
    name = header.name or (_name(header.subject) if header.subject else namespace)
    return {
        "SPDXID": DOCUMENT_REF,
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "name": name,
        "documentNamespace": namespace,
        "creationInfo": {
            "created": created,
            "creators": creators or ["Organization: anonymous ()"],
        },
    }


class _Packages:
    """What is written, and which licences it refers to."""

    def __init__(self) -> None:
        self.licences: dict[str, str] = {}

    def written(
        self, subject: Component | None, components: Iterable[Component]
    ) -> Iterator[dict[str, object]]:
        """The subject and the others."""
        if subject:
            yield self._package(subject)
        for component in components:
            if not subject or component.place != subject.place:
                yield self._package(component)

    def extracted(self) -> Iterator[dict[str, object]]:
        """The licences that are on no list (SPDX 2.3 section 10)."""
        for identifier, name in sorted(self.licences.items()):
            yield {"licenseId": identifier, "extractedText": name, "name": name}

    def _package(self, component: Component) -> dict[str, object]:
        identifier = _identifier(component.bom_ref or component.place)
        version = component.version
        return given({
            "SPDXID": identifier,
            "name": _name(component),
            "versionInfo": None if version in NOTHING else version,
            "supplier": component.supplier and _party(component.supplier),
            "originator": component.manufacturer and _party(component.manufacturer),
            "downloadLocation": "NOASSERTION",
            "licenseConcluded": "NOASSERTION",
            "licenseDeclared": self._licence(component.licences),
            "copyrightText": "NOASSERTION",
            "primaryPackagePurpose": WORDS.get(component.type, "OTHER"),
            "checksums": [
                {"algorithm": CHECKSUMS[algorithm], "checksumValue": digits}
                for algorithm, digits in component.hashes
                if algorithm in CHECKSUMS
            ],
            "externalRefs": list(_external_refs(component)),
        }) | {"filesAnalyzed": False}  # fmt: skip

    def _licence(self, texts: tuple[str, ...]) -> str:
        parts = [text if is_expression(text) else self._reference(text) for text in texts]
        for part in parts:
            for reference in LICENCE_REF.findall(part):
                self.licences.setdefault(reference, reference)
        if len(parts) > 1:
            parts = [f"({part})" if " " in part else part for part in parts]
        return " AND ".join(parts) or "NOASSERTION"

    def _reference(self, name: str) -> str:
        reference = f"LicenseRef-{_slug(name)}"
        self.licences[reference] = name
        return reference


def _service(service: Service) -> dict[str, object]:
    name = f"{service.group}/{service.name}" if service.group else service.name
    return given({
        "SPDXID": _identifier(service.bom_ref or service.place),
        "name": name,
        "versionInfo": None if service.version in NOTHING else service.version,
        "supplier": service.provider and _party(service.provider),
        "downloadLocation": "NOASSERTION",
        "primaryPackagePurpose": "OTHER",
        "comment": comment_of(service),
        "externalRefs": endpoints_of(service),
    }) | {"filesAnalyzed": False}  # fmt: skip


def _relationships(subject: Component | None, edges: Iterable[Edge]) -> Iterator[dict[str, object]]:
    """Begun when all packages are written."""
    described = _identifier(subject.bom_ref or subject.place) if subject else None
    if described:
        yield _relationship(DOCUMENT_REF, EdgeKind.DESCRIBES, described)
    for edge in edges:
        ends = _identifier(edge.from_ref), _identifier(edge.to_ref)
        is_told = edge.kind is EdgeKind.DESCRIBES and ends == (DOCUMENT_REF, described)
        if edge.kind in KINDS and not is_told:
            yield _relationship(ends[0], edge.kind, ends[1])


def _relationship(from_id: str, kind: EdgeKind, to_id: str) -> dict[str, object]:
    return {
        "spdxElementId": from_id,
        "relationshipType": KINDS[kind],
        "relatedSpdxElement": to_id,
    }


def _external_refs(component: Component) -> Iterator[dict[str, object]]:
    if component.purl:
        yield _external_ref("PACKAGE-MANAGER", "purl", component.purl)
    if component.cpe:
        is_newer = component.cpe.lower().startswith("cpe:2.3:")
        yield _external_ref("SECURITY", "cpe23Type" if is_newer else "cpe22Type", component.cpe)
    for link in component.bills:
        kind = "bom-link" if BOM_LINK.fullmatch(link) else SPDX_DOCUMENT
        yield _external_ref("OTHER", kind, link)


def _external_ref(category: str, kind: str, locator: str) -> dict[str, object]:
    return {"referenceCategory": category, "referenceType": kind, "referenceLocator": locator}


def _identifier(ref: str) -> str:
    return ref if IDENTIFIER.fullmatch(ref) else f"SPDXRef-{_slug(ref)}"


def _slug(text: str) -> str:
    """Letters that are allowed, and enough of a digest that no two texts have one."""
    readable = UNSAFE.sub("-", text)[:60].strip("-.")
    return f"{readable}-{hashlib.sha256(text.encode()).hexdigest()[:16]}".lstrip("-")


def _name(component: Component) -> str:
    return f"{component.group}/{component.name}" if component.group else component.name


def _party(name: str) -> str:
    """The brackets hold no address; they tell that those in the name are its own."""
    return f"Organization: {name} ()" if name.endswith(")") else f"Organization: {name}"
