"""How much of what an SBOM should say a document says: the minimum elements."""

from array import array
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from noroshi.formats.bom import (
    BomHeader,
    Component,
    ComponentError,
    Edge,
    EdgeKind,
    Enumeration,
    Item,
)
from noroshi.formats.bom_guideline import GRADED, LISTED, RELATED, Guideline, GuidelineTally

MOST_GAPS: Final = 1000
# Of so many components it is remembered where they stand, to name those without a relation.
MOST_PLACES: Final = 10_000


class Element(StrEnum):
    """The seven of NTIA 2021, then what CISA adds in 2025."""

    SUPPLIER = "supplier"
    NAME = "name"
    VERSION = "version"
    IDENTIFIER = "identifier"
    DEPENDENCY = "dependency"
    AUTHOR = "author"
    TIMESTAMP = "timestamp"
    HASH = "hash"
    LICENCE = "licence"
    TOOL = "tool"
    CONTEXT = "context"


NTIA: Final = tuple(Element)[:7]
OF_DOCUMENT: Final = (Element.AUTHOR, Element.TIMESTAMP, Element.TOOL, Element.CONTEXT)


class ElementCount(msgspec.Struct, frozen=True):
    """present of total: components, or for what is said of the document 0 or 1 of 1."""

    element: Element
    present: int
    total: int

    @property
    def share(self) -> float:
        """0 to 1; 0 where there is no component at all."""
        return self.present / self.total if self.total else 0.0


class Gap(msgspec.Struct, frozen=True):
    """What is missing, and where. place: of a component, or empty for the document."""

    element: Element
    place: str


class BomQuality(msgspec.Struct, frozen=True):
    """elements: every element once, in its order. gaps: the first thousand at most, those about
    relations only of the first ten thousand components; gap_count: all there are. left_out: parts
    of the document that were wrong. guideline: what it says of BSI's data fields."""

    components: int
    elements: tuple[ElementCount, ...]
    guideline: Guideline
    gaps: tuple[Gap, ...]
    gap_count: int
    left_out: int

    @property
    def ntia_score(self) -> float:
        """0 to 10, of the seven elements of 2021: as `score`."""
        return _score(count for count in self.elements if count.element in NTIA)

    @property
    def score(self) -> float:
        """0 to 10: ten times the mean of the elements' shares, each element weighing the same,
        rounded to one decimal."""
        return _score(self.elements)


def assess(items: Iterable[Item]) -> BomQuality:
    """Count, in one pass, what a document says of the minimum elements. items: of `read_bom`, to
    the end.

    A component has a supplier if it names a supplier, manufacturer or publisher; an identifier if
    it has a purl or CPE; a dependency if any relation but DESCRIBES names it, at either end. The
    subject counts as a component, once. Nothing is said of whether what is told is true.

    Source: NTIA, The Minimum Elements for an SBOM (July 2021); CISA, 2025 Minimum Elements for an
    SBOM (draft of August 2025)."""
    tally = Tally()
    for item in items:
        tally.add(item)
    return tally.quality()


class Tally:
    """What `assess` counts with, for whoever goes through the items for another reason, too."""

    def __init__(self) -> None:
        self._left_out = 0
        self._components = 0
        self._present = dict.fromkeys(Element, 0)
        self._gaps: list[Gap] = []
        self._subject_place: str | None = None
        # Keyed hashes of 64 bits rather than texts; of a component without a reference 0.
        self._refs = array("q")
        self._places: list[str] = []
        self._said: dict[int, int] = {}
        self._guideline = GuidelineTally()

    def add(self, item: Item) -> None:
        """Count the next item."""
        if isinstance(item, Component):
            self._component(item)
        elif isinstance(item, Edge):
            self._edge(item)
        elif isinstance(item, Enumeration):
            self._say(item.ref, LISTED * item.is_listed | GRADED * item.is_graded)
        elif isinstance(item, BomHeader):
            self._header(item)
        elif isinstance(item, ComponentError):
            self._left_out += 1

    def _header(self, header: BomHeader) -> None:
        said = {
            Element.AUTHOR: header.authors,
            Element.TIMESTAMP: header.timestamp,
            Element.TOOL: header.tools,
            Element.CONTEXT: header.contexts,
        }
        self._count(said, "")
        self._guideline.header(header)
        if header.subject:
            self._component(header.subject, is_subject=True)
            self._subject_place = header.subject.place

    def _component(self, component: Component, *, is_subject: bool = False) -> None:
        if component.place == self._subject_place:
            return
        self._components += 1
        self._guideline.component(component, is_subject=is_subject)
        said = {
            Element.SUPPLIER: component.supplier or component.manufacturer or component.publisher,
            Element.NAME: component.name,
            Element.VERSION: component.version,
            Element.IDENTIFIER: component.purl or component.cpe,
            Element.HASH: component.hashes,
            Element.LICENCE: component.licences,
        }
        self._count(said, component.place)
        self._refs.append(hash(component.bom_ref) if component.bom_ref else 0)
        if len(self._places) < MOST_PLACES:
            self._places.append(component.place)

    def _edge(self, edge: Edge) -> None:
        if edge.kind is not EdgeKind.DESCRIBES:
            is_listed = edge.kind is not EdgeKind.PROVIDES
            self._say(edge.from_ref, RELATED | LISTED * is_listed)
            self._say(edge.to_ref, RELATED)

    def _say(self, ref: str, what: int) -> None:
        key = hash(ref)
        self._said[key] = self._said.get(key, 0) | what

    def quality(self) -> BomQuality:
        """What was counted; asked once, at the end."""
        for index, ref in enumerate(self._refs):
            if self._said.get(ref, 0) & RELATED:
                self._present[Element.DEPENDENCY] += 1
            elif index < len(self._places):
                self._miss(Element.DEPENDENCY, self._places[index])
        elements = tuple(
            ElementCount(element, count, 1 if element in OF_DOCUMENT else self._components)
            for element, count in self._present.items()
        )
        return BomQuality(
            components=self._components,
            elements=elements,
            guideline=self._guideline.guideline(self._refs, self._places, self._said),
            gaps=tuple(self._gaps),
            gap_count=sum(count.total - count.present for count in elements),
            left_out=self._left_out,
        )

    def _count(self, said: Mapping[Element, object], place: str) -> None:
        for element, value in said.items():
            if value:
                self._present[element] += 1
            else:
                self._miss(element, place)

    def _miss(self, element: Element, place: str) -> None:
        if len(self._gaps) < MOST_GAPS:
            self._gaps.append(Gap(element, place))


def _score(counts: Iterable[ElementCount]) -> float:
    shares = [count.share for count in counts]
    return round(10 * sum(shares) / len(shares), 1)
