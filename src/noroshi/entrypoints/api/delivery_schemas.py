"""What goes in and comes out where an organisation says how it is told."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.schemas import MOST, NO_NUL, URGENCIES, Identifier, Instant, Paging
from noroshi.operations.targets import LONGEST
from noroshi.warnings.rules import Channel, DeliveryState
from noroshi.warnings.timing import LANGUAGES, Digest

CHANNELS = tuple(channel.value for channel in Channel)
STATES = tuple(state.value for state in DeliveryState)
DIGESTS = tuple(digest.value for digest in Digest)

UrgencyWord = Literal[*URGENCIES]  # type: ignore[valid-type]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class DeliveryWish(BaseModel):
    """at_once: what is mailed at once, which is what is immediate in any case; quiet_from,
    quiet_until: by the clock of the zone, both or neither."""

    at_once: Annotated[list[UrgencyWord], Field(max_length=len(URGENCIES))]
    digest: Literal[*DIGESTS]  # type: ignore[valid-type]
    language: Literal[*LANGUAGES]  # type: ignore[valid-type]
    zone: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = "Asia/Tokyo"
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None


class Endpoint(BaseModel):
    """least: the least urgency that is sent; failing_since: of an unbroken row of failures;
    paused_at: nothing is sent until it is resumed."""

    id: Identifier
    url: str
    least: UrgencyWord
    made_at: Instant
    failing_since: Instant | None
    paused_at: Instant | None


class EndpointMade(Endpoint):
    """secret: to verify with (Standard Webhooks); told this once, null where the same
    Idempotency-Key is sent again."""

    secret: str | None


class NewEndpoint(BaseModel):
    url: Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=NO_NUL)]
    least: UrgencyWord = "defer"


class Delivery(BaseModel):
    """to: an e-mail address or an endpoint's; deadlines: how many it reminds of; threads,
    disclosures: in which there is something new; reason: why the last attempt failed."""

    id: Identifier
    organisation: str
    channel: Literal[*CHANNELS]  # type: ignore[valid-type]
    to: str | None
    warnings: list[Identifier]
    deadlines: int
    threads: list[Identifier]
    disclosures: list[Identifier]
    reports: list[Identifier]
    state: Literal[*STATES]  # type: ignore[valid-type]
    reason: str
    attempts: int
    made_at: Instant
    next_at: Instant
    settled_at: Instant | None


class DeliveryFilter(Paging):
    state: Annotated[
        Literal["", *STATES],  # type: ignore[valid-type]
        Field(description="`dead`: given up; it can be sent again."),
    ] = ""
    channel: Literal["", *CHANNELS] = ""  # type: ignore[valid-type]


class Again(BaseModel):
    """deliveries: those of these that are dead letters; without it, all dead letters."""

    deliveries: Annotated[list[UUID], Field(max_length=MOST)] | None = None


class Retried(BaseModel):
    """waiting: how many wait again; those of an endpoint that is paused or removed do not."""

    waiting: int
