"""A layer holds to the field rules that the Navigator publishes for its format 4.5."""

import re

import pytest

from noroshi.formats.attack import CHAINS
from noroshi.formats.navigator import Scored, layer

# LAYERFORMATv4_5.md: type of each property, and those that are required.
LAYER = {
    "versions": dict, "name": str, "description": str, "domain": str, "customDataURL": str,
    "filters": dict, "sorting": int, "layout": dict, "hideDisabled": bool, "techniques": list,
    "gradient": dict, "legendItems": list, "showTacticRowBackground": bool,
    "tacticRowBackground": str, "selectTechniquesAcrossTactics": bool,
    "selectSubtechniquesWithParent": bool, "selectVisibleTechniques": bool, "metadata": list,
    "links": list,
}  # fmt: skip
VERSIONS = {"attack": str, "navigator": str, "layer": str}
TECHNIQUE = {
    "techniqueID": str, "tactic": str, "comment": str, "enabled": bool, "score": int, "color": str,
    "metadata": list, "links": list, "showSubtechniques": bool,
}  # fmt: skip
LAYOUT = {
    "layout": str, "showID": bool, "showName": bool, "showAggregateScores": bool,
    "countUnscored": bool, "aggregateFunction": str, "expandedSubtechniques": str,
}  # fmt: skip
GRADIENT = {"colors": list, "minValue": int, "maxValue": int}


def hold(one, rules, *required):
    assert set(required) <= one.keys() <= rules.keys()
    for name, value in one.items():
        assert type(value) is rules[name], name


def check_layer(one):
    """Raises: AssertionError for a layer that breaks a rule."""
    hold(one, LAYER, "name", "domain")
    hold(one["versions"], VERSIONS, "navigator", "layer")
    assert one["versions"]["layer"] == "4.5"
    assert tuple(map(int, one["versions"]["navigator"].split("."))) >= (4, 9, 0)
    assert one["domain"] in {"enterprise-attack", "mobile-attack", "ics-attack"}
    assert one["sorting"] in range(4)
    hold(one["layout"], LAYOUT)
    assert one["layout"]["layout"] in {"side", "flat", "mini"}
    assert one["layout"]["expandedSubtechniques"] in {"none", "all", "annotated"}
    for technique in one["techniques"]:
        hold(technique, TECHNIQUE, "techniqueID")
        assert re.fullmatch(r"T\d{4}(\.\d{3})?", technique["techniqueID"])
    hold(one["gradient"], GRADIENT, "colors", "minValue", "maxValue")
    assert one["gradient"]["maxValue"] > one["gradient"]["minValue"]
    assert len(one["gradient"]["colors"]) >= 2
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in one["gradient"]["colors"])


@pytest.mark.parametrize("domain", CHAINS)
@pytest.mark.parametrize("scored", [[], [Scored("T1190", 3, ""), Scored("T1566.001", 1, "x")]])
def test_a_layer_holds_to_the_rules(domain, scored):
    one = layer(name="n", domain=domain, version="18.1", description="", scored=scored)
    check_layer(one)
    assert one["versions"]["attack"] == "18"
    assert one["gradient"]["maxValue"] == (3 if scored else 1)
    assert "attack" not in layer(name="n", domain=domain, version="", description="",
                                 scored=scored)["versions"]  # fmt: skip
