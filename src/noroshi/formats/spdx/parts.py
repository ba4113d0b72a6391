"""SPDX 2 as its spellings have it in common: parts, one after the other, each as JSON would say it.

The order of parts is free, so a document is gone through up to four times: for its own members and
what it describes; where it names other documents, for what is related to them; for the package that
it describes; for everything."""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from noroshi.formats.bom import Component, ComponentError, Edge, EdgeKind, Item
from noroshi.formats.bom_checks import reference
from noroshi.formats.spdx.checks import DOCUMENT_REF, Checker, ends_of, header_items
from noroshi.formats.spdx.elsewhere import Elsewhere, external_document
from noroshi.formats.spdx.words import RELATIONS


class PartKind(Enum):
    """DOCUMENT: an object with some of the document's members. DESCRIBED: an identifier in
    `documentDescribes`. ELSEWHERE: another document. FAULT: a reason why something is not read."""

    DOCUMENT = "document"
    PACKAGE = "package"
    RELATIONSHIP = "relationship"
    DESCRIBED = "described"
    ELSEWHERE = "elsewhere"
    FAULT = "fault"


class Part(NamedTuple):
    """raw: as JSON has it; nothing of it is checked yet."""

    kind: PartKind
    place: str
    raw: object


Parts = Callable[[], Iterator[Part]]


class Outline:
    """What is known of a document after the first time through. elsewhere: is told which other
    documents it names."""

    def __init__(self, parts: Iterator[Part], elsewhere: Elsewhere) -> None:
        self.members: dict[str, object] = {}
        self.has_relationships = False
        self._described: set[str] = set()
        for part in parts:
            if part.kind is PartKind.DOCUMENT and isinstance(part.raw, Mapping):
                self.members.update(part.raw)
            elif part.kind is PartKind.DESCRIBED:
                self._describe(reference(part.raw))
            elif part.kind is PartKind.RELATIONSHIP and isinstance(part.raw, Mapping):
                self._relate(part.raw)
            elif part.kind is PartKind.ELSEWHERE:
                named = external_document(part.raw, part.place)
                if not isinstance(named, ComponentError):
                    elsewhere.document(*named, part.place)

    @property
    def subject_ref(self) -> str | None:
        """The one element that is described."""
        return next(iter(self._described)) if len(self._described) == 1 else None

    def _relate(self, raw: Mapping[str, object]) -> None:
        kind, is_reversed = RELATIONS.get(str(raw.get("relationshipType")), (None, False))
        if kind is not EdgeKind.DESCRIBES:
            return
        self.has_relationships = True
        self._describe(reference(raw.get("spdxElementId" if is_reversed else "relatedSpdxElement")))

    def _describe(self, ref: str | None) -> None:
        if ref and len(self._described) < 2:
            self._described.add(ref)


def read_parts(parts: Parts, checker: Checker) -> Iterator[Item]:
    """The items of a document. parts: begins anew at each call. Raises: MalformedError."""
    outline = Outline(parts(), checker.elsewhere)
    _relate_elsewhere(parts, checker)
    yield from header_items(outline.members, _subject(parts, outline.subject_ref, checker), checker)
    for part in parts():
        if part.kind is PartKind.PACKAGE:
            yield from checker.package(part.raw, part.place)
        elif part.kind is PartKind.RELATIONSHIP:
            yield from checker.relationship(part.raw, part.place)
        elif part.kind is PartKind.FAULT:
            yield ComponentError(part.place, str(part.raw))
        elif part.kind is PartKind.ELSEWHERE:
            named = external_document(part.raw, part.place)
            yield from [named] if isinstance(named, ComponentError) else []
        elif part.kind is PartKind.DESCRIBED and not outline.has_relationships:
            ref = reference(part.raw)
            wrong = ComponentError(part.place, "expected a reference")
            yield Edge(DOCUMENT_REF, ref, EdgeKind.DESCRIBES) if ref else wrong


def _relate_elsewhere(parts: Parts, checker: Checker) -> None:
    for part in parts() if checker.elsewhere else ():
        if part.kind is PartKind.RELATIONSHIP:
            checker.elsewhere.relate(ends_of(part.raw), part.place)


def _subject(parts: Parts, ref: str | None, checker: Checker) -> Component | None:
    if ref is None:
        return None
    for part in parts():
        if part.kind is not PartKind.PACKAGE or not isinstance(part.raw, Mapping):
            continue
        if reference(part.raw.get("SPDXID")) == ref:
            found = checker.alone().package(part.raw, part.place)
            return next((item for item in found if isinstance(item, Component)), None)
    return None
