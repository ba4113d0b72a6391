"""The shapes of observables and of the lists that they may be on."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import NO_NUL, Instant
from noroshi.formats.names.observables import ObservableKind
from noroshi.formats.warning_lists import Match

KINDS = tuple(kind.value for kind in ObservableKind)
MATCHES = tuple(match.value for match in Match)
LONGEST_TEXT = 200_000


class Said(BaseModel):
    text: Annotated[str, Field(max_length=LONGEST_TEXT, pattern=NO_NUL)]


class Observable(BaseModel):
    kind: Literal[KINDS]  # type: ignore[valid-type]
    value: str
    defanged: str
    common: list[str] = Field(description="Names of the warning lists that it is on.")


class WarningList(BaseModel):
    name: str
    description: str
    version: int
    match: Literal[MATCHES]  # type: ignore[valid-type]
    kinds: list[str] | None = Field(description="Of what it speaks; null: of anything.")
    entries: int
    imported_at: Instant
