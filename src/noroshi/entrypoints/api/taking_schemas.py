"""What goes in to file what an operator tells by telephone, for the description of the interface."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.consent_schemas import Consenting
from noroshi.entrypoints.api.report_schemas import Moment
from noroshi.entrypoints.api.schemas import Code


class Call(BaseModel):
    called_at: Moment = Field(description="When it telephoned.")
    incident: dict[str, Any] = Field(
        description="What it tells, as it would file it itself: see the schema Incident."
    )
    consents: Annotated[list[Consenting], Field(max_length=20)] = Field(
        [], description="What it lets whom read besides; nothing leaves before it confirms."
    )


class Taking(Call):
    organisation: Code = Field(description="Code of the operator that telephones.")


class TakingMore(Call):
    number: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(
        description="Of the newest version, which this supplements; refused where another is newer."
    )
