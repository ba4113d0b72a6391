"""What a bill of materials says, whatever its standard and spelling."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec

from noroshi.formats.bom_fields import NO_FIELDS, Field

MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BomLimits:
    """What is read at most. octets: of the document; value_octets: of one text, and in JSON of one
    component without those nested in it; held_octets: of `metadata`, and in XML of all that is
    open at once; indexed_octets: of what a spelling without order (RDF, JSON-LD) makes us remember.
    components: nested ones too, and services; nesting: levels of arrays and objects, or elements, in one
    component, and all the way down where one component holds others."""

    octets: int = 256 * MIB
    value_octets: int = MIB
    held_octets: int = 8 * MIB
    indexed_octets: int = 128 * MIB
    components: int = 1_000_000
    nesting: int = 64


# Structs, since a frozen dataclass of so many fields costs as much as all the parsing.
class Component(msgspec.Struct, frozen=True, kw_only=True):
    """One component. place: JSON pointer (`/components/17`), used for XML too, or `line 17`.

    type: CycloneDX's words; SPDX's are brought to them, and a package of which SPDX tells no
    purpose, or one that CycloneDX has no word for, is a `library`, as CycloneDX recommends. absent
    and empty are None. purl and cpe are as written, at most 2048 characters like every text here.
    manufacturer: in SPDX the originator. hashes: (algorithm in CycloneDX's spelling, hexadecimal in
    lower case). licences: SPDX identifier, SPDX expression or, failing both, name; of SPDX what was
    concluded, then what was declared. bom_ref: in SPDX the identifier of the element. parent_ref:
    bom-ref of the component that this one is nested in; None also where the parent has none. source: of
    what a distribution built, the source package as tools tell it beside the purl,
    `openssl@3.0.2-0ubuntu1.10`. told: what of BSI's guideline it says; is_elsewhere: another document
    describes it; bills: links to other documents, BOM-Links (`urn:cdx:` with serial number and
    version) and addresses of documents in SPDX, or of elements in them."""

    place: str
    bom_ref: str | None
    type: str
    group: str | None = None
    name: str
    version: str | None = None
    purl: str | None = None
    cpe: str | None = None
    supplier: str | None = None
    publisher: str | None = None
    manufacturer: str | None = None
    hashes: tuple[tuple[str, str], ...] = ()
    licences: tuple[str, ...] = ()
    scope: str | None = None
    parent_ref: str | None = None
    source: str | None = None
    told: frozenset[Field] = NO_FIELDS
    is_elsewhere: bool = False
    bills: tuple[str, ...] = ()


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service that a product calls or offers, as CycloneDX has them. place: as of a component.

    endpoints: addresses as written; is_authenticated, crosses_boundary: whether it asks who calls,
    and whether a trust boundary lies between, None where nothing is said. data: (flow, as seen from
    the service: `inbound`, `outbound`, `bi-directional` or `unknown`; classification as written).
    parent: the full name of the service that holds it."""

    place: str
    bom_ref: str | None = None
    group: str | None = None
    name: str
    version: str | None = None
    provider: str | None = None
    endpoints: tuple[str, ...] = ()
    is_authenticated: bool | None = None
    crosses_boundary: bool | None = None
    data: tuple[tuple[str, str], ...] = ()
    parent: str | None = None


class EdgeKind(StrEnum):
    """How two elements hang together. Whether at build, in tests or at runtime is not told apart:
    a weakness in a compiler is one too."""

    DEPENDS_ON = "depends_on"
    CONTAINS = "contains"
    PROVIDES = "provides"
    DESCRIBES = "describes"


class Edge(msgspec.Struct, frozen=True):
    """One relation, always from what needs, holds, provides or describes. The references are
    bom-refs, also of what is no component (a file, a service) or stands in another document."""

    from_ref: str
    to_ref: str
    kind: EdgeKind


class Enumeration(msgspec.Struct, frozen=True):
    """That what a component needs or holds is listed, an empty list too, or how complete the list is
    (is_graded)."""

    ref: str
    is_listed: bool = False
    is_graded: bool = False


@dataclass(frozen=True, slots=True)
class BomHeader:
    """The document. spec_version: of its standard. serial_number: `urn:uuid:…`, in SPDX the
    namespace; version: of this document, from 1; name: of the document, in SPDX only.

    timestamp: UTC where the document names no offset. authors: who made the document; tools: with
    what; contexts: at which stage (`build`, `operations`), in the standard's words. subject: what
    it describes. In CycloneDX that stands beside the components; in SPDX, where it is one of the
    packages, it comes among them too, with the same place. told: as of a component; bills: the other
    documents that it names, the first of them, in SPDX only."""

    spec_version: str
    serial_number: str | None = None
    version: int = 1
    timestamp: datetime | None = None
    subject: Component | None = None
    name: str | None = None
    authors: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    told: frozenset[Field] = NO_FIELDS
    bills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ComponentError:
    """What was left out: a whole component (`/components/17`) or relation, or a part of one that
    stays without it (`/components/17/hashes/0/alg`)."""

    place: str
    reason: str


Item = BomHeader | Component | Service | Edge | Enumeration | ComponentError
