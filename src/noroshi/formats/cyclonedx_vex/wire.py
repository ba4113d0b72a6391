"""The members of a CycloneDX document that VEX is read from; others are ignored."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

Name = Annotated[str, Meta(min_length=1, max_length=4096)]
Affectedness = Literal["affected", "unaffected", "unknown"]


class Wire(msgspec.Struct, rename="camel", gc=False):
    """A JSON object of the format."""


class Party(Wire):
    name: str | None = None


class Component(Wire):
    """A component or a service."""

    bom_ref: str | None = field(name="bom-ref", default=None)
    group: str | None = None
    name: str | None = None
    version: str | None = None
    purl: str | None = None
    cpe: str | None = None
    supplier: Party | None = None
    manufacturer: Party | None = None
    publisher: str | None = None
    components: "tuple[Component, ...] | None" = None
    services: "tuple[Component, ...] | None" = None


class Metadata(Wire):
    timestamp: datetime | None = None
    authors: tuple[Party, ...] | None = None
    manufacturer: Party | None = None
    manufacture: Party | None = None  # until 1.5
    supplier: Party | None = None
    component: Component | None = None


class Bom(Wire):
    bom_format: Literal["CycloneDX"]
    spec_version: Annotated[str, Meta(pattern=r"^1\.[4-9]\Z")]
    serial_number: Annotated[str, Meta(max_length=256)] | None = None
    version: int = 1
    metadata: Metadata | None = None
    components: tuple[Component, ...] | None = None
    services: tuple[Component, ...] | None = None
    vulnerabilities: tuple[msgspec.Raw, ...] | None = None


class Version(Wire):
    """Either a version or a range."""

    version: Name | None = None
    range: Name | None = None
    status: Affectedness | None = None

    def __post_init__(self) -> None:
        if bool(self.version) == bool(self.range):
            raise ValueError("expected either a version or a range")


class Affects(Wire):
    ref: Name
    versions: tuple[Version, ...] | None = None


class Reference(Wire):
    id: Name


class Analysis(Wire):
    state: (
        Literal[
            "resolved",
            "resolved_with_pedigree",
            "exploitable",
            "in_triage",
            "false_positive",
            "not_affected",
        ]
        | None
    ) = None
    justification: Annotated[str, Meta(max_length=256)] | None = None
    response: tuple[Annotated[str, Meta(max_length=256)], ...] | None = None
    detail: str | None = None
    first_issued: datetime | None = None
    last_updated: datetime | None = None


class Vulnerability(Wire):
    id: Name
    references: tuple[Reference, ...] | None = None
    recommendation: str | None = None
    workaround: str | None = None
    analysis: Analysis | None = None
    affects: tuple[Affects, ...] | None = None
