"""What goes in and comes out of drafts of reports, for the description of the interface."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.attachment_schemas import Attachment
from noroshi.entrypoints.api.report_schemas import KINDS, RegimeCode, Why
from noroshi.entrypoints.api.schemas import NO_NUL, Identifier, Instant
from noroshi.reporting.actions.keep_draft import MOST_RIVALS
from noroshi.reporting.drafting import LONGEST_LINES

MOST_NAMES = 1000

Name = Annotated[str, Field(max_length=100, pattern=NO_NUL)]
Mark = Annotated[str, Field(max_length=16, pattern="^[0-9a-f]*$")]
Typed = (
    Annotated[str, Field(max_length=LONGEST_LINES, pattern=NO_NUL)]
    | Annotated[list[Name], Field(max_length=100)]
)
Value = str | list[str]


class Filed(BaseModel):
    report: Identifier
    version: int


class Draft(BaseModel):
    id: Identifier
    kind: Literal[*KINDS]  # type: ignore[valid-type]
    report: Identifier | None = Field(
        description="Of which it is the next version; null: a new one."
    )
    base: int | None = Field(description="The version that it was begun from.")
    is_behind: bool = Field(description="The report has a newer version: renew the draft.")
    begun_at: Instant
    changed_at: Instant
    ended_at: Instant | None
    filed: Filed | None = Field(description="What it became; null while it is open, or discarded.")


class WouldOwe(BaseModel):
    regime: RegimeCode
    stage: str
    recipient: str
    article: str
    due_at: Instant | None
    warn_at: Instant | None
    filed_at: Instant | None
    why: str


class DraftInFull(Draft):
    fields: dict[str, Value] = Field(
        description="As they were typed, by their path: `when.aware`, a time of Japan as"
        " `2026-11-02T09:30`; of an entry of a list with a key of one's own, `systems.0a.name`."
    )
    marks: dict[str, str] = Field(
        description="Which version of each field this is, to be sent with a change of it."
    )
    rivals: dict[str, list[Value]] = Field(description="What else somebody typed into a field.")
    problems: dict[str, str] = Field(description="What is wrong, by field.")
    missing: list[str] = Field(description="Without which it is not filed.")
    proposed: dict[str, Value] = Field(description="Stage and regimes that are due first.")
    attachments: list[Attachment] = Field(description="Filed with it, or thrown away with it.")
    would_owe: list[WouldOwe] = Field(description="What follows from it, as far as it is stated.")


class DraftChanged(DraftInFull):
    contested: list[str] = Field(
        description="Fields that somebody else changed meanwhile: what was sent stands beside, in `rivals`."
    )


class Beginning(BaseModel):
    """One of the two."""

    kind: Literal[*KINDS] | None = Field(None, description="Of a new report.")  # type: ignore[valid-type]
    report: UUID | None = Field(
        None,
        description="Of whose next version: its fields are filled, and an open draft is taken.",
    )


class Changing(BaseModel):
    fields: Annotated[dict[Name, Typed], Field(max_length=MOST_NAMES)] = Field(
        description="What they shall be; an empty text or list empties a field."
    )
    marks: Annotated[dict[Name, Mark], Field(max_length=MOST_NAMES)] = Field(
        {},
        description="The version of each that this is based on, as read; none for an empty field.",
    )


class Settling(BaseModel):
    field: Name
    choice: Annotated[int, Field(ge=0, lt=MOST_RIVALS)] | None = Field(
        None, description="The place of a rival; null for what stands."
    )


class Filing(BaseModel):
    correction: Why | None = Field(
        None, description="Why the version before was wrong; null for a supplement."
    )
