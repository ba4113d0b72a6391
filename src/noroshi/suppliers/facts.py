"""What happened between the national office and suppliers."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class ProductClaimed(Fact):
    """A supplier named a product as its own."""


@dataclass(frozen=True, slots=True)
class ProductVerified(Fact):
    """The national office confirmed that a product is a supplier's."""


@dataclass(frozen=True, slots=True)
class ProductWithdrawn(Fact):
    """The national office took back that a product is a supplier's."""


@dataclass(frozen=True, slots=True)
class VersionsCounted(Fact):
    """It was counted roughly how many run which version; the digest commits to what was told."""


@dataclass(frozen=True, slots=True)
class SealedKept(Fact):
    """Something under embargo was kept. Whose it is, what was done and by whom the digest alone
    knows: else the log would tell that there is something to look for."""


@dataclass(frozen=True, slots=True)
class WeaknessPublished(Fact):
    """A weakness that was under embargo became a record that everybody may read."""


@dataclass(frozen=True, slots=True)
class AdvisoryDrafted(Fact):
    """An advisory was written and kept for its publisher alone; the digest commits to the document."""


@dataclass(frozen=True, slots=True)
class AdvisoryPublished(Fact):
    """An advisory became final; the digest commits to the document and to whom it was named."""


@dataclass(frozen=True, slots=True)
class ThreadSent(Fact):
    """A supplier was sent a vulnerability notice, or a request for measures."""


@dataclass(frozen=True, slots=True)
class ThreadSeen(Fact):
    """A supplier opened what it was sent."""


@dataclass(frozen=True, slots=True)
class ThreadAnswered(Fact):
    """A supplier answered with a fixed version, VEX or a date."""


@dataclass(frozen=True, slots=True)
class ThreadCommented(Fact):
    """The office or the supplier wrote a comment."""


@dataclass(frozen=True, slots=True)
class ThreadExtended(Fact):
    """The office gave a supplier more time to answer."""


@dataclass(frozen=True, slots=True)
class SuppliersReminded(Fact):
    """A supplier was reminded of what it has not answered; the digest commits to the threads."""


@dataclass(frozen=True, slots=True)
class ThreadClosed(Fact):
    """The office took an answer for done, or withdrew what it had sent."""


@dataclass(frozen=True, slots=True)
class ProviderKept(Fact):
    """A CSAF provider was added, removed, paused, resumed, or is to be looked at now."""


@dataclass(frozen=True, slots=True)
class AdvisoriesMirrored(Fact):
    """Documents of a CSAF provider were copied; the digest commits to their root."""
