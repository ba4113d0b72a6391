"""What an advisory and a VEX document say, whatever format they came in."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

import msgspec

from noroshi.formats.names.cvss import Score
from noroshi.formats.names.identities import cpe_version, first_cpe, first_purl, purl_version
from noroshi.formats.names.purls import Purl
from noroshi.formats.names.ranges import VersionEntry

CWE = re.compile(r"CWE-[1-9][0-9]{0,5}(?![0-9])")
WEB = ("http://", "https://")

T = TypeVar("T")


class Metric(msgspec.Struct, frozen=True, gc=False):
    """One CVSS score and whose it is: `cna`, `adp:NAME`, or an advisory's source."""

    source: str
    score: Score


class Affected(msgspec.Struct, frozen=True, gc=False):
    """One product and the statements on its versions.

    source: `cna`, `adp:NAME`, and either with `:cpe` when it comes from `cpeApplicability`, or an
    advisory's source; default_status: of versions that no entry names; platforms: empty for all of
    them."""

    source: str
    vendor: str | None
    product: str | None
    package_name: str | None = None
    collection_url: str | None = None
    package_url: str | None = None
    cpes: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    default_status: str = "unknown"
    versions: tuple[VersionEntry, ...] = ()


class Advisory(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One vulnerability, as one source tells it.

    source: `osv`, `jvn`, `csaf:PUBLISHER-NAMESPACE`; id: as the source names it; aliases: other
    names of the same vulnerability; related: of others that are close to it; upstream: of those
    that it is the consequence of. title and description are in the source's language, those in
    Japanese stand apart and are None where the source has none. Instants: UTC; withdrawn_at: since
    when it is no more to be believed. cwes: `CWE-79`; references: http and https addresses. Lists
    hold nothing twice and keep the source's order."""

    source: str
    id: str
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    withdrawn_at: datetime | None = None
    title: str | None = None
    title_ja: str | None = None
    description: str = ""
    description_ja: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    cwes: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    metrics: tuple[Metric, ...] = ()
    affected: tuple[Affected, ...] = ()


class Status(StrEnum):
    """What a VEX statement says of a product and a vulnerability (CISA, VEX status)."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not_affected"
    FIXED = "fixed"
    UNDER_INVESTIGATION = "under_investigation"


class Justification(StrEnum):
    """Why a product is not affected (CISA, Status Justifications; OpenVEX; CSAF flags)."""

    COMPONENT_NOT_PRESENT = "component_not_present"
    CODE_NOT_PRESENT = "vulnerable_code_not_present"
    CODE_NOT_IN_EXECUTE_PATH = "vulnerable_code_not_in_execute_path"
    CODE_CANNOT_BE_CONTROLLED = "vulnerable_code_cannot_be_controlled_by_adversary"
    INLINE_MITIGATIONS = "inline_mitigations_already_exist"


class VexFormat(StrEnum):
    """The format that a VEX document came in."""

    CSAF = "csaf"
    OPENVEX = "openvex"
    CYCLONEDX = "cyclonedx"


class Product(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The product of a statement, by as many names as the document gives.

    id: the document's own word for it (a product_id, an IRI, a bom-ref); purls and cpes: as
    written; version: its own, where versions do not say otherwise; platforms: what it is a part of
    or runs on, in words, empty for any; wholes: what it is said to be a part of, all of them, empty
    where the statement holds of it anywhere; versions: those that are meant, marked `affected` whatever the
    statement says of them, empty for all."""

    id: str
    vendor: str | None = None
    name: str | None = None
    version: str | None = None
    purls: tuple[str, ...] = ()
    cpes: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    wholes: "tuple[Product, ...]" = ()
    versions: tuple[VersionEntry, ...] = ()


class Statement(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One product's status in one vulnerability.

    vulnerability: its name in the document; justification_given: the document's own word for it;
    impact: why it is not affected, in words; actions: what to do where it is affected; at: since
    when the statement holds, UTC."""

    vulnerability: str
    aliases: tuple[str, ...]
    product: Product
    status: Status
    justification: Justification | None = None
    justification_given: str | None = None
    impact: str | None = None
    actions: tuple[str, ...] = ()
    at: datetime | None = None


class VexDocument(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One edition. id and author: empty where not told; version: as written, numbers too, since
    CSAF's may be `1.2.0`; instants: UTC; refused: (JSON pointer, reason) of what is left out."""

    format: VexFormat
    id: str
    author: str
    author_role: str | None = None
    version: str
    issued_at: datetime | None = None
    updated_at: datetime | None = None
    statements: tuple[Statement, ...]
    refused: tuple[tuple[str, str], ...] = ()


def unique(items: Iterable[T]) -> tuple[T, ...]:
    """Each once, in the order of the first."""
    return tuple(dict.fromkeys(items))


def identified_product(names: Sequence[str], *, whole: Product | None = None) -> Product:
    """A product that is known by nothing but identifiers: the first is its id, those that are
    package URLs or CPE names tell the rest."""
    purls = unique(name for name in names if name[:4].casefold() == "pkg:")
    cpes = unique(name for name in names if name[:4].casefold() == "cpe:")
    purl, cpe = first_purl(purls), first_cpe(cpes)
    version = purl_version(purl) or cpe_version(cpe)
    return Product(
        id=names[0],
        vendor=cpe.vendor if cpe else None,
        name=purl.name if purl else cpe.product if cpe else None,
        version=version,
        purls=purls,
        cpes=cpes,
        platforms=(whole.id,) if whole else (),
        wholes=(whole,) if whole else (),
        versions=version_entries(version, purl),
    )


def version_entries(version: str | None, purl: Purl | None) -> tuple[VersionEntry, ...]:
    """A single version, under the order of its package's type; none where any is meant. What a
    package URL says is that version and no range, `1!0.5` too."""
    if not version:
        return ()
    is_exact = purl is not None and purl.version == version
    return (VersionEntry(version, "affected", purl.type if purl else None, is_exact=is_exact),)


def with_status(entry: VersionEntry, status: str) -> VersionEntry:
    """The entry, saying that of its versions; one that sets versions apart stays as it is."""
    is_set_apart = entry.status != "affected"
    return entry if is_set_apart else msgspec.structs.replace(entry, status=status)


def web_addresses(texts: Iterable[str]) -> tuple[str, ...]:
    """Those that are http or https addresses, each once."""
    return unique(
        [text for text in texts if text.startswith(WEB) or text[:8].casefold().startswith(WEB)]
    )


def cwes_in(texts: Iterable[str]) -> tuple[str, ...]:
    """The identifiers that texts begin with, each once."""
    return unique([found[0] for found in map(CWE.match, texts) if found])
