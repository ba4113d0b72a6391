"""What happened to assets."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class InventoryImported(Fact):
    """A list of an organisation's assets came in, or a new version of it."""


@dataclass(frozen=True, slots=True)
class ConnectionsImported(Fact):
    """How an organisation's systems hang together came in."""


@dataclass(frozen=True, slots=True)
class ComputersRegistered(Fact):
    """An organisation registered specified computers; the digest commits to each."""


@dataclass(frozen=True, slots=True)
class ComputersFollowed(Fact):
    """Specified computers of an organisation changed or are gone; the digest commits to each."""


@dataclass(frozen=True, slots=True)
class RegistrationNotified(Fact):
    """An organisation said that it has notified what changed in its registration."""
