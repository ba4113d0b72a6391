"""What goes in and comes out where documents are read."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.intelligence_schemas import LABELS
from noroshi.entrypoints.api.observable_schemas import KINDS
from noroshi.entrypoints.api.schemas import NO_NUL, Instant, Text
from noroshi.formats.documents import Kind
from noroshi.intelligence.intake import MOST, Becomes, Why
from noroshi.intelligence.rules import LONGEST_NAME, LONGEST_SOURCE, UNMARKED

DOCUMENTS = tuple(kind.value for kind in Kind)
LONGEST_READING = 2 << 20


class Asked(BaseModel):
    source: Text = Field("", description="Name of the file, where its part of a form has none.")
    kind: Literal["", *DOCUMENTS] = Field(  # type: ignore[valid-type]
        "", description="What it is; else it is told by its content and its name."
    )
    column: Text = Field(
        "", description="Of a sheet, by name or number; `*` for all, else the likeliest."
    )


class SheetColumn(BaseModel):
    """cells: that are not empty; found: in how many of them a value is."""

    name: str
    cells: int
    found: int


class ReadValue(BaseModel):
    """known: an object that names it, as far as the reader may see; why: it becomes no indicator;
    offered: would a page tick it?"""

    number: int
    kind: Literal[KINDS]  # type: ignore[valid-type]
    value: str
    defanged: str
    place: str
    excerpt: str
    known: str | None
    common: list[str] = Field(description="Names of the warning lists that it is on.")
    becomes: Becomes
    why: Why
    offered: bool


class Unread(BaseModel):
    place: str
    text: str


class Reading(BaseModel):
    """reading: to be sent back, within an hour and by the same client; column: that was looked at;
    unread: cells without a value, the first of them; is_cut: there is more than is taken at once."""

    reading: str
    name: str
    digest: str = Field(description="SHA-256 of the document.")
    at: Instant
    column: str | None
    columns: list[SheetColumn]
    items: list[ReadValue]
    unread: list[Unread]
    is_cut: bool


class Chosen(BaseModel):
    """chosen: numbers of values; null for those that are offered in the column."""

    reading: Annotated[str, Field(max_length=LONGEST_READING, pattern=r"^[\x21-\x7e]*$")]
    chosen: Annotated[list[Annotated[int, Field(ge=0, lt=MOST)]], Field(max_length=MOST)] | None = (
        None
    )
    column: Text = ""
    title: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, pattern=NO_NUL)]
    source: Annotated[str, Field(min_length=1, max_length=LONGEST_SOURCE, pattern=NO_NUL)]
    tlp: Literal[LABELS] = UNMARKED.value  # type: ignore[valid-type]
    confidence: Annotated[int, Field(ge=0, le=100)] | None = None


class StoredReading(BaseModel):
    """report: the object that refers to all of it."""

    report: str
    accepted: int
    unchanged: int
