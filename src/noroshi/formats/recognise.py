"""Which feed a document is an edition of, by content: the one place that lists feeds."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from noroshi.formats import csaf, cve5, cyclonedx_vex, epss, jvn, kev, openvex, osv


class FeedKind(StrEnum):
    """A feed that Noroshi reads."""

    CVE5 = "cve5"
    OSV = "osv"
    CSAF = "csaf"
    JVN = "jvn"
    OPENVEX = "openvex"
    CYCLONEDX_VEX = "cyclonedx_vex"
    KEV = "kev"
    EPSS = "epss"


# By the first character of a document, in order.
_IN_JSON: Mapping[FeedKind, Callable[[bytes], bool]] = {
    FeedKind.CVE5: cve5.is_record,
    FeedKind.OSV: osv.is_record,
    FeedKind.CSAF: csaf.is_document,
    FeedKind.KEV: kev.is_catalogue,
    FeedKind.OPENVEX: openvex.is_document,
    FeedKind.CYCLONEDX_VEX: cyclonedx_vex.is_document,
}
_IN_XML: Mapping[FeedKind, Callable[[bytes], bool]] = {
    FeedKind.JVN: jvn.is_feed,
    FeedKind.CYCLONEDX_VEX: cyclonedx_vex.is_document,
}
_IN_TEXT: Mapping[FeedKind, Callable[[bytes], bool]] = {FeedKind.EPSS: epss.is_edition}


def recognise(data: bytes) -> FeedKind | None:
    """The feed, or None for anything else. Only the start and the end are looked at: a document
    that is cut short or malformed in between is recognised, and refused by its codec."""
    first = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    kinds = _IN_JSON if first == b"{" else _IN_XML if first == b"<" else _IN_TEXT
    return next((kind for kind, is_one in kinds.items() if is_one(data)), None)
