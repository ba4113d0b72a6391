"""What is taken out of a document, and what becomes of it: pure.

A reading is what a document said; nothing of it is kept until somebody has looked through it and chosen."""

import hashlib
import ipaddress
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid5

from noroshi.formats.documents import Document, Passage
from noroshi.formats.names.observables import Observable, ObservableKind, extract
from noroshi.formats.stix import TLP_2, UNSAID, observable_object, pattern_of
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp

MOST: Final = 2000  # observables of one document
MOST_TAKEN: Final = 1 << 19  # characters of them, together
MOST_UNREAD: Final = 50
LONGEST_EXCERPT: Final = 120
OURS: Final = UUID("5d6f6a4b-0b7e-5d3c-9a41-2f0c8f1d7e66")
EVERY: Final = -1  # in place of a column: all of them

# Of which there are too many that are nobody's, to look for them alone.
CONTEXT: Final = frozenset({ObservableKind.FILE_NAME, ObservableKind.ASN})
WITHIN: Final = tuple(
    map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
)

Object = dict[str, Any]


class Becomes(StrEnum):
    """What is made of an observable."""

    INDICATOR = "indicator"
    OBSERVABLE = "observable"
    NOTHING = "nothing"


class Why(StrEnum):
    """Why it becomes no indicator."""

    NONE = ""
    COMMON = "common"
    WITHIN = "within"
    CONTEXT = "context"
    PART = "part"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Finding:
    """An observable, where it stood first, and the text around it. column: of a sheet; is_part: does it
    say something only together with others?"""

    observable: Observable
    place: str
    excerpt: str
    column: int = 0
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """cells: how many are not empty; found: in how many of them there is an observable."""

    name: str
    cells: int
    found: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What was taken out of a document. name: of the file; digest: its SHA-256, hexadecimal; at: when;
    unread: places and texts of cells without an observable; is_cut: was there more than is taken?"""

    name: str
    digest: str
    at: datetime
    findings: tuple[Finding, ...]
    columns: tuple[Column, ...] = ()
    unread: tuple[Passage, ...] = ()
    is_cut: bool = False

    @property
    def likeliest(self) -> int:
        """The column with the most observables; of what is no sheet, EVERY."""
        if not self.columns:
            return EVERY
        return max(range(len(self.columns)), key=lambda place: self.columns[place].found)

    def column(self, said: str) -> int:
        """The place of a column by its name or number; of `*` EVERY, of nothing the likeliest.

        Raises: MalformedError where there is none."""
        names = [column.name.casefold() for column in self.columns]
        if not said or not names:
            return self.likeliest
        if said == "*":
            return EVERY
        if said.casefold() in names:
            return names.index(said.casefold())
        if said.isdecimal() and 1 <= int(said[:9]) <= len(names):
            return int(said) - 1
        raise MalformedError(f"column: there is none of this name: {said[:60]}")

    def of_column(self, column: int) -> tuple[tuple[int, Finding], ...]:
        """The findings of a column or of EVERY one, each observable once, with their numbers."""
        seen: dict[Observable, tuple[int, Finding]] = {}
        for number, one in enumerate(self.findings):
            if column in (EVERY, one.column):
                seen.setdefault(one.observable, (number, one))
        return tuple(seen.values())


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be stored of a reading. numbers: of its findings; source: who hands it over, in the
    organisation's words."""

    numbers: Collection[int]
    title: str
    source: str
    tlp: Tlp
    confidence: int | None = None


def taken_out(document: Document, *, name: str, octets: bytes, at: datetime) -> Reading:
    """What a document says, the first MOST of it."""
    findings: dict[tuple[int, Observable], Finding] = {}
    unread: list[Passage] = []
    cells, found = Counter[int](), Counter[int]()
    for passage in document.passages:
        said = extract(passage.text)
        cells[passage.column] += 1
        found[passage.column] += bool(said)
        if not said and document.has_cells and len(unread) < MOST_UNREAD:
            unread.append(replace(passage, text=_excerpt(passage.text, "")))
        for one in said:
            excerpt = _excerpt(passage.text, one.value)
            finding = Finding(one, passage.place, excerpt, passage.column, passage.is_part)
            first = findings.setdefault((passage.column, one), finding)
            if first.is_part and not passage.is_part:
                findings[passage.column, one] = finding
    unread += document.left[: MOST_UNREAD - len(unread)]
    columns = [Column(each, cells[at], found[at]) for at, each in enumerate(document.columns)]
    digest = hashlib.sha256(octets).hexdigest()
    told = _bounded(findings.values())
    is_cut = len(told) < len(findings)
    return Reading(name, digest, at, told, tuple(columns), tuple(unread), is_cut)


