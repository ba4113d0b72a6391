"""`noroshi assets connect`, `candidates`, `register`, `registered` and `notify`."""

from tests.integration.cli.commands import done, refused
from tests.nation import GATES


def test_specified_computers_are_proposed_registered_and_listed_as_filed(nation, home, tmp_path):
    sheet, links = tmp_path / "assets.csv", tmp_path / "links.csv"
    sheet.write_text(GATES)
    links.write_text("system,kind,to_system,over\nRemote access,service,,Supply (fictional)\n")
    whose = ("--organisation", "P-EAST")
    done(home, "assets", "import", str(sheet), *whose)
    assert done(home, "assets", "connect", str(links), *whose)["accepted"] == 1
    found = done(home, "assets", "candidates", *whose)["items"]
    assert [one["name"] for one in found] == ["gate-1", "gate-2"]
    day = ("--on", "2026-11-01")
    assert "asset" in refused(home, "assets", "register", *whose, *day)
    assert done(home, "assets", "register", *whose, *day, "--all")["registered"] == 2
    listed = done(home, "assets", "registered", *whose)["items"]
    assert {one["registered_on"] for one in listed} == {"2026-11-01"}
    assert len(done(home, "assets", "registered", "--changes")["items"]) == 2
    assert done(home, "assets", "notify", *whose, *day)["notified"] == 2
    assert done(home, "assets", "registered", "--changes", *whose)["items"] == []
    assert done(home, "assets", "registered", "--organisation", "P-WEST")["items"] == []
