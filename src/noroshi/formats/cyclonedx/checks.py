"""What CycloneDX asks of a component, however it was spelt. Vocabularies are those of the newest version."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

import msgspec

from noroshi.formats.bom import Component, Edge, EdgeKind, Item
from noroshi.formats.bom_checks import CPE, PURL, Register, Text, cleaned, reference, settle, shaped
from noroshi.formats.bom_sources import source_in_properties
from noroshi.formats.cyclonedx.fields import bom_links, fields_of_component, is_elsewhere

HashContent = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9a-fA-F]{2}){16,64}\Z")]
Algorithm = Literal[
    "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512",
    "BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3", "Streebog-256", "Streebog-512",
]  # fmt: skip
Type = Literal[
    "application", "framework", "library", "container", "platform", "operating-system", "device",
    "device-driver", "firmware", "file", "machine-learning-model", "data", "cryptographic-asset",
]  # fmt: skip
Scope = Literal["required", "optional", "excluded"]


class _Hash(msgspec.Struct):
    alg: Algorithm
    content: HashContent


class Party(msgspec.Struct):
    name: Text | None = None


class _Licence(msgspec.Struct):
    id: Text | None = None
    name: Text | None = None

    def __post_init__(self) -> None:
        if bool(self.id) == bool(self.name):
            raise ValueError("a licence has either an id or a name")


class _LicenceChoice(msgspec.Struct):
    license: _Licence | None = None
    expression: Text | None = None

    def __post_init__(self) -> None:
        if bool(self.license) == bool(self.expression):
            raise ValueError("expected either a licence or an expression")

    def text(self) -> str:
        licence = self.license
        return self.expression or (licence and (licence.id or licence.name)) or ""


class _Component(msgspec.Struct, rename={"bom_ref": "bom-ref"}):
    type: Type
    name: Text
    bom_ref: Text | None = None
    group: Text | None = None
    version: Text | None = None
    purl: Text | None = None
    cpe: Text | None = None
    supplier: Party | None = None
    publisher: Text | None = None
    manufacturer: Party | None = None
    hashes: list[_Hash] | None = None
    licenses: list[_LicenceChoice] | None = None
    scope: Scope | None = None


MEMBERS: Final = frozenset(_Component.__struct_encode_fields__)
# Looked at, and no part of a component.
ASIDE: Final = frozenset({"properties", "externalReferences", "authors", "swid"})
REQUIRED: Final = frozenset({"type", "name"})


class Checker(Register):
    """The checks of one document, whose bom-refs are its own."""

    def component(self, value: object, place: str, parent_ref: str | None) -> list[Item]:
        """The component, if it may stay, that its parent contains it, and what was left out."""
        self.count(place)

        def read(part: object) -> Component:
            raw = msgspec.convert(part, _Component)
            component = self._settled(raw, place, parent_ref, source_in_properties(part))
            return msgspec.structs.replace(
                component,
                told=fields_of_component(part),
                is_elsewhere=is_elsewhere(part),
                bills=bom_links(part),
            )

        component, faults = settle(value, place, required=REQUIRED, reading=read)
        if component is None:
            return [*faults]
        if component.parent_ref is None or component.bom_ref is None:
            return [component, *faults]
        inside = Edge(component.parent_ref, component.bom_ref, EdgeKind.CONTAINS)
        return [component, inside, *faults]

    def _settled(
        self, raw: _Component, place: str, parent_ref: str | None, source: str | None
    ) -> Component:
        name = cleaned("name", raw.name)
        if name is None:
            raise msgspec.ValidationError("the name is empty - at `$.name`")
        component = Component(
            place=place,
            bom_ref=cleaned("bom-ref", raw.bom_ref),
            type=raw.type,
            group=cleaned("group", raw.group),
            name=name,
            version=cleaned("version", raw.version),
            purl=shaped("purl", PURL, raw.purl),
            cpe=shaped("cpe", CPE, raw.cpe),
            supplier=name_of("supplier", raw.supplier),
            publisher=cleaned("publisher", raw.publisher),
            manufacturer=name_of("manufacturer", raw.manufacturer),
            hashes=tuple((part.alg, part.content.lower()) for part in raw.hashes or ()),
            licences=_licences(raw.licenses),
            scope=raw.scope,
            parent_ref=parent_ref,
            source=source,
        )
        self.claim(component.bom_ref, "bom-ref")
        return component


def ref_of(raw: object) -> str | None:
    """The bom-ref by which what is nested in a component names it."""
    return reference(raw.get("bom-ref")) if isinstance(raw, Mapping) else None


def name_of(member: str, party: Party | None) -> str | None:
    """The name of a person or an organisation. Raises: ValidationError."""
    return cleaned(member, party.name) if party else None


def _licences(choices: list[_LicenceChoice] | None) -> tuple[str, ...]:
    texts = (cleaned("licenses", choice.text()) for choice in choices or ())
    return tuple(text for text in texts if text)
