"""What was decided about release."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class ReleaseDecided(Fact):
    """Standing decisions were made or withdrawn; the digest commits to each of them."""
