"""`/intelligence`: a bundle is sent and comes back as far as its labels let it."""

import json

from tests.integration.api.conftest import new_client
from tests.integration.api.test_interface import walk
from tests.integration.api.test_need_to_know import alike
from tests.integration.api.test_sign_in import problem_of
from tests.stix import bundle, identifier, indicator, relationship


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
