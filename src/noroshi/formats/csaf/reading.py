"""From the octets of one document to its advisories and its VEX statements."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from noroshi.formats.advisories import (
    Advisory,
    Metric,
    Statement,
    Status,
    VexDocument,
    VexFormat,
    cwes_in,
    unique,
    web_addresses,
)
from noroshi.formats.csaf import wire
from noroshi.formats.csaf.affected import affected_products
from noroshi.formats.csaf.budget import Budget
from noroshi.formats.csaf.product_tree import Products
from noroshi.formats.csaf.statements import Stated, Telling, stated_of, statement
from noroshi.formats.json_limits import JsonLimits, read_json, utc
from noroshi.formats.names.cvss import published_score
from noroshi.kernel.errors import Location

LIMITS = JsonLimits(octets=64 << 20, commas=1_000_000)
PEEK_OCTETS = 1 << 16
REFUSED_LIMIT = 1000
DOCUMENT = re.compile(rb'"document"\s*:\s*\{')
VERSION = re.compile(rb'"csaf_version"\s*:\s*"')
BUNDLE = re.compile(rb'"type"\s*:\s*"bundle"')
TOLD_FIRST = ("description", "summary", "details", "general")
STATUS_WORDS = {
    Status.AFFECTED: "affected",
    Status.NOT_AFFECTED: "unaffected",
    Status.FIXED: "unaffected",
    Status.UNDER_INVESTIGATION: "unknown",
}

_DOCUMENT = msgspec.json.Decoder(wire.Document)


class CsafDocument(msgspec.Struct, frozen=True, gc=False):
    """What one document says. category: `csaf_security_advisory`, `csaf_vex` and others; each
    vulnerability is an advisory whose id is `DOCUMENT#VULNERABILITY`, both as the document names
    them; vex.refused lists what refers to no product of the document, 1,000 at most."""

    category: str
    advisories: tuple[Advisory, ...]
    vex: VexDocument


def is_document(data: bytes) -> bool:
    """Whether it looks like a document, of which only the start and the end are looked at. STIX
    bundles may hold such documents, and are none."""
    start, end = data[:PEEK_OCTETS], data[-PEEK_OCTETS:]
    if not start[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    if BUNDLE.search(start):
        return False
    return all(marker.search(start) or marker.search(end) for marker in (DOCUMENT, VERSION))


def read(data: bytes, *, at: Location) -> CsafDocument:
    """One document. What is said of a product that is not defined, or twice, is left out.

    Raises: MalformedError when it breaks the schema in what is read of it."""
    document = read_json(data, _DOCUMENT, limits=LIMITS, at=at)
    return _Reading(document, at).document()


class _Reading:
    """One document and what has been read of it."""

    def __init__(self, document: wire.Document, at: Location) -> None:
        self._document = document
        self._about = document.document
        self._products = Products(document.product_tree or wire.ProductTree(), at=at)
        self._budget = Budget(at=at)
        self._source = f"csaf:{self._about.publisher.namespace}"
        tracking = self._about.tracking
        self._issued_at = utc(tracking.initial_release_date, at=at)
        self._updated_at = utc(tracking.current_release_date, at=at)
        self._refused = list(self._products.refused)

    def document(self) -> CsafDocument:
        advisories: list[Advisory] = []
        statements: list[Statement] = []
        for index, vulnerability in enumerate(self._document.vulnerabilities):
            place = f"/vulnerabilities/{index}"
            stated, refused = stated_of(vulnerability, self._products, place=place)
            if len(self._refused) < REFUSED_LIMIT:
                self._refused += refused
            names = _names(vulnerability) or (vulnerability.title or place,)
            advisories.append(self._advisory(vulnerability, names, stated))
            telling = Telling(vulnerability, self._products, self._budget)
            statements += [
                statement(product, status, telling, names=names, at=self._updated_at)
                for product, status in stated
            ]
        publisher, tracking = self._about.publisher, self._about.tracking
        vex = VexDocument(
            format=VexFormat.CSAF,
            id=tracking.id,
            author=publisher.name,
            author_role=publisher.category,
            version=tracking.version,
            issued_at=self._issued_at,
            updated_at=self._updated_at,
            statements=tuple(statements),
            refused=tuple(self._refused[:REFUSED_LIMIT]),
        )
        return CsafDocument(self._about.category, tuple(advisories), vex)

    def _advisory(
        self, vulnerability: wire.Vulnerability, names: tuple[str, ...], stated: Sequence[Stated]
    ) -> Advisory:
        about = self._about
        title = vulnerability.title or about.title
        description = _told(vulnerability.notes) or _told(about.notes)
        is_japanese = about.lang[:2].casefold() == "ja"
        is_withdrawn = about.category == "csaf_withdrawn"
        references = (*vulnerability.references, *about.references)
        self._budget.spend(len(references))
        worded = [(product, STATUS_WORDS[status]) for product, status in stated]
        cwes = (vulnerability.cwe, *vulnerability.cwes) if vulnerability.cwe else vulnerability.cwes
        return Advisory(
            source=self._source,
            id=f"{about.tracking.id}#{names[0]}",
            aliases=_names(vulnerability),
            withdrawn_at=self._updated_at if is_withdrawn else None,
            title=title,
            title_ja=title if is_japanese else None,
            description=description,
            description_ja=description if is_japanese else None,
            published_at=self._issued_at,
            updated_at=self._updated_at,
            cwes=cwes_in(cwe.id for cwe in cwes),
            references=web_addresses(reference.url for reference in references),
            metrics=unique(self._metrics(vulnerability)),
            affected=tuple(affected_products(self._source, worded, budget=self._budget)),
        )

    def _metrics(self, vulnerability: wire.Vulnerability) -> Iterator[Metric]:
        contents = (metrics.content for metrics in vulnerability.metrics)
        for scores in (*vulnerability.scores, *contents):
            for cvss in (scores.cvss_v4, scores.cvss_v3, scores.cvss_v2):
                if cvss:
                    score = published_score(cvss.version, cvss.vector_string, cvss.base_score)
                    yield Metric(self._source, score)


def _names(vulnerability: wire.Vulnerability) -> tuple[str, ...]:
    """The CVE identifier and the labels of other systems; a bare number with its system's name."""
    labels = [
        f"{label.system_name} {label.text}" if label.text.isdecimal() else label.text
        for label in vulnerability.ids
    ]
    return unique((vulnerability.cve, *labels) if vulnerability.cve else labels)


def _told(notes: Sequence[wire.Note]) -> str:
    """The note that describes a vulnerability; the first of its kind."""
    for category in TOLD_FIRST:
        for note in notes:
            if note.category == category:
                return note.text
    return ""
