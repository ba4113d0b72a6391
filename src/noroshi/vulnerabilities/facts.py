"""What happened to knowledge about weaknesses."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class FeedImported(Fact):
    """Records of a feed came in; the digest commits to their root."""


@dataclass(frozen=True, slots=True)
class ExposuresFound(Fact):
    """A match changed the exposures; the digest commits to them."""


@dataclass(frozen=True, slots=True)
class NamesJudged(Fact):
    """Two names were said to be of one product, or not to be; the digest commits to them."""


@dataclass(frozen=True, slots=True)
class VexAuthorJudged(Fact):
    """An author's VEX is trusted here from now on, or no more."""
