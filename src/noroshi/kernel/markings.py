"""TLP 2.0 (FIRST, August 2022): how far a thing may travel."""

from enum import StrEnum


class Tlp(StrEnum):
    """Traffic Light Protocol 2.0 labels, from the freest to the strictest."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    AMBER_STRICT = "amber+strict"
    RED = "red"

    @property
    def label(self) -> str:
        """As FIRST writes it: `TLP:AMBER+STRICT`."""
        return f"TLP:{self.value.upper()}"


STRICTNESS = {tlp: rank for rank, tlp in enumerate(Tlp)}


def strictest(*markings: Tlp) -> Tlp:
    """The marking of a page or bundle is that of its strictest part."""
    return max(markings, key=STRICTNESS.__getitem__, default=Tlp.CLEAR)
