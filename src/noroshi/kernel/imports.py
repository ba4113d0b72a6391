"""What became of something that came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was not taken: where it stood and why."""

    source: str
    place: str
    reason: str


@dataclass(slots=True)
class ImportResult:
    """Counts of what was taken and what was known already, and every refusal by place and reason.

    added, removed: names of what a new version of a list brought and dropped, where it is a list."""

    accepted: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def refuse(self, source: str, place: str, reason: str) -> None:
        """Note one refusal."""
        self.refused.append(Refusal(source, place, reason))

    def as_json(self) -> Mapping[str, Any]:
        """The stable shape, with what was added and removed beside it."""
        return {
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": [
                {"source": item.source, "place": item.place, "reason": item.reason}
                for item in self.refused
            ],
            "added": self.added,
            "removed": self.removed,
        }
