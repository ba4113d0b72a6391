"""What happened to assets."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class InventoryImported(Fact):
    """A list of an organisation's assets came in, or a new version of it."""
