"""The shapes of STIX objects, and what a list of them is narrowed by."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from noroshi.entrypoints.api.schemas import NO_NUL, Instant, Paging, Text
from noroshi.intelligence.actions.import_objects import SOURCE
from noroshi.intelligence.rules import LONGEST_ID, LONGEST_SOURCE, LONGEST_TYPE, UNMARKED
from noroshi.kernel.markings import Tlp

LABELS = tuple(tlp.value for tlp in Tlp)
StixId = Annotated[str, Field(max_length=LONGEST_ID, pattern=r"^[a-z0-9-]+--[0-9a-fA-F-]{36}$")]


class IntelligenceFilter(Paging):
    type: Annotated[str, Field(max_length=LONGEST_TYPE, pattern=NO_NUL)] = Field(
        "", description="Only this type: `indicator`."
    )
    tlp: Literal["", *LABELS] = ""  # type: ignore[valid-type]
    added_after: AwareDatetime | None = Field(None, description="Only what was stored after.")
    versions: Literal["last", "all"] = "last"


class Terms(BaseModel):
    """source: who hands them over, in the organisation's words; tlp: of what has no label."""

    source: Annotated[str, Field(min_length=1, max_length=LONGEST_SOURCE, pattern=NO_NUL)] = SOURCE
    tlp: Literal[LABELS] = UNMARKED.value  # type: ignore[valid-type]


class StixObject(BaseModel):
    """organisation: null where the reader does not know it; source: null where it is another's."""

    id: str
    type: str
    version: Instant
    name: Text
    tlp: Literal[LABELS]  # type: ignore[valid-type]
    revoked: bool
    confidence: int | None
    created_by: str | None
    organisation: str | None
    source: str | None
    added_at: Instant
    object: dict[str, Any]


class StixObjectInFull(StixObject):
    versions: list[StixObject]
    neighbours: list[StixObject]