def _bounded(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The first MOST, as far as their values are not too long together."""
    told: list[Finding] = []
    left = MOST_TAKEN
    for one in islice(findings, MOST):
        left -= len(one.observable.value)
        if left < 0:
            break
        told.append(one)
    return tuple(told)


def _excerpt(text: str, value: str) -> str:
    """What stands around a value, as it was written."""
    plain = " ".join(text.replace("\0", "\ufffd").split())
    if len(plain) <= LONGEST_EXCERPT:
        return plain
    start = max(plain.lower().find(value[:8].lower()) - LONGEST_EXCERPT // 3, 0)
    return f"{'…' if start else ''}{plain[start : start + LONGEST_EXCERPT]}…"


def becomes(one: Observable, *, is_common: bool, is_part: bool = False) -> tuple[Becomes, Why]:
    """What is made of an observable. Common infrastructure is never looked for or blocked, nor what is in
    every network, nor what means something only together with others."""
    if one.kind in UNSAID:
        return Becomes.NOTHING, Why.UNSAID
    if is_common:
        return Becomes.OBSERVABLE, Why.COMMON
    if one.kind in CONTEXT:
        return Becomes.OBSERVABLE, Why.CONTEXT
    if is_within(one):
        return Becomes.OBSERVABLE, Why.WITHIN
    if is_part:
        return Becomes.OBSERVABLE, Why.PART
    return Becomes.INDICATOR, Why.NONE


def is_within(one: Observable) -> bool:
    """Is it an address that many networks have inside them?"""
    if one.kind not in (ObservableKind.IPV4, ObservableKind.IPV6):
        return False
    network = ipaddress.ip_network(one.value)
    first = network.network_address
    return (
        first.is_loopback
        or first.is_link_local
        or first.is_multicast
        or first.is_unspecified
        or any(network.version == own.version and network.subnet_of(own) for own in WITHIN)  # type: ignore[arg-type]
    )


def is_offered(why: Why, made: Becomes) -> bool:
    """Is it ticked before anybody has looked?"""
    return made is not Becomes.NOTHING and why in (Why.NONE, Why.CONTEXT, Why.PART)


def objects_of(
    reading: Reading,
    chosen: Sequence[tuple[Finding, Becomes]],
    choice: Choice,
    *,
    organisation: str,
) -> tuple[str, list[Object]]:
    """The identifier of the report, and all objects: of each observable its own, of what becomes an
    indicator that and what it is based on. The same reading makes the same identifiers.

    Raises: MalformedError where nothing is chosen."""
    if not chosen:
        raise MalformedError("choose at least one value")
    writer = _Writer(reading, choice, organisation)
    objects = {
        one["id"]: one for finding, made in chosen for one in writer.of_finding(finding, made)
    }
    report = writer.report(list(objects))
    return report["id"], [*objects.values(), report]


@dataclass(frozen=True, slots=True)
class _Writer:
    reading: Reading
    choice: Choice
    organisation: str

    def of_finding(self, finding: Finding, made: Becomes) -> Iterator[Object]:
        marks = [TLP_2[self.choice.tlp]]
        observable = {**observable_object(finding.observable), "object_marking_refs": marks}
        yield observable
        if made is not Becomes.INDICATOR:
            return
        pattern = pattern_of(finding.observable)
        indicator = {
            **self._object("indicator", pattern),
            "name": finding.observable.value[:300],
            "description": f"{self.reading.name}: {finding.place}",
            "pattern": pattern,
            "pattern_type": "stix",
            "valid_from": _instant(self.reading.at),
        }
        yield indicator
        yield {
            **self._object("relationship", pattern),
            "relationship_type": "based-on",
            "source_ref": indicator["id"],
            "target_ref": observable["id"],
        }

    def report(self, refs: list[str]) -> Object:
        document = {
            "source_name": self.choice.source,
            "description": self.reading.name,
            "hashes": {"SHA-256": self.reading.digest},
        }
        return {
            **self._object("report", ""),
            "name": self.choice.title,
            "published": _instant(self.reading.at),
            "object_refs": refs,
            "external_references": [document],
        }

    def _object(self, kind: str, what: str) -> Object:
        at = _instant(self.reading.at)
        named = f"{self.organisation} {self.reading.digest} {at} {kind} {what}"
        one: Object = {
            "type": kind,
            "spec_version": "2.1",
            "id": f"{kind}--{uuid5(OURS, named)}",
            "created": at,
            "modified": at,
            "object_marking_refs": [TLP_2[self.choice.tlp]],
        }
        if self.choice.confidence is not None:
            one["confidence"] = self.choice.confidence
        return one


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
