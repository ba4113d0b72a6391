"""What goes in and comes out where the office lists CSAF providers."""

from typing import Annotated

from pydantic import BaseModel, Field

from noroshi.entrypoints.api.partner_schemas import State
from noroshi.entrypoints.api.schemas import NO_NUL, Identifier, Instant
from noroshi.intelligence.exchanging import SHORTEST, SLOWEST
from noroshi.operations.targets import LONGEST
from noroshi.suppliers.mirrors.rules import LONGEST_PROVIDER


class NewProvider(BaseModel):
    """name: of the folder of its copies; url: of its `provider-metadata.json`; mirror: whether its
    documents are copied, where it allows that; every: minutes."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_PROVIDER, pattern=NO_NUL)]
    url: Annotated[str, Field(max_length=LONGEST, pattern=NO_NUL)]
    mirror: bool = True
    every: Annotated[int, Field(ge=SHORTEST, le=SLOWEST)] = 60


class Provider(BaseModel):
    """publisher, namespace, role: as it says, null before the first look; is_listed, is_mirrored: as far as
    it allows it and the office wants it; reason: why the last look failed; lag: seconds since there was
    last nothing left to copy; offered: documents in its lists; refused: those that were not copied."""

    id: Identifier
    name: str
    organisation: str
    url: str
    publisher: str | None
    namespace: str | None
    role: str | None
    is_listed: bool
    is_mirrored: bool
    every: int
    state: State
    reason: str
    failures: int
    last_contact: Instant | None
    lag: int | None
    next_at: Instant | None
    offered: int
    mirrored: int
    refused: int


class Refused(BaseModel):
    """document: its address, or a place in a list, or a key's address."""

    id: int
    provider: str
    document: str
    reason: str
    refused_at: Instant
