"""What happened to intelligence."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class IntelligenceImported(Fact):
    """Objects of a source came in; the digest commits to their root."""


@dataclass(frozen=True, slots=True)
class IntelligenceDeleted(Fact):
    """Versions of an object were taken out of the store; the digest commits to their root."""


@dataclass(frozen=True, slots=True)
class ReferenceImported(Fact):
    """Tables of common knowledge came in; the digest commits to their root."""


@dataclass(frozen=True, slots=True)
class PartnerKept(Fact):
    """A partner was added, removed, paused, resumed, or is to be asked now."""


@dataclass(frozen=True, slots=True)
class IntelligenceGiven(Fact):
    """A partner has taken objects; the digest commits to their root."""
