"""Read records and write their rows as COPY takes them: all that needs no database, so that other
processes can do it.

Records repeat each other: what an ADP container says of a product, the CNA said before. So names
and ranges are made and stored once, as a set that is known by its content.

Each step is taken for all records before the next: what a step needs stays in the processor's
cache, and so it takes a fifth less time than record by record."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

import msgspec

from noroshi.formats import cve5
from noroshi.formats.advisories import Advisory
from noroshi.formats.cve5 import Affected, CveRecord, Ssvc
from noroshi.formats.names.meanings import affected_as_meant
from noroshi.formats.names.purls import Purl
from noroshi.formats.names.ranges import Interval, VersionEntry
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import Refusal
from noroshi.operations.copy_text import (
    NO_ITEMS,
    NULL,
    array,
    instant,
    line,
    octets,
    text,
)
from noroshi.vulnerabilities.rules import names_of, primary_metric, purl_of

CVE = "cve"
NOT_DECIDED = Ssvc("", "", "")
EARLIEST = datetime.min.replace(tzinfo=UTC)
REMEMBERED = 1 << 11  # products; seven of ten say what one of so many before them said
SET_DIGITS = 32  # 128 bits
MANY = 16  # CPE names or versions; what has more, or versions that change, is not remembered

Decoded = tuple[cve5.Record, Location, bytes]
Shared = tuple[str, bytes]  # a set's identifier in hexadecimal digits, and its rows
NO_SET: Shared = (NULL, b"")


class Record(NamedTuple):
    """What a source tells, and what it is called here. names: those that it gives the vulnerability,
    None for CVE's own record."""

    id: str
    source: str
    state: str
    told: CveRecord | Advisory
    digest: bytes
    names: tuple[str, ...] | None = None


