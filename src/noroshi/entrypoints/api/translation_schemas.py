"""The shapes of patterns and their translations."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import NO_NUL, Text
from noroshi.formats.stix.patterns import LONGEST
from noroshi.formats.stix.translating import TARGETS


class Target(BaseModel):
    target: Literal[TARGETS] = Field(description="The tool.")  # type: ignore[valid-type]


class Pattern(Target):
    """title: what a rule is called."""

    pattern: Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=NO_NUL)]
    title: Text = ""


class Translation(BaseModel):
    """suffix: of a file of it; notes: values that are common, or inside networks."""

    target: Literal[TARGETS]  # type: ignore[valid-type]
    text: str
    suffix: str
    notes: list[str]
