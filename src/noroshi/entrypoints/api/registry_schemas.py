"""What goes in and comes out of the register of specified computers, for the description."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from noroshi.assets.registering import ChangeKind
from noroshi.entrypoints.api.schemas import Code, Day, Identifier, Instant, Paging, Text

MOST = 5000


class SpecifiedComputer(BaseModel):
    id: Identifier
    organisation: str
    asset: Identifier
    system: str
    name: str
    maker: str
    product: str
    version: str
    introduced_on: Day | None
    registered_on: Day
    removed_on: Day | None
    pending: bool = Field(description="Something of it is to be notified.")


class Candidate(BaseModel):
    asset: Identifier
    system: str
    name: str
    maker: str
    product: str
    version: str
    introduced_on: Day | None
    links: int = Field(description="From the essential service.")
    why: str
    exempt: str | None = Field(description="The notice by which it need not be registered.")


class RegistrationChange(BaseModel):
    organisation: str
    computer: Identifier
    name: str
    kind: Literal[*(kind.value for kind in ChangeKind)]  # type: ignore[valid-type]
    happened_on: Day
    due_at: Instant | None = Field(description="null: not confirmed, which `unset` names")
    unset: str
    article: str
    ledger_entry: Identifier | None


class ComputerFilter(Paging):
    text: Text = Field("", description="Part of a name or product.")
    state: Literal["", "registered", "pending", "removed"] = ""
    organisation: Code | Literal[""] = Field("", description="Code of an organisation.")


class Registering(BaseModel):
    assets: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    on: date = Field(description="As of which day; one that has come.")


class Registered(BaseModel):
    registered: int
    exempt: int
    unchanged: int


class Notifying(BaseModel):
    on: date = Field(description="The day on which it was notified, with all until then.")


class Notified(BaseModel):
    notified: int
