"""OpenVEX documents: 0.2.0, and before it, when products and vulnerabilities were bare names."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, field

from noroshi.formats.advisories import (
    Justification,
    Product,
    Statement,
    Status,
    VexDocument,
    VexFormat,
    identified_product,
    unique,
)
from noroshi.formats.json_limits import JsonLimits, read_json, utc
from noroshi.kernel.errors import Location, MalformedError

LIMITS = JsonLimits(octets=64 << 20, commas=1_000_000)
REFUSED_LIMIT = 1000
STATEMENTS_LIMIT = 500_000  # before 0.2.0 products and parts multiply
PEEK_OCTETS = 1 << 16
CONTEXT = re.compile(rb'"@context"\s*:\s*"https://openvex\.dev/ns')

Name = Annotated[str, Meta(min_length=1, max_length=4096)]


class _Vulnerability(msgspec.Struct):
    name: Name | None = None
    id: Name | None = field(name="@id", default=None)
    aliases: tuple[Name, ...] = ()


class _Identifiers(msgspec.Struct):
    purl: Name | None = None
    cpe22: Name | None = None
    cpe23: Name | None = None


class _Component(msgspec.Struct):
    id: Name | None = field(name="@id", default=None)
    identifiers: _Identifiers = field(default_factory=_Identifiers)

    def __post_init__(self) -> None:
        if not self.names():
            raise ValueError("a component has an @id or identifiers")

    def names(self) -> tuple[str, ...]:
        given = (self.id, self.identifiers.purl, self.identifiers.cpe23, self.identifiers.cpe22)
        return tuple([name for name in given if name])


class _Product(_Component):
    subcomponents: tuple[str | _Component, ...] = ()


class _Statement(msgspec.Struct):
    vulnerability: Name | _Vulnerability
    status: Status
    products: tuple[Name | _Product, ...] = ()
    subcomponents: tuple[Name | _Component, ...] = ()
    justification: Justification | None = None
    impact_statement: str | None = None
    action_statement: str | None = None
    timestamp: datetime | None = None


class _Document(msgspec.Struct):
    context: Annotated[str, Meta(pattern=r"^https://openvex\.dev/ns")] = field(name="@context")
    id: Name = field(name="@id")
    author: Name
    timestamp: datetime
    version: int | str
    statements: list[msgspec.Raw]
    role: str | None = None
    last_updated: datetime | None = None


_DOCUMENT = msgspec.json.Decoder(_Document)
_STATEMENT = msgspec.json.Decoder(_Statement)


def is_document(data: bytes) -> bool:
    """Whether it looks like a document, of which only the start and the end are looked at."""
    return bool(
        CONTEXT.search(data, 0, PEEK_OCTETS)
        or CONTEXT.search(data, max(0, len(data) - PEEK_OCTETS))
    )


def read(data: bytes, *, at: Location) -> VexDocument:
    """One document; a bad statement, or one without a product, is refused by itself.

    Raises: MalformedError when the document as such is bad, or more than 1,000 of its statements.
    Source: OpenVEX specification 0.2.0."""
    document = read_json(data, _DOCUMENT, limits=LIMITS, at=at)
    issued_at = utc(document.timestamp, at=at)
    statements: list[Statement] = []
    refused: list[tuple[str, str]] = []
    for number, raw in enumerate(document.statements):
        place = Location(at.source, f"/statements/{number}")
        try:
            stated = read_json(bytes(raw), _STATEMENT, limits=LIMITS, at=place)
            statements += _statements(stated, issued_at, at=place)
        except MalformedError as error:
            refused.append((place.place, error.detail))
        if len(refused) > REFUSED_LIMIT:
            raise MalformedError(f"more than {REFUSED_LIMIT} statements are malformed", at=at)
        if len(statements) > STATEMENTS_LIMIT:
            raise MalformedError(f"says more than {STATEMENTS_LIMIT} things of products", at=at)
    return VexDocument(
        format=VexFormat.OPENVEX,
        id=document.id,
        author=document.author,
        author_role=document.role or None,
        version=str(document.version),
        issued_at=issued_at,
        updated_at=utc(document.last_updated, at=at) if document.last_updated else issued_at,
        statements=tuple(statements),
        refused=tuple(refused),
    )


def _statements(stated: _Statement, issued_at: datetime, *, at: Location) -> list[Statement]:
    """One for each product, or for each part of it that the statement is about."""
    names = _names(stated.vulnerability)
    if not names:
        raise MalformedError("the vulnerability has no name", at=at)
    if not stated.products:
        raise MalformedError("no product is named", at=at)
    if len(stated.products) * len(stated.subcomponents) > STATEMENTS_LIMIT:
        raise MalformedError(f"says more than {STATEMENTS_LIMIT} things of products", at=at)
    since = utc(stated.timestamp, at=at) if stated.timestamp else issued_at
    return [
        Statement(
            vulnerability=names[0],
            aliases=names[1:],
            product=product,
            status=stated.status,
            justification=stated.justification,
            justification_given=stated.justification,
            impact=stated.impact_statement,
            actions=(stated.action_statement,) if stated.action_statement else (),
            at=since,
        )
        for product in _products(stated)
    ]


def _names(vulnerability: str | _Vulnerability) -> tuple[str, ...]:
    if isinstance(vulnerability, str):
        return (vulnerability,)
    name = vulnerability.name or vulnerability.id
    return unique((name, *vulnerability.aliases)) if name else ()


def _products(stated: _Statement) -> Iterator[Product]:
    for product in stated.products:
        whole = identified_product(_names_of(product))
        own = () if isinstance(product, str) else product.subcomponents
        parts = (*own, *stated.subcomponents)
        if not parts:
            yield whole
        for part in parts:
            yield identified_product(_names_of(part), whole=whole)


def _names_of(component: str | _Component) -> tuple[str, ...]:
    return (component,) if isinstance(component, str) else component.names()
