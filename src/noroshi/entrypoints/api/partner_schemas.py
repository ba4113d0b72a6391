"""What goes in and comes out where intelligence is exchanged with partners."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import NO_NUL, Identifier, Instant
from noroshi.intelligence.exchanging import LONGEST_PARTNER, SHORTEST, SLOWEST, Direction, Kind
from noroshi.kernel.markings import Tlp
from noroshi.operations.targets import LONGEST

LABELS = tuple(tlp.value for tlp in Tlp)
KINDS = tuple(kind.value for kind in Kind)
DIRECTIONS = tuple(way.value for way in Direction)

State = Literal["new", "level", "behind", "failing", "paused"]
Collection = Annotated[str, Field(max_length=200, pattern=NO_NUL)]


class NewPartner(BaseModel):
    """kind: whether it serves TAXII 2.1, or a MISP feed at `url`, its folder, which has no collections;
    pull_from, push_to: collections there, one of them at least; recipient: with push_to, the
    organisation as which it is decided what may be sent; user: with Basic, without it the secret is
    a bearer's token, and of a feed what the header Authorization says."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_PARTNER, pattern=NO_NUL)]
    kind: Literal[*KINDS] = "taxii"  # type: ignore[valid-type]
    url: Annotated[str, Field(max_length=LONGEST, pattern=NO_NUL)]
    pull_from: Collection = ""
    push_to: Collection = ""
    recipient: Annotated[str, Field(max_length=32, pattern=NO_NUL)] = ""
    tlp: Literal[*LABELS] = "amber+strict"  # type: ignore[valid-type]
    every: Annotated[int, Field(ge=SHORTEST, le=SLOWEST)] = 5
    user: Collection = ""
    secret: Annotated[str, Field(max_length=4096, pattern=NO_NUL)] = ""


class Partner(BaseModel):
    """pull_from: the collection, of a feed its manifest; every: minutes; lag: seconds since there was last
    nothing left to exchange; read_until: as the partner writes it, of a feed when the event that was
    read last had been changed; in, out: objects; declined: objects that were not taken, on either side."""

    id: Identifier
    name: str
    organisation: str
    kind: Literal[*KINDS]  # type: ignore[valid-type]
    url: str
    direction: Literal[*DIRECTIONS]  # type: ignore[valid-type]
    pull_from: str
    push_to: str
    recipient: str | None
    tlp: Literal[*LABELS]  # type: ignore[valid-type]
    every: int
    state: State
    reason: str
    failures: int
    last_contact: Instant | None
    lag: int | None
    next_at: Instant | None
    read_until: str | None
    came: Annotated[int, Field(alias="in")]
    out: int
    declined: int


class Declined(BaseModel):
    """way: `in`, not taken by the house, or `out`, by the partner; object: its identifier."""

    id: Identifier
    partner: str
    way: Literal["in", "out"]
    object: str
    reason: str
    declined_at: Instant
