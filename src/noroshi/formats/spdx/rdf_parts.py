"""SPDX 2 in RDF/XML (SPDX 2.3 section 6, and the RDF term of each field)."""

import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from noroshi.formats.bom import BomLimits
from noroshi.formats.spdx.parts import Part, PartKind, Parts
from noroshi.formats.spdx.rdf_graph import Graph, Node, Value, each, read_graph

TEXTS: Final = (
    "name", "versionInfo", "supplier", "originator", "sourceInfo", "packageFileName",
    "downloadLocation",
)  # fmt: skip
LICENCES: Final = ("licenseConcluded", "licenseDeclared")
PROPERTIES: Final = frozenset({
    *TEXTS, *LICENCES, "specVersion", "creationInfo", "created", "creator", "describesPackage",
    "relationship", "relationshipType", "relatedSpdxElement", "checksum", "algorithm",
    "checksumValue", "externalRef", "referenceType", "referenceLocator", "primaryPackagePurpose",
    "externalDocumentRef", "externalDocumentId", "spdxDocument", "member", "licenseId", "licenseException", "licenseExceptionId",
})  # fmt: skip
SETS: Final = {"ConjunctiveLicenseSet": " AND ", "DisjunctiveLicenseSet": " OR "}
# Sets within sets of licences, and licences in all of them.
DEEPEST: Final = 16
MOST_MEMBERS: Final = 500
UPPER: Final = re.compile(r"(?<=[a-z0-9])([A-Z])")
ALGORITHM: Final = re.compile(r"(SHA3|BLAKE2B)[-_]?(\d+)")


def rdf_parts(stream: BinaryIO, *, source: str, limits: BomLimits) -> Parts:
    """The way to go through the parts of a document. Places count packages and relationships as
    JSON would, in the order in which they begin. Raises: MalformedError."""
    graph = read_graph(stream, source=source, limits=limits, properties=PROPERTIES)
    document = next((ref for ref, node in graph.items() if node.kind == "SpdxDocument"), "")
    reader = _Reader(graph, document.partition("#")[0])
    return partial(reader.parts, graph.get(document, Node()))


class _Reader:
    def __init__(self, graph: Graph, namespace: str) -> None:
        self._graph = graph
        self._namespace = namespace
        self._members_left = 0

    def parts(self, document: Node) -> Iterator[Part]:
        yield Part(PartKind.DOCUMENT, "", self._document(document))
        for index, value in enumerate(document.values.get("describesPackage", ())):
            yield Part(PartKind.DESCRIBED, f"/documentDescribes/{index}", self._id(value.text))
        for index, other in enumerate(each(self._graph, document, "externalDocumentRef")):
            raw = {name: other.text(name) for name in ("externalDocumentId", "spdxDocument")}
            yield Part(PartKind.ELSEWHERE, f"/externalDocumentRefs/{index}", raw)
        packages = relationships = 0
        for ref, node in self._graph.items():
            if node.kind == "Package":
                yield Part(PartKind.PACKAGE, f"/packages/{packages}", self._package(ref, node))
                packages += 1
            for relation in each(self._graph, node, "relationship"):
                place = f"/relationships/{relationships}"
                yield Part(PartKind.RELATIONSHIP, place, self._relationship(ref, relation))
                relationships += 1

    def _document(self, node: Node) -> dict[str, object]:
        info = next(each(self._graph, node, "creationInfo"), Node())
        creators = [value.text for value in info.values.get("creator", ())]
        raw: dict[str, object] = {
            "spdxVersion": node.text("specVersion"),
            "name": node.text("name"),
            "documentNamespace": self._namespace,
            "creationInfo": {"created": info.text("created"), "creators": creators},
        }
        return raw

    def _package(self, ref: str, node: Node) -> dict[str, object]:
        raw: dict[str, object] = {"SPDXID": self._id(ref)}
        raw |= {name: node.text(name) for name in TEXTS if name in node.values}
        raw |= {name: self._licence(node.first(name)) for name in LICENCES}
        raw["checksums"] = [
            {"algorithm": _algorithm(part), "checksumValue": part.text("checksumValue") or ""}
            for part in each(self._graph, node, "checksum")
        ]
        raw["externalRefs"] = [
            {
                "referenceType": part.text("referenceType"),
                "referenceLocator": part.text("referenceLocator"),
            }
            for part in each(self._graph, node, "externalRef")
        ]
        purpose = node.text("primaryPackagePurpose")
        if purpose:
            raw["primaryPackagePurpose"] = _word(purpose)
        return raw

    def _relationship(self, ref: str, node: Node) -> dict[str, object]:
        return {
            "spdxElementId": self._id(ref),
            "relationshipType": _word(node.text("relationshipType") or ""),
            "relatedSpdxElement": self._id(node.text("relatedSpdxElement") or ""),
        }

    def _id(self, ref: str) -> str:
        """The identifier that JSON has for an element of this document."""
        namespace, _, name = ref.rpartition("#")
        if namespace == "http://spdx.org/rdf/terms":
            return name.upper()
        return name if namespace in ("", self._namespace) else ref

    def _licence(self, value: Value | None, depth: int = 0) -> str | None:
        """A licence or a set of licences as an expression; of sets within sets as many as there
        is room for, since one that holds itself has no end."""
        if depth == 0:
            self._members_left = MOST_MEMBERS
        self._members_left -= 1
        if value is None or depth > DEEPEST or self._members_left < 0:
            return None
        node = self._graph.get(value.text) if value.is_node else None
        if node is None or node.kind not in (*SETS, "WithExceptionOperator", "OrLaterOperator"):
            identifier = node.text("licenseId") if node else None
            name = identifier or re.split(r"[#/]", value.text)[-1]
            return name.upper() if name in ("noassertion", "none") else name
        members = [
            text
            for member in node.values.get("member", ())[:MOST_MEMBERS]
            if (text := self._licence(member, depth + 1))
        ]
        return self._joined(node, members, depth) if members else None

    def _joined(self, node: Node, members: list[str], depth: int) -> str | None:
        if node.kind in SETS:
            joined = SETS[node.kind].join(members)
            return f"({joined})" if depth and len(members) > 1 else joined
        if node.kind == "OrLaterOperator":
            return f"{members[0]}+"
        exception = self._exception(node)
        return f"{members[0]} WITH {exception}" if exception else None

    def _exception(self, node: Node) -> str | None:
        value = node.first("licenseException")
        if value is None:
            return None
        inner = self._graph.get(value.text)
        name = inner.text("licenseExceptionId") if inner else None
        return name or value.text.rpartition("/")[2]


def _word(ref: str) -> str:
    """`DEPENDS_ON` of `http://spdx.org/rdf/terms#relationshipType_dependsOn`."""
    name = ref.rpartition("#")[2]
    return UPPER.sub(r"_\1", name.partition("_")[2] or name).upper()


def _algorithm(node: Node) -> str:
    """`SHA3-256` of `http://spdx.org/rdf/terms#checksumAlgorithm_sha3_256`."""
    name = (node.text("algorithm") or "").rpartition("#")[2].partition("_")[2].upper()
    return ALGORITHM.sub(r"\1-\2", name).replace("BLAKE2B", "BLAKE2b")
