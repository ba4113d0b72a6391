"""Tests of sharing groups, which 2.1 brings: 6.1.38 to 6.1.41."""

from collections.abc import Iterator

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.mandatory.walking import Found
from noroshi.formats.csaf.schema import Document

GROUP = "/document/distribution/sharing_group"
MAX = "ffffffff-ffff-ffff-ffff-ffffffffffff"
NIL = "00000000-0000-0000-0000-000000000000"
NAMES = {MAX: "Public", NIL: "No sharing allowed"}


def public_group_not_public(document: Document) -> Iterator[Found]:
    """6.1.38 Non-Public Sharing Group with Max UUID."""
    for label, group in _group(document):
        if group.id == MAX and label != "CLEAR":
            yield f"{GROUP}/id", f"the group of everybody in a document that is TLP:{label}"


def public_in_a_group(document: Document) -> Iterator[Found]:
    """6.1.39 Public Sharing Group with no Max UUID."""
    for label, group in _group(document):
        is_nobodys = group.id == NIL and document.document.tracking.status == "draft"
        if label == "CLEAR" and group.id != MAX and not is_nobodys:
            yield f"{GROUP}/id", "TLP:CLEAR is shared with everybody"


def reserved_group_name(document: Document) -> Iterator[Found]:
    """6.1.40 Invalid Sharing Group Name."""
    for _, group in _group(document):
        if group.name in NAMES.values() and NAMES.get(group.id) != group.name:
            yield f"{GROUP}/name", f"{group.name!r} is the name of another group"


def missing_group_name(document: Document) -> Iterator[Found]:
    """6.1.41 Missing Sharing Group Name."""
    for _, group in _group(document):
        if group.id in NAMES and group.name != NAMES[group.id]:
            yield f"{GROUP}/name", f"this group is called {NAMES[group.id]!r}"


def _group(document: Document) -> Iterator[tuple[str, schema21.SharingGroup]]:
    about = document.document
    if isinstance(about, schema21.About) and about.distribution.sharing_group:
        yield about.distribution.tlp.label, about.distribution.sharing_group
