"""CISA's Known Exploited Vulnerabilities catalogue: JSON, schema of 2021 and its additions."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import msgspec

from noroshi.formats.json_limits import JsonLimits, read_json, utc
from noroshi.kernel.errors import Location, MalformedError

LIMITS = JsonLimits(octets=32 << 20, commas=1_000_000)
REFUSED_LIMIT = 1000
PEEK_OCTETS = 1 << 16
VERSION = re.compile(rb'"catalogVersion"\s*:\s*"')
ENTRIES = re.compile(rb'"vulnerabilities"\s*:\s*\[')

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


@dataclass(frozen=True, slots=True)
class KevEntry:
    """One vulnerability known to be exploited.

    due_on: what CISA sets its own agencies. ransomware: True when known to be used in campaigns,
    None when that is not known; CISA never denies it."""

    cve: str
    vendor: str
    product: str
    name: str
    added_on: date
    action: str
    due_on: date | None
    ransomware: bool | None
    notes: str


@dataclass(frozen=True, slots=True)
class KevCatalogue:
    """One edition. released_at: UTC. refused: (JSON pointer, reason) of each bad entry."""

    version: str
    released_at: datetime
    entries: tuple[KevEntry, ...]
    refused: tuple[tuple[str, str], ...]


class _Catalogue(msgspec.Struct, rename="camel"):
    catalog_version: Text
    date_released: datetime
    vulnerabilities: list[msgspec.Raw]


class _Entry(msgspec.Struct, rename="camel"):
    cve: Annotated[str, msgspec.Meta(pattern=r"^CVE-[0-9]{4}-[0-9]{4,19}\Z")] = msgspec.field(
        name="cveID"
    )
    vendor_project: Text
    product: Text
    vulnerability_name: Text
    date_added: date
    required_action: str
    due_date: date | None = None
    known_ransomware_campaign_use: str = ""
    notes: str = ""


_CATALOGUE = msgspec.json.Decoder(_Catalogue)
_ENTRY = msgspec.json.Decoder(_Entry)


def is_catalogue(data: bytes) -> bool:
    """Whether it looks like a catalogue, of which only the start and the end are looked at."""
    start, end = data[:PEEK_OCTETS], data[-PEEK_OCTETS:]
    return all(marker.search(start) or marker.search(end) for marker in (VERSION, ENTRIES))


def read(data: bytes, *, at: Location) -> KevCatalogue:
    """One edition; a bad entry is refused by itself, and so is a CVE's second.

    Raises: MalformedError when the catalogue as such is bad, or more than 1,000 of its entries."""
    catalogue = read_json(data, _CATALOGUE, limits=LIMITS, at=at)
    entries: dict[str, KevEntry] = {}
    refused: list[tuple[str, str]] = []
    for number, raw in enumerate(catalogue.vulnerabilities):
        place = f"/vulnerabilities/{number}"
        try:
            entry = _entry(raw, at=Location(at.source, place))
        except MalformedError as error:
            refused.append((place, error.detail))
        else:
            if entry is not entries.setdefault(entry.cve, entry):
                refused.append((place, f"{entry.cve} is listed twice"))
        if len(refused) > REFUSED_LIMIT:
            raise MalformedError(f"more than {REFUSED_LIMIT} entries are malformed", at=at)
    return KevCatalogue(
        version=catalogue.catalog_version,
        released_at=utc(catalogue.date_released, at=at),
        entries=tuple(entries.values()),
        refused=tuple(refused),
    )


def _entry(raw: msgspec.Raw, *, at: Location) -> KevEntry:
    entry = read_json(bytes(raw), _ENTRY, limits=LIMITS, at=at)
    return KevEntry(
        cve=entry.cve,
        vendor=entry.vendor_project,
        product=entry.product,
        name=entry.vulnerability_name,
        added_on=entry.date_added,
        action=entry.required_action,
        due_on=entry.due_date,
        ransomware=entry.known_ransomware_campaign_use.casefold() == "known" or None,
        notes=entry.notes,
    )
