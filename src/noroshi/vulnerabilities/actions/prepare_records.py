"""Read CVE records and write their rows as COPY takes them: all that needs no database, so that
other processes can do it.

Records repeat each other: what an ADP container says of a product, the CNA said before. So the
lines of names and ranges are made once, and only numbered for each product.

Each step is taken for all records before the next: what a step needs stays in the processor's
cache, and so it takes a fifth less time than record by record."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from noroshi.formats import cve5
from noroshi.formats.cve5 import Affected, CveRecord
from noroshi.formats.names.purls import Purl
from noroshi.formats.names.ranges import Interval, VersionEntry, affected_intervals
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import Refusal
from noroshi.vulnerabilities.actions.copy_text import (
    NO_ITEMS,
    NULL,
    array,
    instant,
    line,
    octets,
    text,
)
from noroshi.vulnerabilities.rules import names_of, primary_metric, purl_of

EARLIEST = datetime.min.replace(tzinfo=UTC)
REMEMBERED = 1 << 11  # products; seven of ten say what one of so many before them said
MANY = 16  # CPE names or versions; what has more, or versions that change, is not remembered
PRODUCT = "\0"  # stands for a product's number, as no text that PostgreSQL stores holds it

Sound = tuple[CveRecord, bytes, int]
Told = tuple[tuple[str, str], tuple[str, str]]


class Prepared(NamedTuple):
    """A record ready to be stored. lines: its rows in each table of sql.COLUMNS, in that order."""

    id: str
    updated_at: datetime
    digest: bytes
    lines: tuple[bytes, ...]


def prepare(documents: Iterable[tuple[str, str, bytes, int]]) -> list[Prepared | Refusal]:
    """Each document of one record: its source, place and data, and the number that its first
    product gets."""
    read = [_read(*document) for document in documents]
    sound = [item for item in read if not isinstance(item, Refusal)]
    vulnerabilities = [_vulnerability(record, digest) for record, digest, _ in sound]
    scores = [_scores(record) for record, _, _ in sound]
    told = _told([affected for record, _, _ in sound for affected in record.affected])
    products = [_products(record, number, told) for record, _, number in sound]
    prepared = map(_prepared, sound, vulnerabilities, scores, products)
    return [item if isinstance(item, Refusal) else next(prepared) for item in read]


def _read(source: str, place: str, data: bytes, number: int) -> Sound | Refusal:
    try:
        record = cve5.read(data, at=Location(source, place))
    except MalformedError as error:
        return Refusal(source, place, error.detail)
    return record, hashlib.sha256(data).digest(), number


def _prepared(
    sound: Sound, vulnerability: str, scores: str, products: tuple[str, str, str]
) -> Prepared:
    record, digest, _ = sound
    lines = tuple([table.encode() for table in (vulnerability, scores, *products)])
    return Prepared(record.id, record.updated_at or EARLIEST, digest, lines)


def _vulnerability(record: CveRecord, digest: bytes) -> str:
    metric = primary_metric(record)
    score = metric.score if metric else None
    return line(
        record.id, record.state, text(record.assigner), text(record.title or ""), "",
        text(record.description), text(record.description_ja or ""), instant(record.published_at),
        instant(record.updated_at), array(record.cwes), array(record.references),
        score.version if score else "", text(score.vector) if score else "",
        str(score.score) if score else NULL, score.severity if score else "", octets(digest),
    )  # fmt: skip


def _scores(record: CveRecord) -> str:
    lines = []
    for metric in record.metrics:
        score = metric.score
        row = (score.version, text(score.vector), str(score.score), score.severity)
        lines.append(line(record.id, text(metric.source), *row))
    return "".join(lines)


def _products(record: CveRecord, number: int, told: Iterator[Told]) -> tuple[str, str, str]:
    """Products, names and ranges, of what can be found by a name and has a version range, or
    unreadable versions worth telling."""
    products: list[str] = []
    names: list[str] = []
    ranges: list[str] = []
    for affected in record.affected:
        (named, keys), (unresolved, bounds) = next(told)
        if keys and (bounds or unresolved != NO_ITEMS):
            own = str(number)
            row = (own, record.id, text(affected.source), named, affected.default_status)
            products.append(line(*row, unresolved))
            names.append(keys.replace(PRODUCT, own))
            ranges.append(bounds.replace(PRODUCT, own))
            number += 1
    return "".join(products), "".join(names), "".join(ranges)


def _told(products: Sequence[Affected]) -> Iterator[Told]:
    """Of each product, vendor and product and the lines of their keys; its unreadable versions
    and the lines of its ranges."""
    purls = [purl_of(affected) for affected in products]
    names = [_names_told(*item) for item in zip(products, purls, strict=True)]
    ranges = [_ranges_told(*item) for item in zip(products, purls, strict=True)]
    return zip(names, ranges, strict=True)


def _names_told(affected: Affected, purl: Purl | None) -> tuple[str, str]:
    names = _names if len(affected.cpes) > MANY else _known_names
    product = affected.product or affected.package_name or ""
    return names(purl, affected.cpes, affected.vendor or "", product)


def _ranges_told(affected: Affected, purl: Purl | None) -> tuple[str, str]:
    versions = affected.versions
    is_long = len(versions) > MANY or any(entry.changes for entry in versions)
    ranges = _ranges if is_long else _known_ranges
    return ranges(versions, affected.default_status, purl.type if purl else None)


def _names(purl: Purl | None, cpes: tuple[str, ...], vendor: str, product: str) -> tuple[str, str]:
    keys = names_of(purl=purl, cpes=cpes, vendor=vendor, product=product)
    lines = [f"{PRODUCT}\t{text(key)}\n" for key in sorted(keys)]
    return f"{text(vendor)}\t{text(product)}", "".join(lines)


def _ranges(
    versions: tuple[VersionEntry, ...], default_status: str, purl_type: str | None
) -> tuple[str, str]:
    flat = affected_intervals(versions, default_status=default_status, purl_type=purl_type)
    return array(flat.unresolved), "".join([_range(interval) for interval in flat.intervals])


def _range(interval: Interval) -> str:
    low = NULL if interval.low is None else text(interval.low)
    high = NULL if interval.high is None else text(interval.high)
    high_key = NULL if interval.high_key is None else octets(interval.high_key)
    return (
        f"{PRODUCT}\t{interval.scheme}\t{low}\t{interval.low_inclusive}\t"
        f"{octets(interval.low_key)}\t{high}\t{interval.high_inclusive}\t{high_key}\t"
        f"{text(interval.text())}\n"
    )


_known_names = lru_cache(REMEMBERED)(_names)
_known_ranges = lru_cache(REMEMBERED)(_ranges)
