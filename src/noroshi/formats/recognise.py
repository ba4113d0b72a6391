"""Which feed a document is an edition of, by content: the one place that lists feeds."""

from enum import StrEnum

from noroshi.formats import cve5, epss, kev


class FeedKind(StrEnum):
    """A feed that Noroshi reads."""

    CVE5 = "cve5"
    KEV = "kev"
    EPSS = "epss"


def recognise(data: bytes) -> FeedKind | None:
    """The feed, or None for anything else. Only the start and the end are looked at: a document
    that is cut short or malformed in between is recognised, and refused by its codec."""
    start = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{"):
        return FeedKind.EPSS if epss.is_edition(data) else None
    if cve5.is_record(data):
        return FeedKind.CVE5
    return FeedKind.KEV if kev.is_catalogue(data) else None
