"""Read CVE records and write their rows as COPY takes them: all that needs no database, so that
other processes can do it.

Records repeat each other: what an ADP container says of a product, the CNA said before. So the
lines of names and ranges are made once, and only numbered for each product."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from noroshi.formats import cve5
from noroshi.formats.containers import Document
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
    truth,
)
from noroshi.vulnerabilities.rules import names_of, primary_metric, purl_of

EARLIEST = datetime.min.replace(tzinfo=UTC)
REMEMBERED = 1 << 10  # products; four of five say what one of so many before them said
MANY = 64  # CPE names or versions; a product that has more is not remembered

Lines = tuple[str, ...]


class Prepared(NamedTuple):
    """A record ready to be stored. lines: its rows in each table of sql.COLUMNS, in that order."""

    id: str
    updated_at: datetime
    digest: bytes
    lines: tuple[bytes, ...]


def prepare(documents: Sequence[tuple[Document, int]]) -> list[Prepared | Refusal]:
    """Each document of one record, given with the number that its first product gets."""
    return [_prepared(document, number) for document, number in documents]


def _prepared(document: Document, number: int) -> Prepared | Refusal:
    try:
        record = cve5.read(document.data, at=Location(document.source, document.place))
    except MalformedError as error:
        return Refusal(document.source, document.place, error.detail)
    digest = hashlib.sha256(document.data).digest()
    tables = (_vulnerability(record, digest), _scores(record), *_products(record, number))
    lines = tuple([table.encode() for table in tables])
    return Prepared(record.id, record.updated_at or EARLIEST, digest, lines)


def _vulnerability(record: CveRecord, digest: bytes) -> str:
    metric = primary_metric(record)
    score = metric.score if metric else None
    return line(
        record.id, record.state.value, text(record.assigner), text(record.title or ""), "",
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
            head = f"{number}\t{record.id}\t{text(affected.source)}"
            products.append(f"{head}\t{named}\t{affected.default_status}\t{unresolved}\n")
            names += [f"{number}\t{key}" for key in keys]
            ranges += [f"{number}\t{bound}" for bound in bounds]
            number += 1
    return "".join(products), "".join(names), "".join(ranges)


def _told(affected: Affected) -> tuple[str, Lines, str, Lines]:
    """Vendor and product, the lines of their keys; unreadable versions, the lines of the ranges:
    without the product's number."""
    purl = purl_of(affected)
    is_long = len(affected.cpes) > MANY or len(affected.versions) > MANY
    names, ranges = (_names, _ranges) if is_long else (_known_names, _known_ranges)
    product = affected.product or affected.package_name or ""
    return (
        *names(purl, affected.cpes, affected.vendor or "", product),
        *ranges(affected.versions, affected.default_status, purl.type if purl else None),
    )


def _names(
    purl: Purl | None, cpes: tuple[str, ...], vendor: str, product: str
) -> tuple[str, Lines]:
    keys = names_of(purl=purl, cpes=cpes, vendor=vendor, product=product)
    return f"{text(vendor)}\t{text(product)}", tuple([line(text(key)) for key in sorted(keys)])


def _ranges(
    versions: tuple[VersionEntry, ...], default_status: str, purl_type: str | None
) -> tuple[str, Lines]:
    flat = affected_intervals(versions, default_status=default_status, purl_type=purl_type)
    return array(flat.unresolved), tuple([_range(interval) for interval in flat.intervals])


def _range(interval: Interval) -> str:
    return line(
        interval.scheme.value,
        NULL if interval.low is None else text(interval.low),
        truth(interval.low_inclusive),
        octets(interval.low_key),
        NULL if interval.high is None else text(interval.high),
        truth(interval.high_inclusive),
        NULL if interval.high_key is None else octets(interval.high_key),
        text(interval.text()),
    )


_known_names = lru_cache(REMEMBERED)(_names)
_known_ranges = lru_cache(REMEMBERED)(_ranges)
