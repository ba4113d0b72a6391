"""`/intelligence`: a bundle is sent and comes back as far as its labels let it."""

import json

from tests.integration.api.conftest import new_client
from tests.integration.api.test_interface import walk
from tests.integration.api.test_need_to_know import alike
from tests.integration.api.test_sign_in import problem_of
from tests.integration.intelligence.test_techniques import bring_matrix, index
from tests.integration.intelligence.test_warning_lists import bring as bring_lists
from tests.integration.intelligence.test_warning_lists import listed
from tests.stix import bundle, identifier, indicator, relationship
from tests.unit.formats.test_navigator import check_layer


def test_a_bundle_is_sent_and_read_as_far_as_its_labels_let_it(nation):
    first, second = indicator("a", tlp="green"), indicator("a", tlp="green", day=2, confidence=7)
    secret = indicator("b", tlp="red")
    link = relationship("related-to", first["id"], secret["id"])
    sent = bundle(first, second, secret, link, {"type": "indicator", "id": "x"})
    answer = nation.east.post("/intelligence?source=friend&tlp=amber", sent)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["accepted"], len(answer.json()["refused"])) == (4, 1)
    again = nation.east.post("/intelligence?source=friend&tlp=amber", sent).json()
    assert (again["accepted"], again["unchanged"]) == (0, 4)

    own = walk(nation.east, "/intelligence", 1)
    assert {one["id"] for one in own} == {first["id"], secret["id"], link["id"]}
    assert {one["source"] for one in own} == {"friend"}
    (seen,) = nation.west.get("/intelligence").json()["items"]
    assert seen["object"] == second
    assert (seen["tlp"], seen["confidence"], seen["source"]) == ("green", 7, None)
    assert {one["id"] for one in nation.office.get("/intelligence").json()["items"]} == {
        first["id"], link["id"],
    }  # fmt: skip
    whole = nation.west.get(f"/intelligence/{first['id']}").json()
    assert [one["version"] for one in whole["versions"]] == [
        "2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z",
    ]  # fmt: skip
    assert whole["neighbours"] == []
    near = nation.office.get(f"/intelligence/{first['id']}").json()["neighbours"]
    assert [one["id"] for one in near] == [link["id"]]
    for query, count in (
        ("type=relationship", 1), ("tlp=red", 1), ("versions=all", 4),
        ("added_after=2999-01-01T00:00:00Z", 0),
    ):  # fmt: skip
        assert len(nation.east.get(f"/intelligence?{query}").json()["items"]) == count

    none = identifier("indicator", "none")
    status, *_ = alike(nation.west, "/intelligence/{}", secret["id"], none)
    assert status == 404
    status, _, text = alike(nation.west, "/intelligence?type={}", "relationship", "x-relation")
    assert json.loads(text) == {"items": [], "next": None}
    problem_of(new_client(nation.actors["P-EAST"], "assets").get("/intelligence"), 403)
    problem_of(nation.east.post("/intelligence?tlp=x", sent), 422)


def test_the_matrix_of_techniques_says_nothing_of_what_one_may_not_see(nation, tmp_path):
    bring_matrix(tmp_path)
    secret, shown = (
        indicator("t1", tlp="red", labels=["T1190"]),
        indicator("t2", tlp="green", labels=["T1566.001"]),
    )
    nation.east.post("/intelligence", bundle(secret, shown))
    index()
    mine, theirs = (one.get("/techniques").json() for one in (nation.east, nation.west))
    assert (mine["objects"], theirs["objects"]) == (2, 1)
    (tactic,) = (one for one in theirs["tactics"] if one["short"] == "initial-access")
    (one,) = tactic["techniques"]
    assert (one["id"], one["objects"], one["own"]) == ("T1566", 1, 0)
    assert [sub["id"] for sub in one["subtechniques"]] == ["T1566.001"]
    check_layer(nation.west.get("/techniques/layer").json())
    (held,) = walk(nation.west, "/techniques/T1566/objects", 1)
    assert held["id"] == shown["id"]
    status, _, text = alike(nation.west, "/techniques/{}/objects", "T1190", "T1191")
    assert (status, json.loads(text)) == (200, {"items": [], "next": None})
    assert nation.west.get("/techniques?since=2027-01-01").json()["objects"] == 0
    problem_of(nation.west.get("/techniques?organisation=NOBODY"), 404)
    problem_of(nation.west.get("/techniques?domain=x"), 422)
    problem_of(new_client(nation.actors["P-EAST"], "assets").get("/techniques"), 403)


