"""From the octets of one document to a VexDocument."""

import re
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from noroshi.formats.advisories import Statement, VexDocument, VexFormat
from noroshi.formats.cyclonedx_vex import wire
from noroshi.formats.cyclonedx_vex.products import Products
from noroshi.formats.cyclonedx_vex.statements import statements_of
from noroshi.formats.cyclonedx_vex.xml_document import Values, xml_document
from noroshi.formats.json_limits import DETAIL_CHARACTERS, JsonLimits, read_json, utc
from noroshi.kernel.errors import Location, MalformedError

LIMITS = JsonLimits(octets=64 << 20, commas=1_000_000)
REFUSED_LIMIT = 1000
PEEK_OCTETS = 1 << 16
BOM_FORMAT = re.compile(rb'"bomFormat"\s*:\s*"CycloneDX"')
VULNERABILITIES = re.compile(rb'"vulnerabilities"\s*:\s*\[\s*\{')
XML_ROOT = re.compile(rb"<(?:[\w.-]+:)?bom\s[^>]*http://cyclonedx\.org/schema/bom/")
XML_VULNERABILITIES = re.compile(rb"<(?:[\w.-]+:)?vulnerability[\s>]")

T = TypeVar("T")

_BOM = msgspec.json.Decoder(wire.Bom)
_VULNERABILITY = msgspec.json.Decoder(wire.Vulnerability)


def is_document(data: bytes) -> bool:
    """Whether it looks like a document that tells of vulnerabilities, of which only the start and
    the end are looked at: those that stand between many components are not seen."""
    start, end = data[:PEEK_OCTETS], data[-PEEK_OCTETS:]
    return any(
        all(marker.search(start) or marker.search(end) for marker in markers)
        for markers in ((BOM_FORMAT, VULNERABILITIES), (XML_ROOT, XML_VULNERABILITIES))
    )


def read(data: bytes, *, at: Location) -> VexDocument:
    """One document; a vulnerability that is bad, or what it says of something that the document
    does not hold, is refused by itself.

    Without an analysis, what a vulnerability affects is affected.
    Raises: MalformedError when the document as such is bad, or more than 1,000 of its
    vulnerabilities. Source: ECMA-424, vulnerabilities."""
    if data[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        values, vulnerabilities = xml_document(data, at=at)
        bom = _converted(values, wire.Bom, at=at)
        return _Reading(bom, vulnerabilities, at).document()
    bom = read_json(data, _BOM, limits=LIMITS, at=at)
    return _Reading(bom, bom.vulnerabilities or (), at).document()


class _Reading:
    """One document and what has been read of it."""

    def __init__(self, bom: wire.Bom, raw: Sequence[msgspec.Raw | Values], at: Location) -> None:
        self._bom = bom
        self._raw = raw
        self._at = at
        self._products = Products(bom)
        stamp = bom.metadata and bom.metadata.timestamp
        self._issued_at = utc(stamp, at=at) if stamp else None
        self._statements: list[Statement] = []
        self._refused: list[tuple[str, str]] = []

    def document(self) -> VexDocument:
        for number, raw in enumerate(self._raw):
            at = Location(self._at.source, f"/vulnerabilities/{number}")
            try:
                self._take(_vulnerability(raw, at=at), at)
            except MalformedError as error:
                self._refused.append((at.place, error.detail))
            if len(self._refused) > REFUSED_LIMIT:
                reason = f"more than {REFUSED_LIMIT} vulnerabilities are malformed"
                raise MalformedError(reason, at=self._at)
        author, role = _author(self._bom.metadata or wire.Metadata())
        return VexDocument(
            format=VexFormat.CYCLONEDX,
            id=self._bom.serial_number or "",
            author=author,
            author_role=role,
            version=str(self._bom.version),
            issued_at=self._issued_at,
            updated_at=self._issued_at,
            statements=tuple(self._statements),
            refused=tuple(self._refused),
        )

    def _take(self, vulnerability: wire.Vulnerability, at: Location) -> None:
        analysis = vulnerability.analysis
        own = analysis and (analysis.last_updated or analysis.first_issued)
        since = utc(own, at=at) if own else self._issued_at
        for number, affects in enumerate(vulnerability.affects or ()):
            product = self._products.find(affects.ref)
            if product:
                self._statements += statements_of(vulnerability, affects, product, at=since)
            else:
                reason = f"{affects.ref[:200]!r} is nothing in the document, or two things"
                self._refused.append((f"{at.place}/affects/{number}", reason))


def _vulnerability(raw: msgspec.Raw | Values, *, at: Location) -> wire.Vulnerability:
    if isinstance(raw, dict):
        return _converted(raw, wire.Vulnerability, at=at)
    return read_json(bytes(raw), _VULNERABILITY, limits=LIMITS, at=at)


def _converted(values: Values, kind: type[T], *, at: Location) -> T:
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise MalformedError(str(error)[:DETAIL_CHARACTERS], at=at) from error


def _author(metadata: wire.Metadata) -> tuple[str, str | None]:
    """Who made the document: authors, or else whose product it describes."""
    subject = metadata.component or wire.Component()
    told = [("author", party) for party in metadata.authors or ()]
    told += [
        ("manufacturer", metadata.manufacturer or metadata.manufacture or wire.Party()),
        ("supplier", metadata.supplier or subject.supplier or wire.Party()),
    ]
    return next(((party.name, role) for role, party in told if party.name), ("", None))
