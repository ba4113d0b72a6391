"""What comes out of the office's list of what is first for the nation."""

from typing import Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import Decision, Paging, Probability
from noroshi.warnings.coordination.queries import LEVELS


class Coordination(BaseModel):
    """level: how soon the nation acts; triage: whether the office coordinates with suppliers;
    organisations: how many are exposed and have not answered otherwise."""

    id: str
    title: str
    title_ja: str
    level: Decision
    triage: Decision
    organisations: int
    kev: bool
    epss: Probability | None


class CoordinationFilter(Paging):
    level: Literal["", *LEVELS] = Field("", description="How soon.")  # type: ignore[valid-type]
