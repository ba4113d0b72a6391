"""Bills of materials in every spelling, as an operator hands them over."""

import pytest

from tests.integration.cli.commands import done, refused
from tests.unit.formats.spdx.spellings import OTHER, SPELLINGS

SUFFIXES = {"json": "spdx.json", "tags": "spdx", "rdf": "spdx.rdf.xml", "json-ld": "spdx3.json"}
GATE = {
    "SPDXID": "SPDXRef-gate",
    "name": "gate",
    "versionInfo": "7.2.3",
    "supplier": "Organization: Fortinet",
    "cpe": "cpe:2.3:o:fortinet:fortios:7.2.3:*:*:*:*:*:*:*",
}
PART = {"SPDXID": "SPDXRef-part", "name": "part", "purl": "pkg:npm/part@1.0.0"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_packages_of_spdx_are_assets_and_are_warned_about(nation, tmp_path, spelling):
    file = tmp_path / f"gate.{SUFFIXES[spelling]}"
    file.write_bytes(SPELLINGS[spelling]([GATE, PART], name=f"gate in {spelling}"))
    result = done(nation, "assets", "import", file, "--organisation", "BANK")
    assert (result["accepted"], result["refused"]) == (2, [])
    (warning,) = done(nation, "warnings", "list", "--organisation", "BANK")["items"]
    assert warning["cause"] == "CVE-2099-0001"
    again = done(nation, "assets", "import", file, "--organisation", "BANK")
    assert (again["accepted"], again["unchanged"]) == (0, 2)


def test_what_is_wrong_in_spdx_is_listed_with_its_place(nation, tmp_path):
    file = tmp_path / "faulty.spdx.json"
    file.write_bytes(SPELLINGS["json"]([PART, {"SPDXID": "SPDXRef-x"}], name="faulty"))
    result = done(nation, "assets", "import", file, "--organisation", "P-WEST")
    assert result["accepted"] == 1
    assert [item["place"] for item in result["refused"]] == ["/packages/1"]


def test_spdx_that_is_cut_off_is_refused(nation, tmp_path):
    file = tmp_path / "cut.spdx.json"
    file.write_bytes(SPELLINGS["json"]([GATE], name="cut")[:-5])
    assert "cut.spdx.json" in refused(nation, "assets", "import", file, "--organisation", "P-WEST")


def test_a_bill_is_judged_compared_listed_and_written_out_again(nation, tmp_path):
    before, after = tmp_path / "before.spdx.json", tmp_path / "after.spdx.json"
    before.write_bytes(SPELLINGS["json"]([PART], name="parts"))
    after.write_bytes(SPELLINGS["json"]([PART | {"versionInfo": "2"}, GATE], name="parts"))
    said = done(nation, "assets", "quality", after)
    assert 0 < said["score"] < 10
    assert (said["guideline"]["edition"], said["guideline"]["met"]) == ("2.0.0", False)
    assert {one["element"]: one["present"] for one in said["elements"]}["version"] == 2
    change = done(nation, "assets", "difference", before, after)
    assert [one["name"] for one in change["added"]] == ["gate"]
    assert [one["after"] for one in change["changed"]] == ["2"]
    done(nation, "assets", "import", after, "--organisation", "BANK")
    listed = done(nation, "assets", "inventories", "--organisation", "BANK")["items"]
    assert "parts" in [one["name"] for one in listed]
    out = tmp_path / "out.cdx.json"
    told = done(nation, "assets", "export", "parts", out, "--organisation", "BANK")
    assert (told["components"], told["standard"]) == (2, "cyclonedx")
    same = done(nation, "assets", "difference", after, out)
    assert [name for name, found in same.items() if found] == []
    bare = tmp_path / "bare.spdx.json"
    relations = [("SPDXRef-part", "DEPENDS_ON", "DocumentRef-x:SPDXRef-z")]
    bare.write_bytes(SPELLINGS["json"]([PART | {"versionInfo": "2"}], relations, name="parts"))
    done(nation, "assets", "import", bare, "--organisation", "BANK")
    said = done(nation, "assets", "references", "parts", "--organisation", "BANK")
    told = [(one["component"], one["link"], one["inventory"]) for one in said["bills"]]
    assert told == [("part", f"{OTHER.format('DocumentRef-x')}#SPDXRef-z", None)]
    assert said["referrers"] == []
    changes = ("assets", "changes", "parts", "--organisation", "BANK")
    told = done(nation, *changes)
    assert ([one["name"] for one in told["removed"]], told["opened"]) == (["gate"], [])
    assert [one["cause"] for one in told["closed"]] == ["CVE-2099-0001"]
    back = done(nation, *changes, "--from", "2", "--to", "1")
    assert ([one["cause"] for one in back["opened"]], back["closed"]) == (["CVE-2099-0001"], [])
    assert "no such edition" in refused(nation, *changes, "--to", "9")
    assert "exists already" in refused(
        nation, "assets", "export", "parts", out, "--organisation", "BANK"
    )
    assert "no such bill" in refused(
        nation, "assets", "export", "parts", tmp_path / "x", "--organisation", "P-WEST"
    )
    other = tmp_path / "gates.csv"
    other.write_text("system,name\n")
    assert "neither" in refused(nation, "assets", "quality", other)
