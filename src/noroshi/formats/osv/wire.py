"""The members of an OSV record that are read; others are ignored."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

Name = Annotated[str, Meta(min_length=1, max_length=2048)]
Names = tuple[Name, ...]
Version = Annotated[str, Meta(min_length=1, max_length=1024)]


class Wire(msgspec.Struct, gc=False):
    """A JSON object of the format."""


class Event(Wire):
    """Exactly one of the four."""

    introduced: Version | None = None
    fixed: Version | None = None
    last_affected: Version | None = None
    limit: Version | None = None

    def __post_init__(self) -> None:
        stated = (self.introduced, self.fixed, self.last_affected, self.limit)
        if stated.count(None) != 3:
            raise ValueError("an event is one of introduced, fixed, last_affected and limit")


class Range(Wire):
    type: Literal["GIT", "SEMVER", "ECOSYSTEM"]
    events: tuple[Event, ...]
    repo: Annotated[str, Meta(max_length=2048)] | None = None

    def __post_init__(self) -> None:
        if not any(event.introduced for event in self.events):
            raise ValueError("no event of the range is introduced")


class Package(Wire):
    ecosystem: Name
    name: Name
    purl: Name | None = None


class Severity(Wire):
    type: Annotated[str, Meta(max_length=64)]
    score: Annotated[str, Meta(max_length=512)]


class PackageSpecific(Wire):
    """`database_specific` and `ecosystem_specific` of a package: GitHub's last version that is known
    to be affected, and Go's ranges of versions that are none of Go's."""

    last_known_affected_version_range: msgspec.Raw = field(default_factory=msgspec.Raw)
    custom_ranges: msgspec.Raw = field(default_factory=msgspec.Raw)


class Affected(Wire):
    package: Package | None = None
    database_specific: msgspec.Raw = field(default_factory=msgspec.Raw)
    ecosystem_specific: msgspec.Raw = field(default_factory=msgspec.Raw)
    severity: tuple[Severity, ...] | None = None
    ranges: tuple[Range, ...] | None = None
    versions: tuple[Version, ...] | None = None


class Reference(Wire):
    url: Annotated[str, Meta(max_length=8192)]


class Specific(Wire):
    """`database_specific`, whose members are each database's own: GitHub's are read."""

    cwe_ids: msgspec.Raw = field(default_factory=msgspec.Raw)


class Record(Wire):
    id: Annotated[str, Meta(pattern=r"^[^\s]{1,256}\Z")]
    modified: datetime
    published: datetime | None = None
    withdrawn: datetime | None = None
    aliases: Names | None = None
    related: Names | None = None
    upstream: Names | None = None
    summary: str | None = None
    details: str | None = None
    severity: tuple[Severity, ...] | None = None
    affected: tuple[Affected, ...] | None = None
    references: tuple[Reference, ...] | None = None
    database_specific: Specific | None = None
