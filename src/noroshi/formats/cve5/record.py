"""What a CVE record says, from all its containers."""

from datetime import datetime
from enum import StrEnum

import msgspec

from noroshi.formats.advisories import Affected, Metric


class State(StrEnum):
    """Of a CVE identifier whose record is public."""

    PUBLISHED = "published"
    REJECTED = "rejected"


class Ssvc(msgspec.Struct, frozen=True, gc=False):
    """Decision points of CISA's SSVC as published, in lower case; empty where not given.

    exploitation: `none`, `poc`, `active`; automatable: `no`, `yes`; technical_impact: `partial`,
    `total`."""

    exploitation: str
    automatable: str
    technical_impact: str


class CveRecord(msgspec.Struct, frozen=True, gc=False):
    """One CVE record.

    assigner: short name of the CNA, or its id; title_ja: the first title with kana;
    description: in English, or else in the first language given, and of a rejected record the
    reason; instants: UTC; cwes: `CWE-79`; references: http and https addresses. Lists hold nothing twice and keep the record's order."""

    id: str
    state: State
    assigner: str
    title: str | None
    title_ja: str | None
    description: str
    description_ja: str | None
    published_at: datetime | None
    updated_at: datetime | None
    cwes: tuple[str, ...]
    references: tuple[str, ...]
    metrics: tuple[Metric, ...]
    ssvc: Ssvc | None
    affected: tuple[Affected, ...]
