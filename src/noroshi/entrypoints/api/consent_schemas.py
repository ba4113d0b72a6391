"""What goes in and comes out of consents, for the description of the interface."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.attachment_schemas import Attachment
from noroshi.entrypoints.api.schemas import Code, Identifier, Instant, Paging, Text, Whole
from noroshi.reporting.rules import Act
from noroshi.reporting.sharing import sharing

GROUPS = tuple(one.key for one in sharing().groups)


class Left(BaseModel):
    version: int
    at: Instant
    opened_at: Instant | None = Field(description="When its recipient first opened it.")
    digest: str


class Fetched(BaseModel):
    id: Identifier = Field(description="Of the file.")
    name: str = Field(description="Empty once it is erased.")
    size: int
    sha256: str
    look: str
    at: Instant
    ledger_entry: Identifier


class Consent(BaseModel):
    id: Identifier
    report: Identifier
    recipient: str
    kind: str
    groups: list[Literal[*GROUPS]]  # type: ignore[valid-type]
    taken_by: str = Field(
        description="The office to which it was said by telephone; empty: the reporter gave it here."
    )
    holds: bool = Field(description="false until the reporter confirms what was said by telephone.")
    given_at: Instant
    withdrawn_at: Instant | None
    left: list[Left] = Field(description="What has left under it, the newest first.")
    files: list[Fetched] = Field(description="Files that were fetched under it, the newest first.")
    ledger_entry: Identifier


class Consenting(BaseModel):
    recipient: Code = Field(description="Code of an authority.")
    groups: Annotated[list[Literal[*GROUPS]], Field(min_length=1, max_length=20)]  # type: ignore[valid-type]


class Excerpt(BaseModel):
    id: Identifier
    report: Identifier
    organisation: str
    version: int
    act: Literal[*(one.value for one in Act)]  # type: ignore[valid-type]
    groups: list[Literal[*GROUPS]]  # type: ignore[valid-type]
    left_at: Instant
    opened_at: Instant | None = Field(description="When its recipient first opened it.")
    consent_withdrawn_at: Instant | None
    digest: str = Field(description="SHA-256 of the content's canonical JSON.")
    ledger_entry: Identifier


class ExcerptInFull(Excerpt):
    content: dict[str, Any] = Field(description="Members of an incident, as it was filed.")
    attachments: list[Attachment] = Field(
        description="The files beside the report, while a consent to them stands; without their contents."
    )


class Withdrawn(Whole[Excerpt]):
    """What has left: versions as items, and files."""

    files: list[Fetched]


class SharedFilter(Paging):
    text: Text = Field("", description="Part of the reporter's code.")
