"""What goes in and comes out where the national office judges names and sources."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import NO_NUL, Identifier, Instant, Paging, Text
from noroshi.vulnerabilities.actions.judge_names import LONGEST_GROUND
from noroshi.vulnerabilities.actions.judge_vex_author import LONGEST_AUTHOR, MOST_DAYS
from noroshi.vulnerabilities.aliases import CANDIDATE, KINDS, LONGEST_ALIAS

Ground = Annotated[str, Field(max_length=LONGEST_GROUND, pattern=NO_NUL)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_ALIAS, pattern=NO_NUL)]
Author = Annotated[str, Field(max_length=LONGEST_AUTHOR, pattern=NO_NUL)]


class ProductName(BaseModel):
    """Two names that are of one product, may be, or are not. score: likeness, 1 where nobody
    guessed; origin: where the pair comes from."""

    id: Identifier
    name: str
    other: str
    kind: str
    origin: Literal["shipped", "office", "candidate"]
    state: Literal["proposed", "confirmed", "rejected", "withdrawn"]
    score: Annotated[float, Field(ge=0, le=1)]
    ground: str
    judged_by: str | None
    judged_at: Instant | None


class ProductNameFilter(Paging):
    text: Text = Field("", description="Part of either name.")
    state: Literal["", "proposed", "confirmed", "rejected", "withdrawn"] = ""
    origin: Literal["", "shipped", "office", "candidate"] = ""
    kind: Literal["", *KINDS, CANDIDATE] = ""  # type: ignore[valid-type]
    order: Literal["score", "name", "other"] = "score"


class NewProductName(BaseModel):
    """Each name is `Maker | Product`, a CPE name or a package URL; `Maker | *` is everything of the
    maker, `Maker | Product *` its models."""

    name: Name
    other: Name
    kind: Literal[*KINDS]  # type: ignore[valid-type]
    ground: Annotated[Ground, Field(min_length=1, description="Why the two are one product.")]


class Judgement(BaseModel):
    """ground: why; what is taken back needs one."""

    state: Literal["confirmed", "rejected", "withdrawn"]
    ground: Ground = ""


class VexAuthor(BaseModel):
    """statements: that are held; closed: exposures, as far as the reader may know; rank: of two who
    contradict each other the lower one counts, null where it is not trusted; days: how long a statement holds."""

    author: str
    statements: int
    closed: int
    rank: int | None
    days: int | None


class Trust(BaseModel):
    """days: without it, until it is taken back."""

    author: Annotated[Author, Field(min_length=1)]
    rank: Annotated[int, Field(ge=0, le=1000)] = 10
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None


class Distrust(BaseModel):
    author: Author


class ClosureFilter(Paging):
    author: Author = Field("", description="As the documents name it.")


class Closure(BaseModel):
    """An exposure that a statement has closed, in VEX's words. expires_at: null for never."""

    cause: str
    organisation: str
    asset: Identifier
    name: str
    system: str
    version: str
    author: str
    document: str
    status: str
    justification: str
    impact: str
    stated_at: Instant | None
    expires_at: Instant | None


class Contradiction(BaseModel):
    """counts: the author whose word counts; here: how many exposures the reader may know of."""

    cause: str
    keys: list[str]
    counts: str
    says: str
    other: str
    other_says: str
    here: int
