"""What happened to parties."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class OrganisationsImported(Fact):
    """A list of organisations came in; the digest commits to every row."""


@dataclass(frozen=True, slots=True)
class NetworkClaimed(Fact):
    """An organisation named a prefix or a domain as its own."""


@dataclass(frozen=True, slots=True)
class NetworkVerified(Fact):
    """The national office confirmed a claim."""


@dataclass(frozen=True, slots=True)
class PersonInvited(Fact):
    """Somebody was given a role at an organisation."""


@dataclass(frozen=True, slots=True)
class ClientCreated(Fact):
    """A machine client was made for an organisation."""


@dataclass(frozen=True, slots=True)
class RecordOpened(Fact):
    """Somebody opened the record of an organisation that is not their own."""


@dataclass(frozen=True, slots=True)
class RoleEnded(Fact):
    """A person's role or a machine client came to its end."""


@dataclass(frozen=True, slots=True)
class CommunityKept(Fact):
    """A community was formed, or its name or members changed."""
