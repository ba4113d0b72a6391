"""What goes in and comes out of the reporting window, for the description of the interface."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

from noroshi.entrypoints.api.attachment_schemas import Attachment
from noroshi.entrypoints.api.schemas import NO_NUL, Code, Identifier, Instant, Paging, Text
from noroshi.parties.sectors import KINDS as PARTIES
from noroshi.parties.sectors import SECTORS
from noroshi.reporting.board import ORDERS
from noroshi.reporting.incident import Kind
from noroshi.reporting.regimes import CODES, Recipient
from noroshi.reporting.rules import LONGEST_REASON, Act, State, Turn
from noroshi.reporting.threads import LONGEST_TEXT, Said

KINDS = tuple(kind.value for kind in Kind)
RegimeCode = Literal[*CODES]  # type: ignore[valid-type]
Why = Annotated[str, Field(min_length=1, max_length=LONGEST_REASON, pattern=NO_NUL)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("an instant beyond all calendars") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]


class Receipt(BaseModel):
    number: str
    at: Instant
    digest: str = Field(description="SHA-256 of the content's canonical JSON.")
    ledger_entry: Identifier
    promise: str | None = Field(None, description="The log's signed promise to merge the entry.")


class OnBehalfOf(BaseModel):
    office: str = Field(description="Who took it down by telephone, and filed it.")
    called_at: Instant
    confirmed_at: Instant | None = Field(description="null until the reporter confirms it.")


ByTelephone = Annotated[OnBehalfOf | None, Field(description="null: the reporter filed it itself.")]


class Report(BaseModel):
    id: Identifier
    organisation: str
    kind: Literal[*KINDS]  # type: ignore[valid-type]
    title: str
    regimes: list[RegimeCode]
    stage: str
    version: int
    aware_at: Instant
    changed_at: Instant
    withdrawn_at: Instant | None
    on_behalf: ByTelephone
    receipt: Receipt
    changes: list[str] = Field(description="What became of the obligations with this version.")


class Obligation(BaseModel):
    id: Identifier
    report: Identifier | None = Field(description="null: owed of specified computers")
    organisation: str
    sector: str
    regime: RegimeCode
    duty: str
    article: str
    tag: str = Field(description="How well the article is known: P read, S reported, R recalled.")
    stage: str
    recipient: Literal[*(one.value for one in Recipient)]  # type: ignore[valid-type]
    due_at: Instant | None = Field(description="null: promptly, or not known")
    warn_at: Instant | None
    filed_at: Instant | None
    state: Literal[*(one.value for one in State)]  # type: ignore[valid-type]
    waiting_on: Literal[*(one.value for one in Turn)] = Field(  # type: ignore[valid-type]
        description="The operator until it is filed; then the answer to what was asked about the"
        " report, or else whom it was filed with."
    )
    why: str


class ReportInFull(Report):
    content: dict[str, Any] = Field(description="The incident, as it was filed.")
    attachments: list[Attachment] = Field(
        description="The files beside it, without their contents."
    )
    obligations: list[Obligation]


class Version(BaseModel):
    number: int
    act: Literal[*(one.value for one in Act)]  # type: ignore[valid-type]
    reason: str = Field(description="Of a correction or withdrawal.")
    on_behalf: ByTelephone
    receipt: Receipt
    changes: list[str]


class VersionInFull(Version):
    content: dict[str, Any]


class FieldDifference(BaseModel):
    place: str
    field: str = Field(description="The field in words.")
    before: Any = Field(description="null: nothing stood there")
    after: Any


class Differences(BaseModel):
    items: list[FieldDifference]
    next: None = None


class ReportFilter(Paging):
    organisation: Code | Literal[""] = Field("", description="Code of an organisation.")
    kind: Literal["", *KINDS] = ""  # type: ignore[valid-type]
    regime: Literal["", *CODES] = ""  # type: ignore[valid-type]
    text: Text = Field("", description="Part of a title.")


class ObligationFilter(Paging):
    state: Literal["", "open", *(one.value for one in State)] = Field(  # type: ignore[valid-type]
        "", description="`open`: what is not filed."
    )
    regime: Literal["", *CODES] = ""  # type: ignore[valid-type]
    organisation: Code | Literal[""] = Field("", description="Code of an organisation.")
    sector: Literal["", *SECTORS] = ""  # type: ignore[valid-type]
    waiting_on: Literal["", *(one.value for one in Turn)] = ""  # type: ignore[valid-type]
    due_before: Moment | None = Field(
        None, description="What is due, or warned of, before this instant."
    )
    order: Literal[*ORDERS] = "due"  # type: ignore[valid-type]


class Correcting(BaseModel):
    correction: Annotated[str, Field(max_length=LONGEST_REASON, pattern=NO_NUL)] = Field(
        "", description="Why the version before was wrong; empty for a supplement."
    )

    order: UUID | None = Field(
        None, description="The order of the ministry that this correction meets."
    )


class Line(BaseModel):
    id: Identifier
    report: Identifier
    kind: Literal[*(one.value for one in Said)]  # type: ignore[valid-type]
    at: Instant
    writer: str = Field(description="Kind of the organisation that wrote it.")
    writer_code: str
    text: str
    read_by: list[str] = Field(
        description="Kinds of organisations that read it beside the reporter."
    )
    answers: Identifier | None = Field(description="The question or order that it closes.")
    version: int | None = Field(description="The correction that met an order.")
    article: str = Field(description="Of an order; empty for anything else.")
    due_at: Instant | None
    is_waiting: bool = Field(description="For the reporter's answer, or its correction.")
    ledger_entry: Identifier


class ThreadItem(BaseModel):
    kind: Literal["version", "line"]
    at: Instant
    filed: Version | None = None
    said: Line | None = None


class Saying(BaseModel):
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=NO_NUL)]


class SayingTo(Saying):
    readers: Annotated[list[Literal[*PARTIES]], Field(max_length=20)] | None = Field(  # type: ignore[valid-type]
        None,
        description="Kinds of organisations that read it beside the reporter, among those that read"
        " the report; null for all of them.",
    )


class Ordering(SayingTo):
    due_on: date = Field(description="The day by whose end the correction is due.")


class Comparing(BaseModel):
    before: Number = Field(1, alias="from", description="Number of the earlier version.")
    after: Number | None = Field(None, alias="to", description="Without it, the newest.")


class Withdrawing(BaseModel):
    reason: Why
