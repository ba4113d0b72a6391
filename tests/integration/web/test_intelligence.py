"""The pages of intelligence: search with facets, an object, and what another organisation sees of them."""

import json

from tests.integration.web.conftest import signed_in
from tests.stix import bring, bundle, identifier, indicator, relationship


def told(nation):
    from noroshi.intelligence.actions.index_objects import index_objects
    from noroshi.operations.database import Role, connected_as

    marked = indicator("x", tlp="green")["object_marking_refs"]
    malware = {
        **indicator("m", tlp="green"),
        "type": "malware",
        "id": identifier("malware", "m"),
        "name": "Kagemusha (fictional)",
        "is_family": True,
    }
    for name in ("pattern", "pattern_type", "valid_from"):
        del malware[name]
    secret = indicator("Secret", tlp="red")
    shown = indicator("Shown", tlp="green", day=1, labels=["beacon"])
    weak = {
        **malware,
        "type": "vulnerability",
        "id": identifier("vulnerability", "v"),
        "name": "CVE-2099-0001",
    }
    del weak["is_family"]
    links = [
        relationship("indicates", shown["id"], malware["id"], object_marking_refs=marked),
        relationship("indicates", secret["id"], malware["id"]),
    ]
    bring(nation["P-EAST"], bundle(malware, shown, secret, weak, *links))
    bring(nation["P-EAST"], bundle(indicator("Shown", tlp="green", day=2, labels=["beacon", "c2"])))
    with connected_as(Role.WORKER):
        index_objects()
    return malware["id"], secret["id"], shown["id"], weak["id"]


def test_search_object_and_files_as_far_as_one_may_see(nation, east):
    malware, secret, shown, weak = told(nation)
    west = signed_in("p-west@example.test")
    mine, theirs = (one.get("/intelligence/").content.decode() for one in (east, west))
    assert '<span class="count" id="count" title="as far as you may see">6</span>' in mine
    assert '<span class="count" id="count" title="as far as you may see">4</span>' in theirs
    assert "Secret" in mine
    assert "Secret" not in theirs
    assert "?format=stix" in theirs
    assert "?label=c2" in theirs
    page = east.get("/intelligence/?text=192[.]0[.]2[.]77&type=indicator&label=c2")
    assert f"/intelligence/{shown}/" in page.content.decode()
    assert "Nothing matches" in west.get("/intelligence/?text=secret").content.decode()
    for wrong in ("?valid=soon", "?order=name", "?after=x", "?format=pdf"):
        assert west.get(f"/intelligence/{wrong}").status_code == 422, wrong
    bundled = json.loads(west.get("/intelligence/?format=stix").content)["objects"]
    assert {one["type"] for one in bundled} == {
        "malware",
        "indicator",
        "vulnerability",
        "relationship",
    }
    assert secret not in west.get("/intelligence/?format=json").content.decode()
    assert west.get("/intelligence/?format=csv").content.decode().count("\r\n") == 5
    page = east.get(f"/intelligence/{malware}/").content.decode()
    assert secret in page
    assert f"/intelligence/{shown}/" in page
    page = west.get(f"/intelligence/{malware}/").content.decode()
    assert secret not in page
    assert 'Relationships <span class="count">1</span>' in page
    page = west.get(f"/intelligence/{shown}/").content.decode()
    assert "beacon → beacon, c2" in page
    assert "import" not in page.partition("History")[2]
    assert west.get(f"/intelligence/{secret}/").status_code == 404
    assert west.get("/intelligence/nothing/").status_code == 404
    assert (
        "/warnings/" in east.get(f"/intelligence/{weak}/").content.decode().partition("article")[2]
    )
    kept = json.loads(east.get(f"/intelligence/{shown}/?format=stix").content)["objects"]
    assert [one["labels"] for one in kept] == [["beacon", "c2"]]
    assert east.get(f"/intelligence/{shown}/?format=json").json()["name"] == "Shown"


def test_an_empty_store_says_what_to_do(east):
    assert "noroshi intelligence import" in east.get("/intelligence/").content.decode()
