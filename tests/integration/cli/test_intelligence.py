"""`noroshi intelligence …`"""

import gzip
import json

from tests.attack import matrix
from tests.integration.cli.commands import done, run
from tests.stix import bundle, indicator


def test_a_bundle_comes_in_and_goes_out_as_far_as_it_may(nation, home, tmp_path):
    (tmp_path / "many").mkdir()
    (tmp_path / "many" / "a.json").write_bytes(
        bundle(indicator("a", tlp="green", labels=["T1190"]), {"type": "x"})
    )
    (tmp_path / "many" / "b.gz").write_bytes(gzip.compress(bundle(indicator("b"))))
    (tmp_path / "many" / "c.json").write_text('{"type": "bundle"')
    east = ("--organisation", "P-EAST")
    result = done(home, "intelligence", "import", tmp_path / "many", *east)
    assert (result["accepted"], result["unchanged"]) == (2, 0)
    assert [(one["place"], one["reason"][:12]) for one in result["refused"]] == [
        ("/objects/1", 'object: "id"'), ("character 18", "expected , o"),
    ]  # fmt: skip
    assert done(home, "intelligence", "import", tmp_path / "many" / "b.gz", *east) == {
        "accepted": 0, "unchanged": 1, "refused": [], "added": [], "removed": [],
    }  # fmt: skip
    bad = run(home, "intelligence", "import", tmp_path / "many" / "c.json", "--json")
    assert bad.returncode == 1
    out = tmp_path / "out.json"
    assert done(home, "intelligence", "export", *east, "--to", out)["octets"] == out.stat().st_size
    assert {one["name"] for one in json.loads(out.read_text())["objects"]} == {"a", "b"}
    west = done(home, "intelligence", "export", "--organisation", "P-WEST", "--type", "indicator")
    assert west["objects"] == [indicator("a", tlp="green", labels=["T1190"])]

    (tmp_path / "attack.json").write_bytes(matrix())
    assert done(home, "reference", "import", tmp_path / "attack.json")["accepted"] == 1
    layer = tmp_path / "layer.json"
    asked = ("--organisation", "P-WEST", "--since", "2026-01-01", "--layer", layer)
    found = done(home, "intelligence", "techniques", *asked)
    assert [one["id"] for one in found["tactics"][0]["techniques"]] == ["T1190"]
    assert json.loads(layer.read_text())["techniques"][0]["techniqueID"] == "T1190"
    none = ("--organisation", "P-WEST", "--until", "2025-12-31")
    assert done(home, "intelligence", "techniques", *none)["objects"] == 0

    note = tmp_path / "note.txt"
    note.write_text("203[.]0[.]113[.]9 evil[.]example 10.0.0.1\n")
    read = ("intelligence", "read", note, *east)
    told = done(home, *read, "--store", "--without", "evil.example", "--tlp", "green")
    assert [one["becomes"] for one in told["items"]] == ["indicator", "indicator", "observable"]
    assert told["stored"]["accepted"] == 4
    assert run(home, *read, "--without", "nothing", "--store").returncode == 1
