"""Tests of what a category of documents asks for: 6.1.26 and 6.1.27.1 to 6.1.27.11."""

import unicodedata
from collections.abc import Iterator

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.mandatory.walking import (
    Found,
    groups,
    said_of,
    statuses,
    vulnerabilities,
)
from noroshi.formats.csaf.schema import Document, Vulnerability

BASE = "csaf_base"
INCIDENT = "csaf_security_incident_response"
INFORMATION = "csaf_informational_advisory"
ADVISORY = "csaf_security_advisory"
VEX = "csaf_vex"
DEPRECATED = "csaf_deprecated_security_advisory"
SUPERSEDED = "csaf_superseded"
WITHDRAWN = "csaf_withdrawn"
PROFILES = (BASE, INCIDENT, INFORMATION, ADVISORY, VEX)
PROFILES_21 = (*PROFILES, DEPRECATED, SUPERSEDED, WITHDRAWN)
SEPARATORS = frozenset(("Pd", "Pc", "Zs", "Zl", "Zp"))  # dashes, connectors and spaces
OTHER_SEPARATORS = frozenset("\t\n\v\f\r\u0332\u2212")  # a combining low line, a minus
TELLING = frozenset(("description", "details", "general", "summary"))
VEX_STATUSES = ("fixed", "known_affected", "known_not_affected", "under_investigation")


def prohibited_category(document: Document) -> Iterator[Found]:
    """6.1.26 Prohibited Document Category Name."""
    about = document.document
    profiles = PROFILES if about.csaf_version == "2.0" else PROFILES_21
    if about.category in profiles:
        return
    named = {_folded(one) for one in profiles if one != BASE}
    named |= {one.removeprefix("csaf") for one in named}
    folded = _folded(about.category)
    if about.category.casefold().startswith("csaf_") or folded in named:
        yield "/document/category", f"{about.category!r} is like the name of a profile"


def _folded(category: str) -> str:
    kept = (
        character
        for character in category.casefold()
        if character not in OTHER_SEPARATORS and unicodedata.category(character) not in SEPARATORS
    )
    return "".join(kept)


def document_notes(document: Document) -> Iterator[Found]:
    """6.1.27.1 Document Notes."""
    about = document.document
    if is_of(document, INCIDENT, INFORMATION) and not any(
        note.category in TELLING for note in about.notes
    ):
        yield "/document/notes", f"one note of {', '.join(sorted(TELLING))} is needed"


def document_references(document: Document) -> Iterator[Found]:
    """6.1.27.2 Document References."""
    about = document.document
    if is_of(document, INCIDENT, INFORMATION) and not any(
        reference.category != "self" for reference in about.references
    ):
        yield "/document/references", "one external reference is needed"


def no_vulnerabilities(document: Document) -> Iterator[Found]:
    """6.1.27.3 Vulnerabilities: an informational advisory has none, nor what is no longer."""
    if is_of(document, INFORMATION, WITHDRAWN, SUPERSEDED) and document.vulnerabilities:
        yield "/vulnerabilities", "must not be there"


def product_tree(document: Document) -> Iterator[Found]:
    """6.1.27.4 Product Tree."""
    if is_of(document, ADVISORY, VEX, DEPRECATED) and document.product_tree is None:
        yield "/product_tree", "is missing"


def vulnerability_notes(document: Document) -> Iterator[Found]:
    """6.1.27.5 Vulnerability Notes."""
    if is_of(document, ADVISORY, VEX, DEPRECATED):
        for place, vulnerability in vulnerabilities(document):
            if not vulnerability.notes:
                yield f"{place}/notes", "is missing"


def product_status(document: Document) -> Iterator[Found]:
    """6.1.27.6 Product Status."""
    if is_of(document, ADVISORY, DEPRECATED):
        for place, vulnerability in vulnerabilities(document):
            if vulnerability.product_status is None:
                yield f"{place}/product_status", "is missing"


def vex_product_status(document: Document) -> Iterator[Found]:
    """6.1.27.7 VEX Product Status."""
    if is_of(document, VEX):
        for place, vulnerability in vulnerabilities(document):
            status = vulnerability.product_status
            if not any(getattr(status, name, None) for name in VEX_STATUSES):
                yield f"{place}/product_status", f"one of {', '.join(VEX_STATUSES)} is needed"


def vulnerability_id(document: Document) -> Iterator[Found]:
    """6.1.27.8 Vulnerability ID."""
    if is_of(document, VEX):
        for place, vulnerability in vulnerabilities(document):
            if not vulnerability.cve and not vulnerability.ids:
                yield place, "either cve or ids is needed"
            elif not vulnerability.cve:
                yield from _without_id(document, place, vulnerability)


def _without_id(document: Document, place: str, vulnerability: Vulnerability) -> Iterator[Found]:
    """Since 2.1 an identifier may be that of some products alone."""
    members, named = groups(document), set[str]()
    for one in vulnerability.ids:
        if not isinstance(one, schema21.Id) or not (one.product_ids or one.group_ids):
            return
        named |= said_of(one, members)
    for status, product_ids in statuses(vulnerability):
        for at, product_id in enumerate(product_ids):
            if product_id not in named:
                where = f"{place}/product_status/{status}/{at}"
                yield where, f"product {product_id!r} has no identifier"


def impact_statement(document: Document) -> Iterator[Found]:
    """6.1.27.9 Impact Statement."""
    if not is_of(document, VEX):
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
    if not is_of(document, VEX):
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
    if is_of(document, ADVISORY, VEX, DEPRECATED) and not document.vulnerabilities:
        yield "/vulnerabilities", "is missing"


def is_of(document: Document, *categories: str) -> bool:
    """Whether a document is of one of these categories."""
    return document.document.category in categories
