"""Where CycloneDX says what BSI TR-03183-2 asks for (its section 8.2, and BSI's own taxonomy of
properties)."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from noroshi.formats.bom_checks import LONGEST
from noroshi.formats.bom_fields import (
    BOM_LINK,
    MOST_LINKS,
    NO_FIELDS,
    Field,
    is_contact,
    is_filename,
    is_licence,
    is_sha_512,
    is_uri,
    objects,
)

TAXONOMY: Final = "bsi:component:"
PROPERTIES: Final = {
    "executable": (Field.EXECUTABLE, ("executable", "non-executable")),
    "archive": (Field.ARCHIVE, ("archive", "no archive")),
    "structured": (Field.STRUCTURED, ("structured", "unstructured")),
}
LICENCES: Final = {
    "concluded": Field.DISTRIBUTION_LICENCES,
    "declared": Field.ORIGINAL_LICENCES,
}
SOURCES: Final = frozenset({"source-distribution", "vcs"})


def fields_of_component(raw: object) -> frozenset[Field]:
    """What a component's members say; its name, version and relations aside."""
    if not isinstance(raw, Mapping):
        return NO_FIELDS
    told = set(_of_references(raw))
    if _has_contact(raw):
        told.add(Field.CREATOR)
    if (
        raw.get("purl")
        or raw.get("cpe")
        or any(one.get("tagId") for one in objects(raw.get("swid")))
    ):
        told.add(Field.IDENTIFIERS)
    for choice in objects(raw.get("licenses")):
        inner = next(iter(objects(choice.get("license"))), choice)
        text = choice.get("expression") or inner.get("id") or inner.get("name")
        if inner.get("acknowledgement") in LICENCES and is_licence(text):
            told.add(LICENCES[str(inner["acknowledgement"])])
    if raw.get("properties"):
        told.update(_of_properties(raw))
    return frozenset(told) if told else NO_FIELDS


def fields_of_document(
    metadata: Mapping[str, object], serial_number: str | None
) -> frozenset[Field]:
    """What the header says; its time aside."""
    told = {Field.SBOM_CREATOR} if _has_contact(metadata) else set()
    return frozenset(told | ({Field.SBOM_URI} if serial_number else set()))


def is_elsewhere(raw: object) -> bool:
    """Does a component refer to another document that describes it?"""
    references = raw.get("externalReferences") if isinstance(raw, Mapping) else None
    return any(one.get("type") == "bom" and one.get("url") for one in objects(references))


def bom_links(raw: object) -> tuple[str, ...]:
    """The BOM-Links of a component's references to other documents, the first of them."""
    references = raw.get("externalReferences") if isinstance(raw, Mapping) else None
    urls = (one.get("url") for one in objects(references) if one.get("type") == "bom")
    links = (url.strip() for url in urls if isinstance(url, str) and len(url) <= LONGEST)
    return tuple(islice((link for link in links if BOM_LINK.fullmatch(link)), MOST_LINKS))


def _has_contact(raw: Mapping[str, object]) -> bool:
    """Of the organisation that made it, or of one of its authors."""
    for party in objects(raw.get("manufacturer")):
        urls = party.get("url")
        if any(map(is_contact, urls if isinstance(urls, list) else (urls,))):
            return True
        if any(is_contact(one.get("email")) for one in objects(party.get("contact"))):
            return True
    return any(is_contact(one.get("email")) for one in objects(raw.get("authors")))


def _of_references(raw: Mapping[str, object]) -> Iterator[Field]:
    for one in objects(raw.get("externalReferences")):
        if one.get("type") in SOURCES and is_uri(one.get("url")):
            yield Field.SOURCE_URI
        elif one.get("type") == "distribution":
            if is_uri(one.get("url")):
                yield Field.DEPLOYABLE_URI
            if any(
                part.get("alg") == "SHA-512" and is_sha_512(part.get("content"))
                for part in objects(one.get("hashes"))
            ):
                yield Field.DEPLOYABLE_HASH


def _of_properties(raw: Mapping[str, object]) -> Iterator[Field]:
    for one in objects(raw.get("properties")):
        name, value = one.get("name"), one.get("value")
        if not isinstance(name, str) or not name.startswith(TAXONOMY):
            continue
        kind = name.removeprefix(TAXONOMY)
        if kind == "filename" and is_filename(value):
            yield Field.FILENAME
        elif kind in PROPERTIES and value in PROPERTIES[kind][1]:
            yield PROPERTIES[kind][0]
