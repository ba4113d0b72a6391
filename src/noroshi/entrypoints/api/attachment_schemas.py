"""What goes in and comes out of files beside reports, for the description of the interface."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import Identifier, Instant
from noroshi.formats.looks import Look
from noroshi.reporting.attaching import MOST_OCTETS
from noroshi.reporting.rules import LONGEST_REASON


class Attachment(BaseModel):
    id: Identifier
    report: Identifier | None
    name: str = Field(description="Empty once it is erased.")
    size: Annotated[int, Field(ge=1, le=MOST_OCTETS)] = Field(description="Octets.")
    sha256: str
    look: Literal[*(one.value for one in Look)] = Field(  # type: ignore[valid-type]
        description="What it looks like that runs: such a file is handed to analysts alone, packed."
    )
    taken_by: str = Field(
        description="Code of the office that attached it for its reporter; empty for the reporter's own."
    )
    holds: bool = Field(
        description="It goes by consent as well; what the office attached, once its reporter confirms."
    )
    added_at: Instant
    erased_at: Instant | None


class Erasing(BaseModel):
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
