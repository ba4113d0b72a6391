"""What a bill of materials says, in either spelling."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

SPEC_VERSIONS: Final = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BomLimits:
    """What is read at most. octets: of the document; value_octets: of one text, and in JSON of one
    component without those nested in it; held_octets: of `metadata`, and in XML of all that is
    open at once. components: nested ones too; nesting: levels of arrays and objects, or elements,
    in one component, and all the way down where one component holds others."""

    octets: int = 256 * MIB
    value_octets: int = MIB
    held_octets: int = 8 * MIB
    components: int = 1_000_000
    nesting: int = 64


# A struct, since a frozen dataclass of so many fields costs as much as all the parsing.
class Component(msgspec.Struct, frozen=True, kw_only=True):
    """One component. place: JSON pointer (`/components/17`), used for XML too.

    type, name and the rest: the standard's words; absent and empty are None. purl and cpe are as
    written, at most 2048 characters like every text here. hashes: (algorithm, hexadecimal in lower
    case). licences: SPDX identifier, SPDX expression or, failing both, name. parent_ref: bom-ref
    of the component that this one is nested in; None also where the parent has none."""

    place: str
    bom_ref: str | None
    type: str
    group: str | None
    name: str
    version: str | None
    purl: str | None
    cpe: str | None
    supplier: str | None
    publisher: str | None
    manufacturer: str | None
    hashes: tuple[tuple[str, str], ...]
    licences: tuple[str, ...]
    scope: str | None
    parent_ref: str | None


@dataclass(frozen=True, slots=True)
class BomHeader:
    """The document. serial_number: `urn:uuid:…`; version: of this document, from 1.

    timestamp: UTC where the document names no offset; subject: what it describes."""

    spec_version: str
    serial_number: str | None
    version: int
    timestamp: datetime | None
    subject: Component | None


@dataclass(frozen=True, slots=True)
class ComponentError:
    """What was left out: a whole component (`/components/17`) or a part of one that stays without
    it (`/components/17/hashes/0/alg`)."""

    place: str
    reason: str


Item = BomHeader | Component | ComponentError
