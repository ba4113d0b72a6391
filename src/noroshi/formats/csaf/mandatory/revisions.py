"""Tests of versions and the history of revisions: 6.1.14, 6.1.16 to 6.1.22 and 6.1.30."""

from collections.abc import Iterator
from itertools import pairwise

from noroshi.formats.csaf.mandatory.walking import RELEASED, Found
from noroshi.formats.csaf.schema import Document, Revision
from noroshi.formats.names.versions import Scheme, version_key

HISTORY = "/document/tracking/revision_history"
VERSION = "/document/tracking/version"
STATUS = "/document/tracking/status"


def unsorted_history(document: Document) -> Iterator[Found]:
    """6.1.14 Sorted Revision History."""
    for earlier, later in pairwise(_by_date(document)):
        if precedence(later.number) < precedence(earlier.number):
            yield HISTORY, f"{later.number} was released after {earlier.number}"


def not_latest_version(document: Document) -> Iterator[Found]:
    """6.1.16 Latest Document Version."""
    tracking = document.document.tracking
    is_draft = tracking.status == "draft"
    latest = _by_date(document)[-1].number
    if _compared(latest, is_draft=is_draft) != _compared(tracking.version, is_draft=is_draft):
        yield VERSION, f"the latest revision is {latest}"


def not_draft(document: Document) -> Iterator[Found]:
    """6.1.17 Document Status Draft."""
    tracking = document.document.tracking
    early = _major(tracking.version) == 0 or _is_pre_release(tracking.version)
    if early and tracking.status != "draft":
        yield STATUS, f"version {tracking.version} is a draft"


def unreleased_history(document: Document) -> Iterator[Found]:
    """6.1.18 Released Revision History."""
    if document.document.tracking.status in RELEASED:
        for place, revision in _history(document):
            if _major(revision.number) == 0:
                yield f"{place}/number", "a released document has no revision of a draft"


def pre_release_in_history(document: Document) -> Iterator[Found]:
    """6.1.19 Revision History Entries for Pre-release Versions."""
    for place, revision in _history(document):
        if _is_pre_release(revision.number):
            yield f"{place}/number", "a revision has no pre-release part"


def pre_release_released(document: Document) -> Iterator[Found]:
    """6.1.20 Non-draft Document Version."""
    tracking = document.document.tracking
    if tracking.status in RELEASED and _is_pre_release(tracking.version):
        yield VERSION, "a released document has no pre-release part"


def missing_revision(document: Document) -> Iterator[Found]:
    """6.1.21 Missing Item in Revision History."""
    majors = [_major(revision.number) for revision in _by_date(document)]
    if majors[0] > 1:
        yield HISTORY, "the first revision is 0 or 1"
    for earlier, later in pairwise(majors):
        if later > earlier + 1:
            yield HISTORY, f"{earlier + 1} is missing"


def revision_twice(document: Document) -> Iterator[Found]:
    """6.1.22 Multiple Definition in Revision History."""
    known: set[str] = set()
    for place, revision in _history(document):
        if revision.number in known:
            yield f"{place}/number", f"{revision.number} stands before"
        known.add(revision.number)


def mixed_versioning(document: Document) -> Iterator[Found]:
    """6.1.30 Mixed Integer and Semantic Versioning."""
    version = document.document.tracking.version
    for place, revision in _history(document):
        if ("." in revision.number) != ("." in version):
            yield f"{place}/number", f"not of the form of {version}"


def _history(document: Document) -> Iterator[tuple[str, Revision]]:
    for index, revision in enumerate(document.document.tracking.revision_history):
        yield f"{HISTORY}/{index}", revision


def _by_date(document: Document) -> list[Revision]:
    """Those of one instant by number (section 6.1.14)."""
    history = document.document.tracking.revision_history
    return sorted(history, key=lambda one: (one.date, precedence(one.number)))


def precedence(number: str) -> bytes:
    """A key by which versions are ordered, integers among semantic ones."""
    whole = number if "." in number else f"{number}.0.0"
    return version_key(whole, Scheme.SEMVER) or b""


def _major(number: str) -> int:
    digits = number.partition(".")[0]
    return int(digits[:20])


def _is_pre_release(number: str) -> bool:
    return "-" in number.partition("+")[0]


def _compared(number: str, *, is_draft: bool) -> str:
    """Without build metadata, and of a draft without the pre-release part."""
    told = number.partition("+")[0]
    return told.partition("-")[0] if is_draft else told
