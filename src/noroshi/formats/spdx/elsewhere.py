"""Which other documents an SPDX document refers to, and from which of its packages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from noroshi.formats.bom import BomLimits, ComponentError
from noroshi.formats.bom_checks import LONGEST, Register, reference
from noroshi.formats.bom_fields import (
    BOM_LINK,
    MOST_DOCUMENTS,
    MOST_LINKS,
    address_of,
    is_uri,
    objects,
)

DOCUMENT_REF: Final = re.compile(r"(DocumentRef-[a-zA-Z0-9.+-]+)(?::(\S+))?")
# Another document by the address that it has as an SPDX document, where it is told of a package.
SPDX_DOCUMENT: Final = "spdx-document"
ENTRY_OCTETS: Final = 200  # what an entry takes beside its texts


class Elsewhere:
    """First the documents are told, or elements of them, then what is related to them. SPDX 2 names a
    document once (`ExternalDocumentRef`) and its elements by that name, or in RDF by their whole
    address; SPDX 3 lists the elements (`import`)."""

    def __init__(self, register: Register, limits: BomLimits) -> None:
        self._register = register
        self._left = limits.indexed_octets
        self._addresses: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._links: dict[str, list[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._addresses)

    def document(self, name: str, address: str, place: str) -> None:
        """Another document, or an element of one. name: by which this document refers to it.

        Raises: MalformedError where there is no more room."""
        self._hold(len(name) + len(address), place)
        self._addresses[name] = address
        self._names[address] = name

    def relate(self, ends: Sequence[str | None], place: str) -> None:
        """The ends of a relationship, of which one may be elsewhere. Raises: MalformedError."""
        for end, other in zip(ends, reversed(ends), strict=True):
            name, element = self._parted(end or "")
            if name and other and other != end:
                address = self._addresses[name]
                self._relate(other, f"{address}#{element}" if element else address, place)

    def of(self, ref: str | None) -> tuple[str, ...]:
        """The addresses that a package is related to, each once."""
        return tuple(dict.fromkeys(self._links.get(ref or "", ())))

    def of_document(self) -> tuple[str, ...]:
        """The documents, the first of them."""
        told = dict.fromkeys(map(address_of, self._addresses.values()))
        return tuple(islice(told, MOST_DOCUMENTS))

    def _parted(self, end: str) -> tuple[str, str]:
        """By which name what is at that end is known, and the element in it; empty of what is here."""
        if end in self._addresses:
            return end, ""
        name, _, element = end.partition(":")
        if name in self._addresses:
            return name, element
        address, _, element = end.partition("#")
        return self._names.get(address, ""), element

    def _relate(self, ref: str, address: str, place: str) -> None:
        held = self._links.setdefault(ref, [])
        if len(held) < MOST_LINKS:
            self._hold(len(ref) + len(address), place)
            held.append(address)

    def _hold(self, octets: int, place: str) -> None:
        self._left -= octets + ENTRY_OCTETS
        if self._left < 0:
            self._register.refuse("more to remember than is allowed", place)


def external_document(value: object, place: str) -> tuple[str, str] | ComponentError:
    """Name and address of an `ExternalDocumentRef` (SPDX 2.3 section 6.6), or what is wrong."""
    raw = value if isinstance(value, Mapping) else {}
    name, address = reference(raw.get("externalDocumentId")), reference(raw.get("spdxDocument"))
    found = DOCUMENT_REF.fullmatch(name or "")
    if found is None or found[2]:
        return ComponentError(f"{place}/externalDocumentId", "expected DocumentRef- and a name")
    if address is None or not is_uri(address) or "#" in address:
        return ComponentError(f"{place}/spdxDocument", "expected an address without #")
    return found[1], address


def links_of(refs: object) -> tuple[str, ...]:
    """Of the external references of a package the BOM-Links, and documents in SPDX."""
    return tuple(islice(dict.fromkeys(_links(refs)), MOST_LINKS))


def _links(refs: object) -> Iterator[str]:
    for one in objects(refs):
        kind = str(one.get("referenceType")).rpartition("/")[2]
        locators = one.get("referenceLocator", one.get("locator"))
        for text in locators if isinstance(locators, list) else (locators,):
            link = text.strip() if isinstance(text, str) and len(text) <= LONGEST else ""
            if BOM_LINK.fullmatch(link) or (kind == SPDX_DOCUMENT and is_uri(link)):
                yield link
