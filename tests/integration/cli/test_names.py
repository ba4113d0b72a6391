"""`noroshi names …`"""

import pytest

from tests.integration.cli.commands import done, refused, run
from tests.nation import HEAD


@pytest.fixture
def odd(nation, home, tmp_path):
    """P-WEST runs a gate that it spells otherwise."""
    sheet = tmp_path / "odd.csv"
    sheet.write_text(HEAD + "Remote,vpn,gate,Fortinett,Forti OS,7.2.3,,,,\n")
    done(home, "assets", "import", sheet, "--organisation", "P-WEST")


def test_names_are_proposed_judged_added_and_taken_back(odd, home):
    assert done(home, "names", "propose") == {"proposed": 1}
    (unknown,) = done(home, "names", "unknown", "--organisation", "P-WEST")["items"]
    assert [one["name"] for one in unknown["likely"]] == ["fortinet | fortios"]
    assert done(home, "names", "unknown", "--organisation", "P-EAST")["items"] == []
    (one,) = done(home, "names", "list", "--state", "proposed")["items"]
    assert (one["kind"], one["judged_at"]) == ("candidate", None)
    assert done(home, "names", "reject", one["id"])["state"] == "rejected"
    assert done(home, "names", "propose") == {"proposed": 0}
    assert done(home, "names", "confirm", one["id"], "--ground", "a slip")["state"] == "confirmed"
    (warning,) = done(home, "warnings", "list", "--organisation", "P-WEST")["items"]
    assert warning["exposures"][0]["certainty"] == "confirmed"
    assert any("as the national office confirmed" in reason for reason in warning["reasons"])
    done(home, "names", "withdraw", one["id"], "--ground", "not so")
    (warning,) = done(home, "warnings", "list", "--organisation", "P-WEST")["items"]
    assert warning["state"] == "closed"
    pair = ("Tanuki | *", "Mujina | *", "--kind", "acquired", "--ground", "invented")
    added = done(home, "names", "alias", *pair)
    assert (added["state"], added["origin"]) == ("confirmed", "office")
    assert "already" in refused(home, "names", "alias", *pair)
    assert "Tanuki" in run(home, "names", "list", "--text", "tanuki").stdout
