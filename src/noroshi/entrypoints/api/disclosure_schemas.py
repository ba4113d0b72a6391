"""What goes in and comes out of the part of the interface that is about weaknesses under embargo."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import Day, Identifier, Instant, Paging, Text
from noroshi.entrypoints.api.supplier_schemas import Name, Version, Words
from noroshi.suppliers.disclosing import CVE, LONGEST_TITLE, Party, Stage
from noroshi.suppliers.rules import MOST_VERSIONS

STAGES = tuple(stage.value for stage in Stage)
PARTIES = tuple(party.value for party in Party)
Words1 = Annotated[Words, Field(min_length=1)]


class Disclosure(BaseModel):
    """supplier: once it is open; embargo_until: the day of publication, which the side that did not
    propose it agrees to; name: of its record once it is published."""

    id: Identifier
    state: Literal[*STAGES]  # type: ignore[valid-type]
    supplier: str | None
    title: str
    description: str
    vendor: str
    product: str
    versions: list[str]
    cvss_vector: str
    cve: str
    name: str
    embargo_until: Day | None
    proposed_by: str
    agreed_at: Instant | None
    reported_at: Instant
    changed_at: Instant
    published_at: Instant | None


class DisclosureFilter(Paging):
    state: Literal["", *STAGES] = ""  # type: ignore[valid-type]
    text: Text = Field("", description="Part of a title, product or name.")


class DisclosureLine(BaseModel):
    """kind: `comment`, or `change` with the act in the first line."""

    id: Identifier
    writer: Literal[*PARTIES]  # type: ignore[valid-type]
    kind: Literal["comment", "change"]
    text: str
    written_at: Instant


class DisclosureWithHistory(Disclosure):
    """history: oldest first."""

    history: list[DisclosureLine]


class WeaknessReport(BaseModel):
    """versions: versions or ranges, none for all; cvss_vector: empty if nobody has scored it."""

    title: Annotated[Name, Field(max_length=LONGEST_TITLE)]
    description: Words1
    vendor: Name
    product: Name
    versions: Annotated[list[Version], Field(max_length=MOST_VERSIONS)] = []
    cvss_vector: Annotated[Version, Field(max_length=300)] = ""


class Acceptance(BaseModel):
    """product: identifier of a verified one of the supplier's."""

    product: UUID


class Embargo(BaseModel):
    until: date


class Reason(BaseModel):
    reason: Words1


class CveName(BaseModel):
    cve: Annotated[str, Field(max_length=24, pattern=f"^{CVE.pattern}$")]
