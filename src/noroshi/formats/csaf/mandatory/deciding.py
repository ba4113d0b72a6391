"""Tests of SSVC, which 2.1 brings: 6.1.46 to 6.1.48."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from noroshi.formats.csaf.mandatory.walking import Found, newer
from noroshi.formats.csaf.schema import Document, Instant, Strict, Text, Uri, Version
from noroshi.formats.csaf.schema21 import Vulnerability
from noroshi.formats.names.decision_points import FREE, RESERVED, decision_points, is_registered

Key = Annotated[str, Meta(pattern=r"^(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9_]*[a-zA-Z0-9]|T\*)\Z")]
# The schema's pattern in outline: a registered or private base, a fragment, extensions.
Namespace = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=1000,
        pattern=r"^(?:x_)?[a-z0-9][a-z0-9.-]*(?:#[a-z0-9.-]+)?(?:/[A-Za-z0-9.#$-]*)*\Z",
    ),
]


class Value(Strict, frozen=True, forbid_unknown_fields=True):
    key: Key
    name: Text | None = None
    definition: Text | None = None


class Selection(Strict, frozen=True, forbid_unknown_fields=True):
    namespace: Namespace
    key: Key
    version: Version
    values: Annotated[tuple[Value, ...], Meta(min_length=1)]
    name: Text | None = None
    definition: Text | None = None


class Resource(Strict, frozen=True, forbid_unknown_fields=True):
    uri: Uri
    summary: str


class SelectionList(Strict, frozen=True, forbid_unknown_fields=True):
    """SSVC's schema SelectionList_2_0_0."""

    timestamp: Instant
    schemaVersion: Literal["2.0.0"]  # noqa: N815  the schema's word
    selections: Annotated[tuple[Selection, ...], Meta(min_length=1)]
    target_ids: Annotated[tuple[str, ...], Meta(min_length=1)] | None = None
    decision_point_resources: Annotated[tuple[Resource, ...], Meta(min_length=1)] | None = None
    references: Annotated[tuple[Resource, ...], Meta(min_length=1)] | None = None


def invalid_ssvc(document: Document) -> Iterator[Found]:
    """6.1.46 Invalid SSVC: what SSVC's schema refuses."""
    for place, told, _ in _told(document):
        found = _read(told)
        if isinstance(found, str):
            yield place, found


def others_targets(document: Document) -> Iterator[Found]:
    """6.1.47 Inconsistent SSVC Target IDs."""
    own = document.document.tracking.id
    for place, told, vulnerability in _told(document):
        found = _read(told)
        targets = () if isinstance(found, str) else found.target_ids or ()
        known = {vulnerability.cve, *(one.text for one in vulnerability.ids)}
        for index, target in enumerate(targets):
            if target not in known or (target == own and len(document.vulnerabilities) > 1):
                yield f"{place}/target_ids/{index}", "does not name this vulnerability"


def unknown_points(document: Document) -> Iterator[Found]:
    """6.1.48 SSVC Decision Points."""
    for place, told, _ in _told(document):
        found = _read(told)
        for index, one in enumerate(() if isinstance(found, str) else found.selections):
            reason = _wrong(one)
            if reason:
                yield f"{place}/selections/{index}", reason


def _wrong(one: Selection) -> str:
    base = one.namespace.partition("/")[0]
    if base.partition("#")[0] in RESERVED:
        return f"{base} is no namespace"
    if base in FREE or not is_registered(base):
        return ""
    ordered = decision_points().get((base, one.key, one.version))
    if ordered is None:
        return f"{base} has no decision point {one.key} {one.version}"
    keys = [value.key for value in one.values]
    unknown = sorted(set(keys) - set(ordered))
    if unknown:
        return f"{one.key} has no value {', '.join(unknown)}"
    places = [ordered.index(key) for key in keys]
    return "" if places == sorted(set(places)) else f"not in the order of {', '.join(ordered)}"


def _read(told: dict[str, Any]) -> SelectionList | str:
    """The list, or why it is none."""
    try:
        return msgspec.convert(told, SelectionList)
    except msgspec.ValidationError as error:
        return str(error)


def _told(document: Document) -> Iterator[tuple[str, dict[str, Any], Vulnerability]]:
    for place, vulnerability in newer(document):
        for index, metric in enumerate(vulnerability.metrics):
            if metric.content.ssvc_v2 is not None:
                where = f"{place}/metrics/{index}/content/ssvc_v2"
                yield where, metric.content.ssvc_v2, vulnerability
