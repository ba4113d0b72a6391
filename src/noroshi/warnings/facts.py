"""What happened to warnings."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class WarningsRaised(Fact):
    """Warnings were raised, changed or closed for one organisation; the digest commits to each."""


@dataclass(frozen=True, slots=True)
class WarningAnswered(Fact):
    """An organisation acknowledged a warning, or said that it is fixed or not affected."""


@dataclass(frozen=True, slots=True)
class WarningAssigned(Fact):
    """A warning was given to a person."""


@dataclass(frozen=True, slots=True)
class WarningsAssigned(Fact):
    """Several warnings of one organisation were given to a person at once."""


@dataclass(frozen=True, slots=True)
class WarningCommented(Fact):
    """Somebody wrote a comment."""


@dataclass(frozen=True, slots=True)
class DeliveryWished(Fact):
    """An organisation, or one of its people, said how it wants to be told."""


@dataclass(frozen=True, slots=True)
class EndpointKept(Fact):
    """An endpoint for webhooks was made, paused, resumed or removed."""


@dataclass(frozen=True, slots=True)
class DeliveriesSettled(Fact):
    """A batch of messages to one organisation was sent or given up; the digest commits to each."""


@dataclass(frozen=True, slots=True)
class DeliveriesRetried(Fact):
    """Dead letters are to be sent again."""
