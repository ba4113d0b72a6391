"""The data fields that a technical guideline asks of an SBOM, and what of a text counts as one.

Source: BSI TR-03183-2, version 2.1.0 (August 2025), sections 5.2.1 to 5.2.4 and 8.2."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from noroshi.formats.names.licences import is_expression

EMAIL: Final = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>().]+")
URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/]+\S*")
SHA_512: Final = re.compile(r"[0-9a-fA-F]{128}")
# BOM-Link of CycloneDX: serial number, version and, where one part is meant, its bom-ref.
BOM_LINK: Final = re.compile(
    r"urn:cdx:([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/([1-9]\d{0,8})(?:#(\S+))?",
    re.ASCII,
)
MOST_LINKS: Final = 20  # to other documents, of one component
MOST_DOCUMENTS: Final = 200  # that a document itself names
PATH: Final = re.compile(r"[/\\]")


class Field(StrEnum):
    """In the guideline's order: of the document and of each component what is required, then what
    is to be told besides, where it exists."""

    SBOM_CREATOR = "sbom_creator"
    TIMESTAMP = "sbom_timestamp"
    CREATOR = "component_creator"
    NAME = "component_name"
    VERSION = "component_version"
    FILENAME = "filename"
    DEPENDENCIES = "dependencies"
    DISTRIBUTION_LICENCES = "distribution_licences"
    DEPLOYABLE_HASH = "deployable_hash"
    EXECUTABLE = "executable"
    ARCHIVE = "archive"
    STRUCTURED = "structured"
    SBOM_URI = "sbom_uri"
    SOURCE_URI = "source_uri"
    DEPLOYABLE_URI = "deployable_uri"
    IDENTIFIERS = "identifiers"
    ORIGINAL_LICENCES = "original_licences"


NO_FIELDS: Final[frozenset[Field]] = frozenset()


def objects(value: object) -> Iterable[Mapping[str, object]]:
    """The objects in a list, or the one that stands in its place."""
    listed = value if isinstance(value, list) else (value,)
    return (part for part in listed if isinstance(part, Mapping))


def is_contact(text: object) -> bool:
    """Is it an e-mail address, or the address of a page?"""
    return isinstance(text, str) and bool(
        EMAIL.fullmatch(text.strip()) or URL.fullmatch(text.strip())
    )


def is_uri(text: object) -> bool:
    """Is it a URI, a URN too?"""
    return isinstance(text, str) and bool(URI.fullmatch(text.strip()))


def is_licence(text: object) -> bool:
    """Is it an SPDX identifier or expression, or a reference (section 6.1)?"""
    return isinstance(text, str) and len(text) < 2048 and is_expression(text.strip())


def is_filename(text: object) -> bool:
    """Is it a name without a path?"""
    return isinstance(text, str) and bool(text.strip()) and not PATH.search(text)


def is_sha_512(text: object) -> bool:
    """Are these the digits of one?"""
    return isinstance(text, str) and bool(SHA_512.fullmatch(text.strip()))


def linked_bill(link: str) -> tuple[str, int]:
    """The number and the version of the document that a link is to: a BOM-Link, or the address of a
    document in SPDX or of an element in it, whose other versions have addresses of their own."""
    found = BOM_LINK.fullmatch(link)
    return (f"urn:uuid:{found[1].lower()}", int(found[2])) if found else (address_of(link), 1)


def address_of(text: str) -> str:
    """The address of a document without that of the part which is meant."""
    return text.partition("#")[0]
