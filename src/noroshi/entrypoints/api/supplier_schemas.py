"""What goes in and comes out of the suppliers' part of the interface."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import (
    NO_NUL,
    Code,
    Day,
    Identifier,
    Instant,
    Paging,
    Text,
    VulnerabilityName,
)
from noroshi.formats.advisories import Justification, Status
from noroshi.suppliers.rules import (
    LONGEST_NAME,
    LONGEST_TEXT,
    LONGEST_VERSION,
    MOST_VERSIONS,
    AnswerKind,
    Kind,
    LineKind,
    State,
)

KINDS = tuple(kind.value for kind in Kind)
STATES = tuple(state.value for state in State)
LINE_KINDS = tuple(kind.value for kind in LineKind)
ANSWER_KINDS = tuple(kind.value for kind in AnswerKind)
STATUSES = tuple(status.value for status in Status)
JUSTIFICATIONS = tuple(justification.value for justification in Justification)

Words = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=NO_NUL)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=NO_NUL)]
Version = Annotated[str, Field(max_length=LONGEST_VERSION, pattern=NO_NUL)]


class VersionCounted(BaseModel):
    """organisations: as many or somewhat more; a version that too few run is not here."""

    version: str
    organisations: int


class SupplierProduct(BaseModel):
    """versions: for the supplier alone, as of counted_at; the answer stands for days."""

    id: Identifier
    organisation: str
    vendor: str
    product: str
    claimed_at: Instant
    verified_at: Instant | None
    withdrawn_at: Instant | None
    reason: str
    counted_at: Instant | None
    versions: list[VersionCounted]


class NewSupplierProduct(BaseModel):
    vendor: Name
    product: Name


class FixGiven(BaseModel):
    """In which version it is mended."""

    kind: Literal["fix"]
    fixed_in: str


class VexGiven(BaseModel):
    """versions: of which it is said; none for all."""

    kind: Literal["vex"]
    status: Literal[*STATUSES]  # type: ignore[valid-type]
    justification: Literal["", *JUSTIFICATIONS]  # type: ignore[valid-type]
    versions: list[str]


class DateGiven(BaseModel):
    """By which day there will be more to say; advice: what operators should do until then."""

    kind: Literal["date"]
    expected_on: Day
    advice: str = ""


class EndGiven(BaseModel):
    """It will not be mended, its support has ended; advice: what operators should do."""

    kind: Literal["end"]
    advice: str


Given = FixGiven | VexGiven | DateGiven | EndGiven


class SupplierThread(BaseModel):
    """A notice or a request, which is no order. article: with its evidence tag."""

    id: Identifier
    organisation: str
    product: Identifier
    product_name: str
    cause: str
    kind: Literal[*KINDS]  # type: ignore[valid-type]
    state: Literal[*STATES]  # type: ignore[valid-type]
    article: str
    sent_at: Instant
    due_at: Instant
    changed_at: Instant
    answer: Given | None
    ledger_entry: Identifier | None


class ThreadLine(BaseModel):
    """writer: what the organisation is that wrote it, `nco` or `supplier`."""

    id: Identifier
    kind: Literal[*LINE_KINDS]  # type: ignore[valid-type]
    writer: str
    by: str | None
    text: str
    answer: Given | None
    written_at: Instant


class SupplierThreadWithHistory(SupplierThread):
    """history: oldest first."""

    history: list[ThreadLine]


class SupplierThreadFilter(Paging):
    state: Annotated[
        Literal["", "owed", *STATES],  # type: ignore[valid-type]
        Field(description="`owed`: waits for the supplier."),
    ] = ""
    kind: Literal["", *KINDS] = ""  # type: ignore[valid-type]
    organisation: Code | Literal[""] = Field("", description="Code of a supplier.")
    text: Text = Field("", description="Beginning of a CVE identifier, or part of a product.")
    order: Literal["sent", "due", "cause"] = "sent"


class ThreadMessage(BaseModel):
    """product: identifier of a verified one; text: names nobody who runs it; due_on: without it
    the policy's."""

    product: UUID
    cause: VulnerabilityName
    kind: Literal[*KINDS]  # type: ignore[valid-type]
    text: Annotated[Words, Field(min_length=1)]
    due_on: date | None = None


class ThreadAnswer(BaseModel):
    """fixed_in: of a fix; expected_on: of a date; status, justification, versions: of VEX, without
    versions of all of them; advice: of a date or an end, for whoever runs it."""

    kind: Literal[*ANSWER_KINDS]  # type: ignore[valid-type]
    text: Words = ""
    fixed_in: Version = ""
    expected_on: date | None = None
    status: Literal["", *STATUSES] = ""  # type: ignore[valid-type]
    justification: Literal["", *JUSTIFICATIONS] = ""  # type: ignore[valid-type]
    versions: Annotated[list[Version], Field(max_length=MOST_VERSIONS)] = []
    advice: Words = ""


class Extension(BaseModel):
    """due_on: a day later than the one that was set."""

    due_on: date


class ClaimWithdrawal(BaseModel):
    """reason: the supplier reads it."""

    reason: Annotated[Words, Field(min_length=1)]


class ThreadClosing(BaseModel):
    state: Literal["done", "withdrawn"]
