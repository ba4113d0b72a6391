"""What goes in and comes out of the bills of materials' part of the interface."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.assets.queries import LACKING
from noroshi.entrypoints.api.schemas import (
    STATES,
    URGENCIES,
    Code,
    Identifier,
    Instant,
    Paging,
    Text,
)

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Score = Annotated[float, Field(ge=0, le=10)]


class Inventory(BaseModel):
    """edition: number of the newest; components: how many that has."""

    id: Identifier
    organisation: str
    name: str
    system: str
    edition: int
    components: int
    at: Instant


class InventoryFilter(Paging):
    text: Text = Field("", description="Part of a name, or of a system's.")
    organisation: Code | Literal[""] = Field("", description="Code of an organisation.")
    order: Literal["name", "newest"] = "name"


class ElementTold(BaseModel):
    """One of the minimum elements: in how many of the places that should have it it is."""

    element: str
    present: int
    total: int


class Gap(BaseModel):
    element: str
    place: str


class FieldTold(BaseModel):
    """A data field of BSI TR-03183-2. section: of the guideline; required: or to be told where it
    exists; lacking: place of the first component that does not say it."""

    field: str
    section: str
    required: bool
    present: int
    total: int
    lacking: str


class Guideline(BaseModel):
    """edition: the newest of BSI TR-03183-2 that allows the document's format, or empty; met: it
    does, and every required field is told wherever it is to be."""

    edition: str
    met: bool
    fields: list[FieldTold]


class Quality(BaseModel):
    """What the document says of the minimum elements (NTIA 2021, and this house's more); gaps: the
    first of them; guideline: of the data fields of BSI TR-03183-2."""

    score: Score
    ntia_score: Score
    components: int
    elements: list[ElementTold]
    gaps: list[Gap]
    gap_count: int
    left_out: int
    guideline: Guideline


class EditionHeld(BaseModel):
    number: int
    components: int
    at: Instant


class WeakComponent(BaseModel):
    """causes: its vulnerabilities; exploited: one of them is in KEV; way: from what the bill is
    about, itself last."""

    asset: Identifier
    name: str
    version: str
    causes: list[str]
    exploited: bool
    way: list[str]


class DataFlow(BaseModel):
    """flow: as seen from the service; classification: as the document has it."""

    flow: str
    classification: str


class Service(BaseModel):
    """parent: the service that holds it; null where the document does not say."""

    name: str
    version: str
    provider: str
    parent: str
    endpoints: list[str]
    authenticated: bool | None
    crosses_boundary: bool | None
    data: list[DataFlow]


class BillLink(BaseModel):
    """A reference to another document, a BOM-Link or the address of a document in SPDX. component:
    whose it is, empty for the document itself. inventory, name, edition: of the bill
    of that number that the requester may see, null where there is none; exact: of the version that is
    meant."""

    component: str
    link: str
    inventory: Identifier | None
    name: str | None
    edition: int | None
    exact: bool


class Referrer(BaseModel):
    """A reference from another bill of materials, in its newest edition. edition: of this one that is
    meant, null where it has none of that version."""

    inventory: Identifier
    organisation: str
    name: str
    component: str
    link: str
    edition: int | None


class InventoryInFull(Inventory):
    """editions: the newest first; weak: the exploited first, 200 at most; services and bills (other
    documents): of the newest edition, in its order, 200 at most each; referrers: from other bills that
    the requester may see, by name, 200 at most."""

    quality: Quality
    editions: list[EditionHeld]
    weak: list[WeakComponent]
    services: list[Service]
    bills: list[BillLink]
    referrers: list[Referrer]


class Component(BaseModel):
    """depth: edges from what the bill is about, null where none lead to it."""

    id: Identifier
    name: str
    version: str
    type: str
    purl: str
    cpe: str
    supplier: str
    licences: list[str]
    hashes: list[str]
    depth: int | None
    weaknesses: int


class ComponentFilter(Paging):
    text: Text = Field("", description="Part of a name, supplier or package URL.")
    licence: Text = Field("", description="Part of a licence.")
    type: Text = Field("", description="A type as the standards name it, for example `library`.")
    lacking: Literal["", *LACKING] = Field("", description="What it does not say.")  # type: ignore[valid-type]
    weak: bool = Field(default=False, description="Only components with a weakness.")
    order: Literal["name", "depth", "document"] = "name"


class Editions(BaseModel):
    """Of what is not named, the newest and the one before it."""

    before: Number | None = Field(None, alias="from")
    after: Number | None = Field(None, alias="to")


class Listed(BaseModel):
    name: str
    version: str | None
    purl: str | None


class Changed(BaseModel):
    name: str
    purl: str | None
    before: str | None
    after: str | None


class ToldOtherwise(Listed):
    """As the second tells it; before, after: of hashes those that contradict each other."""

    before: list[str]
    after: list[str]


class Resupplied(Listed):
    before: str
    after: str


class Difference(BaseModel):
    """licences, suppliers: in whatever version; hashes: of the same version, which is another file."""

    added: list[Listed]
    removed: list[Listed]
    changed: list[Changed]
    licences: list[ToldOtherwise]
    hashes: list[ToldOtherwise]
    suppliers: list[Resupplied]


class Move(BaseModel):
    """state: of the warning now, which something else may keep open; components: those that have
    the weakness."""

    warning: Identifier
    cause: str
    state: Literal[*STATES]  # type: ignore[valid-type]
    urgency: Literal[*URGENCIES]  # type: ignore[valid-type]
    components: list[str]


class Moves(BaseModel):
    """Of weaknesses that were known when the newer edition came in."""

    opened: list[Move]
    closed: list[Move]


class Standard(BaseModel):
    format: Literal["", "cyclonedx", "spdx"] = Field(
        "", description="Without it what Accept prefers, and CycloneDX where it prefers nothing."
    )
