"""Layers of the ATT&CK Navigator (its layer file format, version 4.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

FORMAT: Final = "4.5"
NAVIGATOR: Final = "5.1.0"  # the oldest that is written for
COLOURS: Final = ("#e8f1fe", "#00118f")


@dataclass(frozen=True, slots=True)
class Scored:
    """number: of a technique or sub-technique."""

    number: str
    score: int
    comment: str


def layer(
    *, name: str, domain: str, version: str, description: str, scored: Sequence[Scored]
) -> dict[str, Any]:
    """A layer in which each technique has a score, under every tactic that it is of. domain: of
    formats.attack.CHAINS; version: of ATT&CK, empty where it is not known."""
    attack = {"attack": version.partition(".")[0]} if version else {}
    return {
        "name": name,
        "versions": {**attack, "navigator": NAVIGATOR, "layer": FORMAT},
        "domain": domain,
        "description": description,
        "sorting": 3,
        "layout": {"layout": "side", "showID": True, "expandedSubtechniques": "annotated"},
        "hideDisabled": False,
        "techniques": [
            {
                "techniqueID": one.number,
                "score": one.score,
                "comment": one.comment,
                "enabled": True,
                "showSubtechniques": False,
            }
            for one in scored
        ],
        "gradient": {
            "colors": list(COLOURS),
            "minValue": 0,
            "maxValue": max((one.score for one in scored), default=0) or 1,
        },
    }
