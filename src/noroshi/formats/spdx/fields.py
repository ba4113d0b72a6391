"""Where SPDX says what BSI TR-03183-2 asks for (section 8.2 for SPDX 3; of SPDX 2, which has no such
mapping, the members of the same meaning)."""

from collections.abc import Iterator, Mapping
from typing import Final

from noroshi.formats.bom_fields import (
    Field,
    is_contact,
    is_filename,
    is_licence,
    is_sha_512,
    is_uri,
    objects,
)

# What tells that a file's purposes are the guideline's properties, so that one not named is denied.
PROPERTIES_MARK: Final = "TR-03183"
PURPOSES: Final = {
    "executable": Field.EXECUTABLE,
    "archive": Field.ARCHIVE,
    "container": Field.STRUCTURED,
    "firmware": Field.STRUCTURED,
}
NAMED_BY: Final = frozenset({"packageUrl", "packageURL", "cpe22", "cpe23", "swid"})
GRADES: Final = frozenset({"complete", "incomplete", "noAssertion"})


def fields_of_package_2(raw: Mapping[str, object], maker_contact: str | None) -> frozenset[Field]:
    """Of a package of SPDX 2 as JSON has it."""
    hashes = objects(raw.get("checksums"))
    told = {
        Field.CREATOR: is_contact(maker_contact),
        Field.FILENAME: is_filename(raw.get("packageFileName")),
        Field.DISTRIBUTION_LICENCES: is_licence(raw.get("licenseConcluded")),
        Field.ORIGINAL_LICENCES: is_licence(raw.get("licenseDeclared")),
        Field.DEPLOYABLE_HASH: any(
            one.get("algorithm") == "SHA512" and is_sha_512(one.get("checksumValue"))
            for one in hashes
        ),
        Field.DEPLOYABLE_URI: is_uri(raw.get("downloadLocation")),
        Field.IDENTIFIERS: bool(raw.get("purl") or raw.get("cpe")),
    }
    return frozenset(field for field, is_told in told.items() if is_told)


def fields_of_package_3(raw: Mapping[str, object]) -> frozenset[Field]:
    """Of a package of SPDX 3 what stands in it itself."""
    identifiers = [
        *objects(raw.get("externalIdentifier")),
        *objects(raw.get("externalIdentifiers")),
    ]
    is_named = any(
        one.get("externalIdentifierType") in NAMED_BY and one.get("identifier")
        for one in identifiers
    )
    told = {Field.IDENTIFIERS} if is_named or raw.get("software_packageUrl") else set()
    if is_uri(raw.get("software_downloadLocation")):
        told.add(Field.DEPLOYABLE_URI)
    return frozenset(told)


def fields_of_artifact(raw: Mapping[str, object]) -> frozenset[Field]:
    """Of a file that a package is distributed as, or of what it is made from."""
    return frozenset(_of_source(raw) if _is_source(raw) else _of_file(raw))


def has_contact(raw: Mapping[str, object]) -> bool:
    """Of an agent of SPDX 3."""
    for member in ("externalIdentifier", "externalIdentifiers"):
        if any(is_contact(one.get("identifier")) for one in objects(raw.get(member))):
            return True
    return False


def _is_source(raw: Mapping[str, object]) -> bool:
    return raw.get("software_primaryPurpose") == "source"


def _of_source(raw: Mapping[str, object]) -> Iterator[Field]:
    if any(is_uri(uri) for uri in _referred(raw, "sourceartifact")):
        yield Field.SOURCE_URI


def _of_file(raw: Mapping[str, object]) -> Iterator[Field]:
    if is_filename(raw.get("name")):
        yield Field.FILENAME
    if any(
        one.get("algorithm") == "sha512" and is_sha_512(one.get("hashValue"))
        for one in objects(raw.get("verifiedUsing"))
    ):
        yield Field.DEPLOYABLE_HASH
    if any(is_uri(uri) for uri in _referred(raw, "binaryartifact")):
        yield Field.DEPLOYABLE_URI
    purposes = raw.get("software_additionalPurpose")
    yield from (
        PURPOSES[word]
        for word in (purposes if isinstance(purposes, list) else ())
        if isinstance(word, str) and word in PURPOSES
    )
    if PROPERTIES_MARK in str(raw.get("comment")):
        yield from (Field.EXECUTABLE, Field.ARCHIVE)


def _referred(raw: Mapping[str, object], kind: str) -> Iterator[object]:
    for one in objects(raw.get("externalRef")):
        if str(one.get("externalRefType")).lower() == kind:
            locator = one.get("locator")
            yield from locator if isinstance(locator, list) else (locator,)
