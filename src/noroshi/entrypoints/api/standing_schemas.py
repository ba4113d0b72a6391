"""What goes in and comes out of the board and the what-if."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import NO_NUL, URGENCIES, Day, Identifier, Paging, Text
from noroshi.parties.sectors import SECTORS

Version = Annotated[str, Field(max_length=100, pattern=NO_NUL)]
Sector = Literal["", *SECTORS]  # type: ignore[valid-type]
UrgencyWord = Literal[*URGENCIES]  # type: ignore[valid-type]


class Standing(BaseModel):
    """sector: empty for who is in none; median_days: from raised to settled, null where none is."""

    sector: str
    urgency: UrgencyWord
    waiting: int
    settled: int
    median_days: float | None


class SectorFilter(Paging):
    sector: Sector = ""


class TrendFilter(BaseModel):
    sector: Sector = ""
    days: int = Field(60, ge=1, le=366)


class DayWaiting(BaseModel):
    """waiting: warnings at the end of the local day."""

    day: Day
    waiting: int


class Supposition(BaseModel):
    """A vulnerability, or a product with the versions from `low` to before `high`."""

    vulnerability: Text = Field("", description="`CVE-2024-21762`, or another name of it.")
    product: Text = Field("", description="Part of a product's or asset's name.")
    low: Version = ""
    high: Version = ""


class SupposedSystems(Supposition, Paging):
    pass


class SupposedSystem(BaseModel):
    """assets: how many of the system's; urgency: as SSVC's deployer tree would decide."""

    system: str
    system_id: Identifier
    role: str
    organisation: str
    sector: str
    assets: int
    urgency: UrgencyWord


class SupposedSector(BaseModel):
    sector: str
    urgency: UrgencyWord
    systems: int