class Prepared(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record ready to be stored. lines: its rows in each table of sql.COLUMNS; sets: those that
    its products have in each table of sql.SETS; both in that order; octets: of all of them."""

    id: str
    updated_at: datetime
    digest: bytes
    names: tuple[str, ...] | None
    lines: tuple[bytes, ...]
    sets: tuple[tuple[Shared, ...], ...]
    octets: int


_PACK = msgspec.msgpack.Encoder()
_UNPACK = msgspec.msgpack.Decoder(list[Prepared | Refusal])


class Told(NamedTuple):
    """What a product is and in which versions. named: vendor and product; unresolved: versions that
    cannot be read; both as fields of a line."""

    named: str
    names: Shared
    unresolved: str
    ranges: Shared


class Products(NamedTuple):
    """Those of one record."""

    lines: str
    sets: tuple[tuple[Shared, ...], tuple[Shared, ...]]
    octets: int  # of the sets


def prepare(documents: Iterable[tuple[str, str, bytes]]) -> list[Prepared | Refusal]:
    """Each document of one CVE record: its source, place and data."""
    decoded = [_decoded(*document) for document in documents]
    read = [item if isinstance(item, Refusal) else _told_by(*item) for item in decoded]
    prepared = iter(rows_of([item for item in read if not isinstance(item, Refusal)]))
    return [item if isinstance(item, Refusal) else next(prepared) for item in read]


def packed(documents: Iterable[tuple[str, str, bytes]]) -> bytes:
    """What `prepare` makes, in MessagePack: what one process hands to another, in half the time."""
    return _PACK.encode(prepare(documents))


def unpacked(octets: bytes) -> list[Prepared | Refusal]:
    """What `packed` made."""
    return _UNPACK.decode(octets)


def rows_of(records: Sequence[Record]) -> list[Prepared]:
    """Each record with its rows."""
    vulnerabilities = [_vulnerability(record) for record in records]
    scores = [_scores(record) for record in records]
    told = iter(_told([affected for record in records for affected in record.told.affected]))
    products = [_products(record, told) for record in records]
    return list(map(_prepared, records, vulnerabilities, scores, products))


def _decoded(source: str, place: str, data: bytes) -> Decoded | Refusal:
    at = Location(source, place)
    try:
        return cve5.decoded(data, at=at), at, hashlib.sha256(data).digest()
    except MalformedError as error:
        return Refusal(source, place, error.detail)


def _told_by(decoded: cve5.Record, at: Location, digest: bytes) -> Record | Refusal:
    try:
        told = cve5.told(decoded, at=at)
    except MalformedError as error:
        return Refusal(at.source, at.place, error.detail)
    return Record(told.id, CVE, told.state, told, digest)


def _prepared(record: Record, vulnerability: str, scores: str, products: Products) -> Prepared:
    lines = (vulnerability.encode(), scores.encode(), products.lines.encode())
    updated_at = record.told.updated_at or EARLIEST
    octets = products.octets + sum(map(len, lines))
    return Prepared(
        record.id, updated_at, record.digest, record.names, lines, products.sets, octets
    )


def _vulnerability(record: Record) -> str:
    told = record.told
    metric = primary_metric(told.metrics)
    score = metric.score if metric else None
    if isinstance(told, CveRecord):
        assigner, ssvc = told.assigner, told.ssvc or NOT_DECIDED
    else:
        assigner, ssvc = "", NOT_DECIDED
    return line(
        text(record.id), text(record.source), record.state, text(assigner), text(told.title or ""),
        text(told.title_ja or ""),
        text(told.description), text(told.description_ja or ""), instant(told.published_at),
        instant(told.updated_at), array(told.cwes), array(told.references),
        score.version if score else "", text(score.vector) if score else "",
        str(score.score) if score else NULL, score.severity if score else "",
        text(ssvc.exploitation), text(ssvc.automatable), text(ssvc.technical_impact),
        octets(record.digest),
    )  # fmt: skip


def _scores(record: Record) -> str:
    lines, name = [], text(record.id)
    for number, metric in enumerate(record.told.metrics):
        score = metric.score
        row = (score.version, text(score.vector), str(score.score), score.severity)
        lines.append(line(name, str(number), text(metric.source), *row))
    return "".join(lines)


def _products(record: Record, told: Iterator[Told]) -> Products:
    """What can be found by a name and has a version range, or unreadable versions worth telling."""
    lines: list[str] = []
    names: list[Shared] = []
    ranges: list[Shared] = []
    name, octets = text(record.id), 0
    for affected in record.told.affected:
        product = next(told)
        if product.names is NO_SET or (product.ranges is NO_SET and product.unresolved == NO_ITEMS):
            continue
        number = str(len(lines))
        row = (name, number, text(affected.source), product.named, affected.default_status)
        lines.append(line(*row, product.unresolved, product.names[0], product.ranges[0]))
        names.append(product.names)
        if product.ranges is not NO_SET:
            ranges.append(product.ranges)
        octets += len(product.names[1]) + len(product.ranges[1])
    return Products("".join(lines), (tuple(names), tuple(ranges)), octets)


def _told(products: Sequence[Affected]) -> list[Told]:
    """Of each; what the reader gives as one object, because it was written alike, is looked at
    once, and that is every second product."""
    once = {id(affected): affected for affected in products}
    purls = [purl_of(affected) for affected in once.values()]
    names = list(map(_names_told, once.values(), purls))
    ranges = list(map(_ranges_told, once.values(), purls))
    told = {one: Told(*of, *at) for one, of, at in zip(once, names, ranges, strict=True)}
    return [told[id(affected)] for affected in products]


def _names_told(affected: Affected, purl: Purl | None) -> tuple[str, Shared]:
    names = _names if len(affected.cpes) > MANY else _known_names
    product = affected.product or affected.package_name or ""
    return names(purl, affected.cpes, affected.vendor or "", product)


def _ranges_told(affected: Affected, purl: Purl | None) -> tuple[str, Shared]:
    versions = affected.versions
    is_long = len(versions) > MANY or any(entry.changes for entry in versions)
    ranges = _ranges if is_long else _known_ranges
    return ranges(versions, affected.default_status, purl.type if purl else None)


def _names(
    purl: Purl | None, cpes: tuple[str, ...], vendor: str, product: str
) -> tuple[str, Shared]:
    keys = names_of(purl=purl, cpes=cpes, vendor=vendor, product=product)
    return f"{text(vendor)}\t{text(product)}", _shared([text(key) for key in sorted(keys)])


def _ranges(
    versions: tuple[VersionEntry, ...], default_status: str, purl_type: str | None
) -> tuple[str, Shared]:
    flat = affected_as_meant(versions, default_status=default_status, purl_type=purl_type)
    return array(flat.unresolved), _shared([_range(interval) for interval in flat.intervals])


def _shared(rows: Sequence[str]) -> Shared:
    """The rows as a set that whoever has the same rows has too."""
    if not rows:
        return NO_SET
    name = hashlib.sha256("\n".join(rows).encode()).hexdigest()[:SET_DIGITS]
    return name, "".join([f"{name}\t{row}\n" for row in rows]).encode()


def _range(interval: Interval) -> str:
    low = NULL if interval.low is None else text(interval.low)
    high = NULL if interval.high is None else text(interval.high)
    high_key = NULL if interval.high_key is None else octets(interval.high_key)
    return (
        f"{interval.scheme}\t{low}\t{interval.low_inclusive}\t"
        f"{octets(interval.low_key)}\t{high}\t{interval.high_inclusive}\t{high_key}\t"
        f"{text(interval.text())}"
    )


_known_names = lru_cache(REMEMBERED)(_names)
_known_ranges = lru_cache(REMEMBERED)(_ranges)
