"""Which feed a document is an edition of, by content: the one place that lists feeds."""

import re
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
_PEEK_OCTETS = 1 << 12
# What others publish the same records in, and where those are to be had in a form that is read.
_NOT_READ: Mapping[re.Pattern[bytes], str] = {
    re.compile(rb'"format"\s*:\s*"NVD_CVE"'): (
        "an answer of NVD's API: import the CVE records (JSON 5) of the CVE list, where NVD's"
        " analysis is among the containers"
    ),
    re.compile(rb'"CVE_data_type"\s*:\s*"CVE"'): (
        "a feed of NVD from before 2024, which is published no more: import CVE records (JSON 5)"
    ),
    re.compile(rb'"id"\s*:\s*"EUVD-[0-9]|\A\s*\{\s*"items"\s*:\s*\[\s*\]\s*,\s*"total"'): (
        "an answer of EUVD's API: import the CVE records (JSON 5) that it names"
    ),
    re.compile(rb'"\$schema"\s*:\s*"https://jvndb\.jvn\.jp/schema/(?!\S*csaf)'): (
        "JSON of MyJVN in STIX or as an overview: ask it for CSAF (jvncsaf) or for XML"
    ),
}


def reason_not_read(data: bytes) -> str | None:
    """Why a document that is known by its start is not read, and what to import instead; None for
    one that is not known."""
    start = data[:_PEEK_OCTETS]
    return next((reason for mark, reason in _NOT_READ.items() if mark.search(start)), None)


def recognise(data: bytes) -> FeedKind | None:
    """The feed, or None for anything else. Only the start and the end are looked at: a document
    that is cut short or malformed in between is recognised, and refused by its codec."""
    first = data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    kinds = _IN_JSON if first == b"{" else _IN_XML if first == b"<" else _IN_TEXT
    return next((kind for kind, is_one in kinds.items() if is_one(data)), None)
