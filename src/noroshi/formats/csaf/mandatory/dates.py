"""Tests of instants, which 2.1 brings: 6.1.37, 6.1.45, 6.1.49 and 6.1.51 to 6.1.53."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.mandatory.walking import RELEASED, Found, newer, newest
from noroshi.formats.csaf.schema import Document

INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
MEMBERS = frozenset(
    (
        "current_release_date",
        "date",
        "disclosure_date",
        "discovery_date",
        "exploitation_date",
        "initial_release_date",
        "timestamp",
    )
)


def misspelt_instants(document: dict[str, Any]) -> Iterator[Found]:
    """6.1.37 Date and Time: of JSON as it stands, for what is spelt otherwise has no schema."""
    waiting: list[tuple[str, Any]] = [("", document)]
    while waiting:
        place, found = waiting.pop()
        if isinstance(found, list):
            waiting.extend((f"{place}/{index}", one) for index, one in enumerate(found))
        elif isinstance(found, dict):
            for name, one in found.items():
                if name in MEMBERS and isinstance(one, str) and not _is_instant(one):
                    yield f"{place}/{name}", "no instant like 2026-04-01T09:00:00+09:00"
                elif name != "x_extensions" and isinstance(one, dict | list):
                    waiting.append((f"{place}/{name}", one))


def _is_instant(text: str) -> bool:
    if not INSTANT.fullmatch(text[:128]):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def disclosed_later(document: Document) -> Iterator[Found]:
    """6.1.45 Inconsistent Disclosure Date."""
    about = document.document
    if isinstance(about, schema21.About) and about.distribution.tlp.label == "CLEAR":
        for place, one in newer(document):
            yield from _later(document, f"{place}/disclosure_date", one.disclosure_date)


def ssvc_later(document: Document) -> Iterator[Found]:
    """6.1.49 Inconsistent SSVC Timestamp."""
    for place, metric in _metrics(document):
        told = (metric.content.ssvc_v2 or {}).get("timestamp")
        if isinstance(told, str) and _is_instant(told):
            at = datetime.fromisoformat(told)
            yield from _later(document, f"{place}/content/ssvc_v2/timestamp", at)


def epss_later(document: Document) -> Iterator[Found]:
    """6.1.51 Inconsistent EPSS Timestamp."""
    for place, metric in _metrics(document):
        epss = metric.content.epss
        at = epss.timestamp if epss else None
        yield from _later(document, f"{place}/content/epss/timestamp", at)


def exploited_later(document: Document) -> Iterator[Found]:
    """6.1.52 Inconsistent First Known Exploitation Dates."""
    for place, one in _exploitations(document):
        yield from _later(document, f"{place}/date", one.date)
        yield from _later(document, f"{place}/exploitation_date", one.exploitation_date)


def known_before_exploited(document: Document) -> Iterator[Found]:
    """6.1.53 Inconsistent Exploitation Date."""
    for place, one in _exploitations(document):
        if one.exploitation_date > one.date:
            yield f"{place}/exploitation_date", "later than it was known"


def _later(document: Document, place: str, at: datetime | None) -> Iterator[Found]:
    is_released = document.document.tracking.status in RELEASED
    if is_released and at is not None and at > newest(document):
        yield place, "later than the newest revision"


def _metrics(document: Document) -> Iterator[tuple[str, schema21.Metric]]:
    for place, vulnerability in newer(document):
        for index, metric in enumerate(vulnerability.metrics):
            yield f"{place}/metrics/{index}", metric


def _exploitations(document: Document) -> Iterator[tuple[str, schema21.Exploitation]]:
    for place, vulnerability in newer(document):
        for index, one in enumerate(vulnerability.first_known_exploitation_dates):
            yield f"{place}/first_known_exploitation_dates/{index}", one
