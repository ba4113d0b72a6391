"""What a coordinated disclosure is, from a report to its publication. Pure.

The words are those of ISO/IEC 29147 and 30111 (reporter, coordinator, embargo) and the states those of
CERT/CC's VINCE (pending, open, published, closed). The office is the coordinator, the supplier the vendor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from noroshi.formats.advisories import Advisory, Affected, Metric
from noroshi.formats.names.cvss import read_vector
from noroshi.formats.names.ranges import affected_intervals
from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.suppliers.rules import (
    LONGEST_VERSION,
    MOST_VERSIONS,
    check_text,
    product_key,
    version_entries,
)

SOURCE: Final = "nrs"
EMBARGO: Final = timedelta(days=45)  # house policy, as CERT/CC's; what the parties agree on counts
LONGEST_TITLE: Final = 300  # characters
CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")


class Stage(StrEnum):
    """How far a report has come. pending: the office has not yet looked; open: coordinated with
    the supplier, under embargo; closed: not accepted, or of no weakness."""

    PENDING = "pending"
    OPEN = "open"
    PUBLISHED = "published"
    CLOSED = "closed"


class Party(StrEnum):
    """Who speaks. The supplier is not told which organisation the reporter is."""

    OFFICE = "nco"
    SUPPLIER = "supplier"
    REPORTER = "reporter"


STAGES: Mapping[Stage, frozenset[Stage]] = {
    Stage.PENDING: frozenset({Stage.OPEN, Stage.CLOSED}),
    Stage.OPEN: frozenset({Stage.PUBLISHED, Stage.CLOSED}),
    Stage.PUBLISHED: frozenset(),
    Stage.CLOSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Weakness:
    """What is reported. versions: as people write them, none for all; cvss_vector: empty if
    nobody has scored it."""

    title: str
    description: str
    vendor: str
    product: str
    versions: tuple[str, ...] = ()
    cvss_vector: str = ""


def check_stage(before: Stage, after: Stage) -> None:
    """Raises: ConflictError for a step that cannot be."""
    if after not in STAGES[before]:
        raise ConflictError(f"what is {before} cannot become {after}")


def check_weakness(weakness: Weakness) -> None:
    """Raises: MalformedError naming the field that is missing or wrong."""
    if not 0 < len(weakness.title) <= LONGEST_TITLE:
        raise MalformedError(f"title: between 1 and {LONGEST_TITLE} characters")
    check_text(weakness.description)
    product_key(weakness.vendor, weakness.product)
    if len(weakness.versions) > MOST_VERSIONS or any(
        len(version) > LONGEST_VERSION for version in weakness.versions
    ):
        raise MalformedError(f"versions: at most {MOST_VERSIONS}")
    read = affected_intervals(version_entries(weakness.versions), default_status="unknown")
    if read.unresolved:
        raise MalformedError(f"versions: cannot be read: {', '.join(read.unresolved)}")
    if weakness.cvss_vector:
        try:
            read_vector(weakness.cvss_vector)
        except MalformedError as error:
            raise MalformedError("cvss_vector: this is no CVSS vector") from error


def check_embargo(until: date, *, today: date) -> None:
    """Raises: MalformedError for a day that is past."""
    if until <= today:
        raise MalformedError("until: a day that is still to come")


def check_cve(cve: str) -> None:
    """Raises: MalformedError unless it is a CVE identifier."""
    if not CVE.fullmatch(cve):
        raise MalformedError("cve: an identifier such as CVE-2024-21762")


def nrs_name(number: int, *, at: datetime) -> str:
    """What a published weakness is called until a CVE identifier joins it: `NRS-2026-0001`."""
    return f"NRS-{at.year}-{number:04}"


def advisory(
    weakness: Weakness, name: str, cve: str, *, published: datetime, at: datetime
) -> Advisory:
    """The record of a published weakness. at: when it was changed last."""
    versions = version_entries(weakness.versions)
    score = read_vector(weakness.cvss_vector) if weakness.cvss_vector else None
    return Advisory(
        source=SOURCE,
        id=name,
        aliases=(cve,) if cve else (),
        title=weakness.title,
        description=weakness.description,
        published_at=published,
        updated_at=at,
        metrics=(Metric(SOURCE, score),) if score else (),
        affected=(
            Affected(
                source=SOURCE,
                vendor=weakness.vendor,
                product=weakness.product,
                default_status="unaffected" if versions else "affected",
                versions=versions,
            ),
        ),
    )
