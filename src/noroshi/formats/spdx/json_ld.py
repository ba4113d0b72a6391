"""SPDX 3.0 in JSON-LD, in the one form that its JSON schema allows: a `@graph` of elements whose
members have the names of SPDX's own context (SPDX 3.0.1, serialization in JSON-LD)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO, Final

import msgspec

from noroshi.formats.bom import (
    BomHeader,
    BomLimits,
    Component,
    ComponentError,
    EdgeKind,
    Enumeration,
    Item,
)
from noroshi.formats.bom_checks import CPE, PURL, Text, cleaned, instant, reference, settle, shaped
from noroshi.formats.bom_sources import source_in_text
from noroshi.formats.json_text import JsonText, TooLongError
from noroshi.formats.spdx.checks import Checker, HashContent, given, licences, related
from noroshi.formats.spdx.elsewhere import links_of
from noroshi.formats.spdx.fields import GRADES
from noroshi.formats.spdx.graph_index import GraphIndex, id_of, refs_in, word_of
from noroshi.formats.spdx.words import ALGORITHMS, PURPOSES_3, RELATIONS_3

PACKAGES: Final = {
    "software_Package": None,
    "ai_AIPackage": "machine-learning-model",
    "dataset_DatasetPackage": "data",
}
REQUIRED: Final = frozenset({"spdxId", "name"})
# `sha3_256` and `blake2b256` are `SHA3-256` and `BLAKE2b-256` elsewhere.
HASHES: Final = {
    name.lower().replace("blake2b-", "blake2b").replace("-", "_"): ours
    for name, ours in ALGORITHMS.items()
}
# Told from the end that needs or holds.
OWN: Final = ((EdgeKind.DEPENDS_ON, False), (EdgeKind.CONTAINS, False))
IDENTIFIERS: Final = {"packageUrl": "software_packageUrl", "cpe23": "cpe", "cpe22": "cpe"}


class _Hash(msgspec.Struct):
    algorithm: Text
    hashValue: HashContent  # noqa: N815 - the standard's name


class _Package(msgspec.Struct, rename="camel"):
    name: Text
    spdx_id: Text
    supplied_by: Text | None = None
    originated_by: Text | None = None
    verified_using: list[_Hash] | None = None
    version: Text | None = msgspec.field(default=None, name="software_packageVersion")
    purl: Text | None = msgspec.field(default=None, name="software_packageUrl")
    purpose: Text | None = msgspec.field(default=None, name="software_primaryPurpose")
    cpe: Text | None = None


def read_json_ld(stream: BinaryIO, *, source: str, limits: BomLimits) -> Iterator[Item]:
    """The items of a document, from where the seekable stream stands. Raises: MalformedError."""
    start = stream.tell()

    def elements() -> Iterator[tuple[str, object]]:
        stream.seek(start)
        return _elements(JsonText(stream, source=source, limits=limits), limits)

    checker = Checker(source=source, limits=limits)
    index = GraphIndex(checker, limits)
    for place, raw in elements():
        if isinstance(raw, Mapping):
            index.take(raw, place)
    _look_elsewhere(elements, index, checker)
    yield from _Reader(elements, index, checker).items()


def _look_elsewhere(
    elements: Callable[[], Iterator[tuple[str, object]]], index: GraphIndex, checker: Checker
) -> None:
    """Where the document imports elements of others, which of its own are related to them."""
    for ref in index.imports():
        checker.elsewhere.document(ref, ref, "/@graph")
    for place, raw in elements() if checker.elsewhere else ():
        if isinstance(raw, Mapping) and "relationshipType" in raw:
            from_ref = reference(raw.get("from"))
            for to_ref in refs_in(raw, "to"):
                checker.elsewhere.relate((from_ref, to_ref), place)


def _elements(text: JsonText, limits: BomLimits) -> Iterator[tuple[str, object]]:
    """Places and elements; of one that is too long None."""
    found = False
    for name in text.members():
        if name != "@graph":
            text.skip()
            continue
        if found:
            text.refuse("@graph stands twice")
        found = True
        for index in text.items():
            place = f"/@graph/{index}"
            try:
                yield place, text.value(longest=limits.value_octets)
            except TooLongError:
                text.skip()
                yield place, None
    text.finish()


class _Reader:
    def __init__(
        self,
        elements: Callable[[], Iterator[tuple[str, object]]],
        index: GraphIndex,
        checker: Checker,
    ) -> None:
        self._elements = elements
        self._index = index
        self._checker = checker

    def items(self) -> Iterator[Item]:
        """Header first, then packages and relationships in their order."""
        yield from self._header()
        for place, raw in self._elements():
            if not isinstance(raw, Mapping):
                yield ComponentError(place, "too long, or no object")
            elif word_of(raw, "type") in PACKAGES:
                yield from self._package(self._checker, raw, place)
            elif word_of(raw, "relationshipType") in RELATIONS_3:
                yield from self._relationship(raw, place)

    def _header(self) -> Iterator[Item]:
        document, info = self._index.document, self._index.creation_info()
        if document is None:
            self._checker.refuse("no SPDX 3 document: there is no SpdxDocument", "/@graph")
        version = str(info.spec_version) if info else ""
        if not version.startswith("3.0"):
            self._checker.refuse(f"SPDX {version[:20]!r} is not read, 3.0 is", "/@graph")
        assert info is not None
        try:
            timestamp, fault = _instant(info.created), None
        except ValueError as error:
            timestamp, fault = None, ComponentError("/@graph/creationInfo/created", str(error))
        names = [[self._index.name(ref) for ref in refs] for refs in (info.authors, info.tools)]
        yield BomHeader(
            spec_version=version,
            serial_number=reference(document.get("spdxId")),
            timestamp=timestamp,
            subject=self._subject(),
            name=reference(document.get("name")),
            authors=tuple(name for name in names[0] if name),
            tools=tuple(name for name in names[1] if name),
            contexts=tuple(dict.fromkeys(filter(None, self._index.contexts))),
            told=self._index.fields_of_document(info.authors),
            bills=self._checker.elsewhere.of_document(),
        )
        if fault:
            yield fault

    def _subject(self) -> Component | None:
        ref = self._index.subject_ref()
        for place, raw in self._elements() if ref else ():
            if isinstance(raw, Mapping) and word_of(raw, "type") in PACKAGES and id_of(raw) == ref:
                found = self._package(self._checker.alone(), raw, place)
                return next((item for item in found if isinstance(item, Component)), None)
        return None

    def _package(self, checker: Checker, raw: Mapping[str, object], place: str) -> Iterator[Item]:
        checker.count(place)

        def read(part: object) -> Component:
            component = self._settled(msgspec.convert(part, _Package), place, raw)
            checker.claim(component.bom_ref, "spdxId")
            return component

        named = self._with_names(raw)
        component, faults = settle(named, place, required=REQUIRED, reading=read)
        yield from [component] if component else []
        yield from faults

    def _settled(self, raw: _Package, place: str, whole: Mapping[str, object]) -> Component:
        name, ref = cleaned("name", raw.name), cleaned("spdxId", raw.spdx_id)
        if name is None or ref is None:
            raise msgspec.ValidationError(f"is empty - at `$.{'spdxId' if name else 'name'}`")
        told = [self._index.licence(ref, f"has{how}License") for how in ("Concluded", "Declared")]
        links = links_of(whole.get("externalRef"))
        return Component(
            place=place,
            bom_ref=ref,
            type=PACKAGES[word_of(whole, "type")] or PURPOSES_3.get(raw.purpose or "", "library"),
            name=name,
            version=given("software_packageVersion", raw.version),
            purl=shaped("software_packageUrl", PURL, raw.purl),
            cpe=shaped("cpe", CPE, raw.cpe),
            supplier=raw.supplied_by,
            manufacturer=raw.originated_by,
            hashes=tuple(
                (HASHES[part.algorithm], part.hashValue.lower())
                for part in raw.verified_using or ()
                if part.algorithm in HASHES
            ),
            licences=licences(*told),
            source=source_in_text(raw.purl, whole.get("software_sourceInfo")),
            told=self._index.fields(ref, whole),
            is_elsewhere=bool(links),
            bills=self._checker.bills(ref, links),
        )

    def _with_names(self, raw: Mapping[str, object]) -> dict[str, object]:
        """The package with purl, CPE and the names of its makers as members. What tools write
        beside the standard (`externalIdentifiers`, hashes without a type) is taken too: a package
        without its purl is never found weak."""
        named = dict(raw)
        makers = raw.get("originatedBy")
        first = makers[0] if isinstance(makers, list) and makers else makers
        named["suppliedBy"] = self._index.name(raw.get("suppliedBy"))
        named["originatedBy"] = self._index.name(first)
        identifiers = _objects(raw.get("externalIdentifier"))
        identifiers += _objects(raw.get("externalIdentifiers"))
        for kind, member in reversed(IDENTIFIERS.items()):
            for part in identifiers:
                if part.get("externalIdentifierType") == kind and part.get("identifier"):
                    named[member] = part["identifier"]
                    break
        if raw.get("software_packageUrl"):
            named["software_packageUrl"] = raw["software_packageUrl"]
        hashes = _objects(raw.get("verifiedUsing"))
        named["verifiedUsing"] = [part for part in hashes if part.get("type", "Hash") == "Hash"]
        return named

    def _relationship(self, raw: Mapping[str, object], place: str) -> Iterator[Item]:
        relation = RELATIONS_3[str(raw["relationshipType"])]
        ends = raw.get("to")
        if raw.get("completeness") in GRADES and relation in OWN:
            from_ref = reference(raw.get("from"))
            yield from [Enumeration(from_ref, is_listed=True, is_graded=True)] if from_ref else []
        for number, end in enumerate(ends if isinstance(ends, list) else [ends]):
            to_ref = id_of(end) if isinstance(end, Mapping) else reference(end)
            at = f"{place}/to/{number}"
            yield from related(reference(raw.get("from")), to_ref, relation, at)


def _objects(value: object) -> list[Mapping[str, object]]:
    listed = value if isinstance(value, list) else [value]
    return [part for part in listed if isinstance(part, Mapping)]


def _instant(value: object) -> datetime | None:
    return None if value in (None, "") else instant(value)
