"""TLP 2.0 (FIRST, August 2022): how far a thing may travel; PAP: what may be done with it."""

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


class Pap(StrEnum):
    """Permissible Actions Protocol (MISP's taxonomy `PAP`), from the freest to the strictest."""

    CLEAR = "clear"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def label(self) -> str:
        """`PAP:RED`"""
        return f"PAP:{self.value.upper()}"


STRICTNESS = {tlp: rank for rank, tlp in enumerate(Tlp)}


def strictest(*markings: Tlp) -> Tlp:
    """The marking of a page or bundle is that of its strictest part."""
    return max(markings, key=STRICTNESS.__getitem__, default=Tlp.CLEAR)


def strictest_pap(*markings: Pap) -> Pap | None:
    """The same of what may be done; None without any."""
    return max(markings, key=list(Pap).index, default=None)
