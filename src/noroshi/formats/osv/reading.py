"""From the octets of one record to an Advisory."""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from noroshi.formats.advisories import Advisory, Affected, Metric, cwes_in, unique, web_addresses
from noroshi.formats.json_limits import JsonLimits, read_json, utc
from noroshi.formats.names.cvss import read_vector
from noroshi.formats.names.ranges import VersionEntry
from noroshi.formats.osv import wire
from noroshi.formats.osv.ecosystems import (
    package_url,
    released_url,
    repository_url,
    whole_product,
)
from noroshi.formats.osv.events import entries_of
from noroshi.formats.osv.specific import told_beside
from noroshi.kernel.errors import Location, MalformedError

LIMITS = JsonLimits(octets=32 << 20, commas=1_000_000)
SOURCE = "osv"
PEEK_OCTETS = 1 << 16
MODIFIED = re.compile(rb'"modified"\s*:\s*"')
ID = re.compile(rb'"id"\s*:\s*"')
OWN = re.compile(rb'"(?:schema_version|ecosystem)"\s*:\s*"')

_RECORD = msgspec.json.Decoder(wire.Record)
_CWES = msgspec.json.Decoder(tuple[str, ...])


def is_record(data: bytes) -> bool:
    """Whether it looks like a record, of which only the start and the end are looked at."""
    if not data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return False
    start, end = data[:PEEK_OCTETS], data[-PEEK_OCTETS:]
    return all(marker.search(start) or marker.search(end) for marker in (MODIFIED, ID, OWN))


def read(data: bytes, *, at: Location) -> Advisory:
    """One record. Members that the schema does not know are passed over, and so are severities
    that are no CVSS vectors: a distribution's own words.

    Raises: MalformedError when it breaks the schema in what is read of it."""
    record = read_json(data, _RECORD, limits=LIMITS, at=at)
    affected = record.affected or ()
    published_at = _instant(record.published, at=at)
    return Advisory(
        source=SOURCE,
        id=record.id,
        aliases=unique(record.aliases or ()),
        related=unique(record.related or ()),
        upstream=unique(record.upstream or ()),
        withdrawn_at=_instant(record.withdrawn, at=at),
        title=record.summary or None,
        description=record.details or "",
        published_at=published_at,
        updated_at=_instant(record.modified, at=at) or published_at,
        cwes=_cwes(record.database_specific),
        references=web_addresses(reference.url for reference in record.references or ()),
        metrics=unique(_metrics(record, at=at)),
        affected=tuple([_affected(product) for product in affected]),
    )


def _instant(instant: datetime | None, *, at: Location) -> datetime | None:
    """None for the first of all instants too, which Go's tools write for one that is not known."""
    if instant is None or instant.replace(tzinfo=None) == datetime.min:  # noqa: DTZ901
        return None
    return utc(instant, at=at)


def _cwes(specific: wire.Specific | None) -> tuple[str, ...]:
    """None where the member, which the schema leaves open, is another."""
    try:
        return cwes_in(_CWES.decode(specific.cwe_ids)) if specific and specific.cwe_ids else ()
    except (msgspec.DecodeError, RecursionError):
        return ()


def _metrics(record: wire.Record, *, at: Location) -> Iterator[Metric]:
    stated = list(record.severity or ())
    for product in record.affected or ():
        stated += product.severity or ()
    for severity in stated:
        if severity.type.startswith("CVSS"):
            try:
                yield Metric(SOURCE, read_vector(severity.score))
            except MalformedError as error:
                raise MalformedError(error.detail, at=at) from error


def _affected(product: wire.Affected) -> Affected:
    package, ranges = product.package, product.ranges or ()
    repositories = unique(stated.repo for stated in ranges if stated.repo)
    url = (
        _url_of(package) if package else next(filter(None, map(repository_url, repositories)), None)
    )
    purl_type = url.partition(":")[2].partition("/")[0] if url else None
    versions = told_beside(
        product,
        [entry for one in ranges for entry in entries_of(one, purl_type=purl_type)],
        purl_type,
    )
    versions += [
        VersionEntry(version, "affected", is_exact=True) for version in product.versions or ()
    ]
    release = package.ecosystem if package and ":" in package.ecosystem else None
    name = package.name if package else next(iter(repositories), None)
    vendor, name = (package and whole_product(package.ecosystem)) or (None, name)
    return Affected(
        source=SOURCE,
        vendor=vendor,
        product=name,
        package_name=package.name if package else None,
        package_url=url,
        platforms=(release,) if release else (),
        default_status="unaffected" if versions else "unknown",
        versions=tuple(versions),
    )


def _url_of(package: wire.Package) -> str | None:
    if package.purl:
        return released_url(package.purl, package.ecosystem, package.name)
    return package_url(package.ecosystem, package.name)
