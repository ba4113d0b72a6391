"""Who acts."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """How an actor reached us."""

    PERSON = "person"
    CLIENT = "client"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Actor:
    """One hat of one person, one machine client, or the console of one organisation.

    id: what the database derives audiences from; organisation: whose hat it is.
    token: how the ledger names the actor, resettable by a lawful erasure."""

    id: UUID
    kind: ActorKind
    organisation: UUID
    organisation_code: str
    organisation_kind: str
    role: str
    token: UUID
