"""Read CVE records and write their rows as COPY takes them: all that needs no database, so that
other processes can do it.

Records repeat each other: what an ADP container says of a product, the CNA said before. So the
lines of names and ranges are made once, and only numbered for each product."""

import hashlib
from collections.abc import Iterable
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
REMEMBERED = 1 << 10  # products; four of five say what one of so many before them said
MANY = 64  # CPE names or versions; a product that has more is not remembered
PRODUCT = "\0"  # stands for a product's number, as no text that PostgreSQL stores holds it


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
    return [item if isinstance(item, Refusal) else _prepared(*item) for item in read]


def _read(
    source: str, place: str, data: bytes, number: int
) -> tuple[CveRecord, bytes, int] | Refusal:
    try:
        record = cve5.read(data, at=Location(source, place))
    except MalformedError as error:
        return Refusal(source, place, error.detail)
    return record, hashlib.sha256(data).digest(), number


def _prepared(record: CveRecord, digest: bytes, number: int) -> Prepared:
    tables = (_vulnerability(record, digest), _scores(record), *_products(record, number))
    lines = tuple([table.encode() for table in tables])
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


def _products(record: CveRecord, number: int) -> tuple[str, str, str]:
    """Products, names and ranges, of what can be found by a name and has a version range, or
    unreadable versions worth telling."""
    products: list[str] = []
    names: list[str] = []
    ranges: list[str] = []
    for affected in record.affected:
        named, keys, unresolved, bounds = _told(affected)
        if keys and (bounds or unresolved != NO_ITEMS):
            own = str(number)
            row = (own, record.id, text(affected.source), named, affected.default_status)
            products.append(line(*row, unresolved))
            names.append(keys.replace(PRODUCT, own))
            ranges.append(bounds.replace(PRODUCT, own))
            number += 1
    return "".join(products), "".join(names), "".join(ranges)


def _told(affected: Affected) -> tuple[str, str, str, str]:
    """Vendor and product, the lines of their keys; unreadable versions, the lines of the ranges."""
    purl = purl_of(affected)
    is_long = len(affected.cpes) > MANY or len(affected.versions) > MANY
    names, ranges = (_names, _ranges) if is_long else (_known_names, _known_ranges)
    product = affected.product or affected.package_name or ""
    return (
        *names(purl, affected.cpes, affected.vendor or "", product),
        *ranges(affected.versions, affected.default_status, purl.type if purl else None),
    )


def _names(purl: Purl | None, cpes: tuple[str, ...], vendor: str, product: str) -> tuple[str, str]:
    keys = names_of(purl=purl, cpes=cpes, vendor=vendor, product=product)
    lines = [line(PRODUCT, text(key)) for key in sorted(keys)]
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
