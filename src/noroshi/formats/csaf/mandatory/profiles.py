"""Tests of what a category of documents asks for: 6.1.26 and 6.1.27.1 to 6.1.27.11."""

import re
from collections.abc import Iterator

from noroshi.formats.csaf.mandatory.walking import Found, groups, said_of, vulnerabilities
from noroshi.formats.csaf.schema import Document

BASE = "csaf_base"
INCIDENT = "csaf_security_incident_response"
INFORMATION = "csaf_informational_advisory"
ADVISORY = "csaf_security_advisory"
VEX = "csaf_vex"
PROFILES = (BASE, INCIDENT, INFORMATION, ADVISORY, VEX)
SEPARATORS = re.compile(r"[\s_-]+")
RESERVED = frozenset(
    (
        "securityincidentresponse",
        "informationaladvisory",
        "securityadvisory",
        "vex",
        "csafsecurityincidentresponse",
        "csafinformationaladvisory",
        "csafsecurityadvisory",
        "csafvex",
    )
)
TELLING = frozenset(("description", "details", "general", "summary"))
VEX_STATUSES = ("fixed", "known_affected", "known_not_affected", "under_investigation")


def prohibited_category(document: Document) -> Iterator[Found]:
    """6.1.26 Prohibited Document Category Name."""
    category = document.document.category
    if category in PROFILES:
        return
    folded = category.casefold()
    if folded.startswith("csaf_") or SEPARATORS.sub("", folded) in RESERVED:
        yield "/document/category", f"{category!r} is like the name of a profile"


def document_notes(document: Document) -> Iterator[Found]:
    """6.1.27.1 Document Notes."""
    about = document.document
    if _is(document, INCIDENT, INFORMATION) and not any(
        note.category in TELLING for note in about.notes
    ):
        yield "/document/notes", f"one note of {', '.join(sorted(TELLING))} is needed"


def document_references(document: Document) -> Iterator[Found]:
    """6.1.27.2 Document References."""
    about = document.document
    if _is(document, INCIDENT, INFORMATION) and not any(
        reference.category == "external" for reference in about.references
    ):
        yield "/document/references", "one external reference is needed"


def no_vulnerabilities(document: Document) -> Iterator[Found]:
    """6.1.27.3 Vulnerabilities: an informational advisory has none."""
    if _is(document, INFORMATION) and document.vulnerabilities:
        yield "/vulnerabilities", "must not be there"


def product_tree(document: Document) -> Iterator[Found]:
    """6.1.27.4 Product Tree."""
    if _is(document, ADVISORY, VEX) and document.product_tree is None:
        yield "/product_tree", "is missing"


def vulnerability_notes(document: Document) -> Iterator[Found]:
    """6.1.27.5 Vulnerability Notes."""
    if _is(document, ADVISORY, VEX):
        for place, vulnerability in vulnerabilities(document):
            if not vulnerability.notes:
                yield f"{place}/notes", "is missing"


def product_status(document: Document) -> Iterator[Found]:
    """6.1.27.6 Product Status."""
    if _is(document, ADVISORY):
        for place, vulnerability in vulnerabilities(document):
            if vulnerability.product_status is None:
                yield f"{place}/product_status", "is missing"


def vex_product_status(document: Document) -> Iterator[Found]:
    """6.1.27.7 VEX Product Status."""
    if _is(document, VEX):
        for place, vulnerability in vulnerabilities(document):
            status = vulnerability.product_status
            if not any(getattr(status, name, None) for name in VEX_STATUSES):
                yield f"{place}/product_status", f"one of {', '.join(VEX_STATUSES)} is needed"


def vulnerability_id(document: Document) -> Iterator[Found]:
    """6.1.27.8 Vulnerability ID."""
    if _is(document, VEX):
        for place, vulnerability in vulnerabilities(document):
            if not vulnerability.cve and not vulnerability.ids:
                yield place, "either cve or ids is needed"


def impact_statement(document: Document) -> Iterator[Found]:
    """6.1.27.9 Impact Statement."""
    if not _is(document, VEX):
        return
    members = groups(document)
    for place, vulnerability in vulnerabilities(document):
        impacts = [threat for threat in vulnerability.threats if threat.category == "impact"]
        told: set[str] = set()
        for one in (*vulnerability.flags, *impacts):
            told |= said_of(one, members)
        status = vulnerability.product_status
        for at, product_id in enumerate((status and status.known_not_affected) or ()):
            if product_id not in told:
                where = f"{place}/product_status/known_not_affected/{at}"
                yield where, "neither a flag nor an impact says why"


def action_statement(document: Document) -> Iterator[Found]:
    """6.1.27.10 Action Statement."""
    if not _is(document, VEX):
        return
    members = groups(document)
    for place, vulnerability in vulnerabilities(document):
        told: set[str] = set()
        for one in vulnerability.remediations:
            told |= said_of(one, members)
        status = vulnerability.product_status
        for at, product_id in enumerate((status and status.known_affected) or ()):
            if product_id not in told:
                where = f"{place}/product_status/known_affected/{at}"
                yield where, "no remediation says what to do"


def some_vulnerabilities(document: Document) -> Iterator[Found]:
    """6.1.27.11 Vulnerabilities: an advisory has some."""
    if _is(document, ADVISORY, VEX) and not document.vulnerabilities:
        yield "/vulnerabilities", "is missing"


def _is(document: Document, *categories: str) -> bool:
    return document.document.category in categories