def test_a_document_is_read_and_what_is_chosen_of_it_is_stored(nation):
    text = "C2: 203[.]0[.]113[.]9, dropper.exe, 10.0.0.1"
    asked = "/intelligence/readings?source=note.txt"
    told = nation.east.call("POST", asked, text.encode(), content_type="text/plain").json()
    (address, file, inside) = told["items"]
    assert (address["value"], address["becomes"], address["place"]) == (
        "203.0.113.9", "indicator", "line 1",
    )  # fmt: skip
    assert (file["why"], inside["why"], inside["offered"]) == ("context", "within", False)
    given = {"reading": told["reading"], "title": "Note", "source": "friend", "tlp": "green"}
    for wrong in ({"chosen": [9]}, {"chosen": []}, {"title": ""}, {"reading": "x"}):
        problem_of(nation.east.post("/intelligence/readings/store", given | wrong), 422)
    problem_of(nation.west.post("/intelligence/readings/store", given), 422)
    stored = nation.east.post("/intelligence/readings/store", given).json()
    assert stored["accepted"] == 5
    again = nation.east.post("/intelligence/readings/store", given).json()
    assert again == {**stored, "accepted": 0, "unchanged": 5}
    problem_of(nation.east.post("/intelligence/readings/store", given | {"chosen": [0]}), 409)
    report = nation.west.get(f"/intelligence/{stored['report']}").json()["object"]
    assert len(report["object_refs"]) == 4
    assert report["external_references"][0]["hashes"]["SHA-256"] == told["digest"]
    seen = nation.west.call("POST", asked, text.encode(), content_type="text/plain").json()
    assert [bool(one["known"]) for one in seen["items"]] == [True, True, False]
    sheet = b"ioc,at\n192.0.2.1,a.example\n"
    asked = "/intelligence/readings?source=a.csv&column=at"
    told = nation.east.call("POST", asked, sheet, content_type="text/csv").json()
    assert ([one["value"] for one in told["items"]], told["column"]) == (["a.example"], "at")
    asked = "/intelligence/readings?source=a.csv&column=none"
    problem_of(nation.east.call("POST", asked, sheet, content_type="text/csv"), 422)


def test_an_indicator_is_translated_and_what_is_common_is_not_acted_on(nation, tmp_path):
    bring_lists(tmp_path, listed("Sites", "hostname", ["cdn.example"], "domain"))
    pattern = "[domain-name:value = 'cdn.example' OR ipv4-addr:value = '203.0.113.7']"
    one = indicator("tr", tlp="green", pattern=pattern)
    gone = indicator("old", tlp="green", valid_until="2026-01-02T00:00:00Z")
    secret = indicator("hidden", tlp="red")
    other = indicator(
        "yara", tlp="green", pattern="rule a { condition: true }", pattern_type="yara"
    )
    assert nation.east.post("/intelligence", bundle(one, gone, secret, other)).status_code == 200
    asked = f"/intelligence/{one['id']}/translation?target="
    told = nation.west.get(f"{asked}block").json()
    assert told["text"] == "# cdn.example: common infrastructure (Sites)\n203.0.113.7\n"
    assert told["notes"] == ["cdn.example: common infrastructure (Sites)"]
    problem_of(nation.west.get(f"{asked}yara"), 422)
    problem_of(nation.west.get(f"/intelligence/{gone['id']}/translation?target=block"), 422)
    assert nation.west.get(f"/intelligence/{gone['id']}/translation?target=kql").status_code == 200
    problem_of(nation.west.get(f"/intelligence/{secret['id']}/translation?target=kql"), 404)
    problem_of(nation.west.get(f"/intelligence/{other['id']}/translation?target=sigma"), 422)
    given = {"pattern": "[ipv4-addr:value = '10.0.0.1']", "target": "block"}
    refused = nation.east.post("/intelligence/translations", given, **{"Accept-Language": "en"})
    assert "inside networks" in problem_of(refused, 422)["detail"]
    given = {"pattern": "[a:b", "target": "kql"}
    problem_of(nation.east.post("/intelligence/translations", given), 422)
