"""How much a document says of what BSI TR-03183-2 requires of an SBOM, field by field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from noroshi.formats.bom import BomHeader, Component
from noroshi.formats.bom_fields import Field

SECTIONS: Final = {
    "5.2.1": (Field.SBOM_CREATOR, Field.TIMESTAMP),
    "5.2.2": (
        Field.CREATOR, Field.NAME, Field.VERSION, Field.FILENAME, Field.DEPENDENCIES,
        Field.DISTRIBUTION_LICENCES, Field.DEPLOYABLE_HASH, Field.EXECUTABLE, Field.ARCHIVE,
        Field.STRUCTURED,
    ),
    "5.2.3": (Field.SBOM_URI,),
    "5.2.4": (
        Field.SOURCE_URI, Field.DEPLOYABLE_URI, Field.IDENTIFIERS, Field.ORIGINAL_LICENCES,
    ),
}  # fmt: skip
SECTION_OF: Final = {field: section for section, fields in SECTIONS.items() for field in fields}
REQUIRED: Final = frozenset(SECTIONS["5.2.1"] + SECTIONS["5.2.2"])
OF_DOCUMENT: Final = frozenset(SECTIONS["5.2.1"] + SECTIONS["5.2.3"])
OF_COMPONENTS: Final = tuple(field for field in Field if field not in OF_DOCUMENT)
# Of a component that another document describes (section 3.2.5).
OF_REFERENCED: Final = (Field.CREATOR, Field.NAME, Field.VERSION)
# Editions of the guideline, the newest first, and the least versions of CycloneDX and SPDX that
# they allow (section 4 of each).
EDITIONS: Final = (("2.1.0", (1, 6), (3, 0, 1)), ("2.0.0", (1, 5), (2, 2)))
NUMBER: Final = re.compile(r"\d{1,9}")
# What is said of a reference: that it stands in a relation, that what it needs or holds is listed,
# and how complete that list is.
RELATED, LISTED, GRADED = 1, 2, 4


class FieldCount(msgspec.Struct, frozen=True):
    """present of total: components, or for what is said of the document 0 or 1 of 1. lacking: the
    place of the first that does not say it, empty for the document or where there is none."""

    field: Field
    present: int
    total: int
    lacking: str = ""

    @property
    def section(self) -> str:
        """Of the guideline."""
        return SECTION_OF[self.field]

    @property
    def is_required(self) -> bool:
        """Or only to be told where it exists."""
        return self.field in REQUIRED

    @property
    def is_of_document(self) -> bool:
        """Or of each component."""
        return self.field in OF_DOCUMENT


class Guideline(msgspec.Struct, frozen=True):
    """edition: the newest of the guideline that allows this version of the document's standard, or
    empty. fields: every field once, in its order."""

    edition: str
    fields: tuple[FieldCount, ...]

    @property
    def is_met(self) -> bool:
        """Is the format allowed, and each required field told wherever it is to be?"""
        required = (count for count in self.fields if count.is_required)
        return bool(self.edition) and all(count.present == count.total for count in required)


class GuidelineTally:
    """Counts fields in one pass. A component is taken to be fully described unless it refers to
    another document: no standard tells logical and merely identified ones apart."""

    def __init__(self) -> None:
        self._edition = ""
        self._present = dict.fromkeys(Field, 0)
        self._total = {field: int(field in OF_DOCUMENT) for field in Field}
        self._lacking: dict[Field, str] = {}
        self._referenced: set[int] = set()
        self._count = 0

    def header(self, header: BomHeader) -> None:
        """What is told of the document; of its subject as of the other components."""
        self._edition = allowed_by(header.spec_version)
        told = header.told | ({Field.TIMESTAMP} if header.timestamp else set())
        for field in OF_DOCUMENT & told:
            self._present[field] = 1

    def component(self, component: Component, *, is_subject: bool) -> None:
        """A component, each once."""
        is_referenced = component.is_elsewhere and not is_subject
        told = component.told | {Field.NAME}
        if component.version:
            told |= {Field.VERSION}
        for field in OF_REFERENCED if is_referenced else OF_COMPONENTS:
            self._total[field] += 1
            if field is Field.DEPENDENCIES:
                continue
            if field in told:
                self._present[field] += 1
            else:
                self._lacking.setdefault(field, component.place)
        if is_referenced:
            self._referenced.add(self._count)
        self._count += 1

    def guideline(
        self, refs: Iterable[int], places: Sequence[str], said: Mapping[int, int]
    ) -> Guideline:
        """What was counted; asked once, at the end. refs: of the components in their order; places: of
        the first of them; said: what is said of each reference."""
        for index, ref in enumerate(refs):
            if index in self._referenced:
                continue
            if said.get(ref, 0) & LISTED and said[ref] & GRADED:
                self._present[Field.DEPENDENCIES] += 1
            elif index < len(places):
                self._lacking.setdefault(Field.DEPENDENCIES, places[index])
        counts = (
            FieldCount(
                field, self._present[field], self._total[field], self._lacking.get(field, "")
            )
            for field in Field
        )
        return Guideline(self._edition, tuple(counts))


def allowed_by(spec_version: str) -> str:
    """The newest edition of the guideline that allows a version of CycloneDX or SPDX, by its number
    alone: CycloneDX's begin with 1, SPDX's do not. Empty where none does."""
    number = tuple(int(part) for part in NUMBER.findall(spec_version))
    for edition, of_cyclonedx, of_spdx in EDITIONS:
        if number >= (of_cyclonedx if number[:1] == (1,) else of_spdx):
            return edition
    return ""
