"""The shapes of ATT&CK's matrix, and what it is narrowed by."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import NO_NUL, Code, Instant, Paging, Text
from noroshi.formats.attack import CHAINS, TECHNIQUE
from noroshi.intelligence.rules import LONGEST_SOURCE
from noroshi.intelligence.techniques import USUAL
from noroshi.parties.sectors import SECTORS

Number = Annotated[str, Field(pattern=f"^{TECHNIQUE.pattern}$", max_length=9)]


class SeenFilter(BaseModel):
    since: date | None = Field(None, description="Seen on this day or later.")
    until: date | None = Field(None, description="Seen on this day or before.")
    sector: Literal["", *SECTORS] = ""  # type: ignore[valid-type]
    organisation: Code | Literal[""] = Field("", description="Told by this organisation.")
    source: Annotated[str, Field(max_length=LONGEST_SOURCE, pattern=NO_NUL)] = Field(
        "", description="From this source of one's own."
    )


class MatrixFilter(SeenFilter):
    domain: Literal[*CHAINS] = USUAL  # type: ignore[valid-type]


class SeenObjects(SeenFilter, Paging):
    pass


class Technique(BaseModel):
    """objects: that tell of it or of a sub-technique; own: of itself."""

    id: Number
    name: Text
    tactics: list[str]
    objects: int
    own: int
    last_seen: Instant | None


class TechniqueWhole(Technique):
    subtechniques: list[Technique]


class Tactic(BaseModel):
    """objects: that tell of the tactic and of no technique."""

    id: str
    short: str
    name: Text
    objects: int
    techniques: list[TechniqueWhole]


class Matrix(BaseModel):
    """others: what was seen and stands in no column; name: empty where the matrix is not imported."""

    domain: str
    name: Text
    version: str
    objects: int
    tactics: list[Tactic]
    others: list[Technique]
