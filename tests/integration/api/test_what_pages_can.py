"""What pages can, machines can: bills of materials, names, VEX, delivery, the board and the what-if,
each for who may and as far as they may see."""

import json
from uuid import uuid4

import pytest
from standardwebhooks.webhooks import Webhook

from tests.integration.api.conftest import new_client, work
from tests.integration.api.test_interface import walk
from tests.integration.api.test_need_to_know import alike
from tests.integration.api.test_sign_in import problem_of
from tests.integration.assets.test_bills import SERVICE, bill
from tests.integration.test_vex import AUTHOR, vex
from tests.nation import bring_assets, bring_feeds, cve_record

GATE = "cpe:2.3:o:fortinet:fortios:7.2.3:*:*:*:*:*:*:*"
OTHER = "Kitsune Watch (fictional)"


@pytest.fixture(scope="module")
def portal(nation):
    """The identifier of a bill at P-EAST in two editions, whose part `gate` is weak."""
    first = bill(parts={"a": "1", "b": "1"}, edges=[("app", "a"), ("a", "gate")])
    gate = {"type": "firmware", "bom-ref": "gate", "name": "gate", "version": "7.2.3", "cpe": GATE}
    first["components"].append(gate)
    first["services"] = [SERVICE]
    other = "urn:cdx:6f0d3c1e-5a52-4c0e-9c35-0d2a3b7e4f10/1"
    first["components"][0]["externalReferences"] = [{"type": "bom", "url": other}]
    second = json.loads(json.dumps(first))
    second["components"][1]["version"] = "2"
    for document in (first, second):
        bring_assets(nation.actors["P-EAST"], json.dumps(document), source="app.json")
    work()
    (found,) = nation.east.get("/inventories?text=app").json()["items"]
    return found["id"]


def test_a_bill_of_materials_is_read_compared_and_handed_over(nation, portal):
    path = f"/inventories/{portal}"
    whole = nation.east.get(path).json()
    (listed,) = nation.east.get("/inventories?order=newest").json()["items"]
    assert listed.items() <= whole.items()
    assert (whole["edition"], whole["components"], len(whole["editions"])) == (2, 3, 2)
    (weak,) = whole["weak"]
    assert (weak["way"], weak["causes"][0]) == (["app", "a", "gate"], "CVE-2099-0001")
    assert whole["quality"]["elements"]
    fields = {one["field"]: one for one in whole["quality"]["guideline"]["fields"]}
    lacking = {"section": "5.2.2", "required": True, "present": 0, "total": 3}
    assert fields["filename"].items() >= lacking.items()
    (link,) = whole["bills"]
    assert (link["component"], link["inventory"], link["exact"]) == ("a", None, False)
    assert whole["referrers"] == []
    flows = [{"flow": "outbound", "classification": "PII"}]
    told = [(one["name"], one["crosses_boundary"], one["data"]) for one in whole["services"]]
    assert told == [("payments", True, flows), ("rates", False, [])]
    for order in ("name", "depth", "document"):
        items = walk(nation.east, f"{path}/components?order={order}", 1)
        assert {one["name"]: one["weaknesses"] for one in items} == {"a": 0, "b": 0, "gate": 2}
    for query, names in (("weak=true", {"gate"}), ("lacking=identifier", {"a", "b"})):
        items = nation.east.get(f"{path}/components?{query}").json()["items"]
        assert {one["name"] for one in items} == names
    (changed,) = nation.east.get(f"{path}/difference").json()["changed"]
    assert (changed["name"], changed["before"], changed["after"]) == ("b", "1", "2")
    (back,) = nation.east.get(f"{path}/difference?from=2&to=1").json()["changed"]
    assert (back["before"], back["after"]) == ("2", "1")
    problem_of(nation.east.get(f"{path}/difference?from=3"), 404)
    problem_of(nation.east.get(f"{path}/difference/warnings?from=3"), 404)
    told = nation.east.get(f"{path}/difference/warnings").json()
    assert told == {"opened": [], "closed": []}  # the gate is in both
    narrow = new_client(nation.actors["P-EAST"], "assets")
    problem_of(narrow.get(f"{path}/difference/warnings"), 403)


def test_a_document_is_what_accept_or_format_asks_for(nation, portal):
    path = f"/inventories/{portal}/document"
    spdx, cyclonedx = "application/spdx+json", "application/vnd.cyclonedx+json"
    for query, accept, kind in (
        ("", "", cyclonedx),
        ("", "*/*", cyclonedx),
        ("", spdx, spdx),
        ("", f"{cyclonedx};q=0.5, {spdx}", spdx),
        ("", "text/html", cyclonedx),
        ("?format=spdx", cyclonedx, spdx),
        ("?format=cyclonedx", spdx, cyclonedx),
    ):
        answer = nation.east.get(path + query, Accept=accept)
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert {"Accept", "Authorization"} <= set(answer["Vary"].split(", "))
        names = {"SPDXRef-DOCUMENT"} if kind == spdx else {"CycloneDX"}
        told = json.loads(b"".join(answer.streaming_content))
        assert names <= {told.get("SPDXID"), told.get("bomFormat")}
    problem_of(nation.east.get(f"{path}?format=pdf"), 422)


def test_anothers_bill_is_no_bill(nation, portal):
    assert nation.west.get("/inventories").json()["items"] == []
    for path in ("", "/components", "/difference", "/difference/warnings", "/document"):
        status, *_ = alike(nation.west, "/inventories/{}" + path, portal, str(uuid4()))
        assert status == 404


def test_the_office_judges_names_and_nobody_else(nation):
    pair = {"name": "Tanuki | Gate", "other": "Mujina | Door", "kind": "renamed", "ground": "told"}
    key = {"Idempotency-Key": "pair-1"}
    made = nation.office.post("/product-names", pair, **key)
    assert made.status_code == 201
    made = made.json()
    assert nation.office.post("/product-names", pair, **key).json() == made
    problem_of(nation.office.post("/product-names", pair), 409)
    problem_of(nation.office.post("/product-names", {**pair, "name": "nothing"}), 422)
    assert made in walk(nation.office, "/product-names?origin=office&order=name", 1)
    path = f"/product-names/{made['id']}"
    assert nation.office.get(path).json() == made
    problem_of(nation.office.post(f"{path}/judge", {"state": "withdrawn"}), 422)
    said = {"state": "withdrawn", "ground": "told otherwise"}
    assert nation.office.post(f"{path}/judge", said).json()["state"] == "withdrawn"
    problem_of(nation.office.post(f"{path}/judge", said), 409)
    for caller in (nation.east, nation.maker):
        alike(caller, "/product-names/{}", made["id"], str(uuid4()))
        alike(caller, "/product-names/{}/judge", made["id"], str(uuid4()), said)
        problem_of(caller.get("/product-names"), 403)
        problem_of(caller.post("/product-names", pair), 403)
    narrow = new_client(nation.actors["NCO"], "assets", "warnings")
    assert problem_of(narrow.get("/product-names"), 403)["code"] == "insufficient_scope"


def test_the_office_trusts_an_author_and_each_sees_what_that_closed(nation, tmp_path):
    for number, one in enumerate((vex(), vex("affected", author=OTHER, name="2"))):
        path = tmp_path / f"vex-{number}.json"
        path.write_text(json.dumps(one))
        bring_feeds(path)
    trust = {"author": AUTHOR, "rank": 5, "days": 3000}
    problem_of(nation.east.post("/vex-authors/trust", trust), 403)
    assert nation.office.post("/vex-authors/trust", trust).json()["rank"] == 5
    nation.office.post("/vex-authors/trust", {"author": OTHER, "rank": 7})
    work()
    closures = nation.east.get("/vex-closures").json()["items"]
    assert {one["organisation"] for one in closures} == {"P-EAST"}
    first = closures[0]
    assert (first["author"], first["cause"], first["status"]) == (
        AUTHOR, "CVE-2099-0001", "not_affected",
    )  # fmt: skip
    assert first["expires_at"].startswith("2034-")
    assert nation.east.get(f"/vex-closures?author={OTHER}").json()["items"] == []
    assert nation.west.get("/vex-closures").json()["items"] == []
    known = {one["author"]: one for one in walk(nation.east, "/vex-authors", 1)}
    assert known[AUTHOR]["closed"] == len(closures)
    assert {one["closed"] for one in nation.west.get("/vex-authors").json()["items"]} == {0}
    (contradiction,) = walk(nation.office, "/vex-contradictions", 1)
    assert (contradiction["counts"], contradiction["other"]) == (AUTHOR, OTHER)
    for author in (AUTHOR, OTHER):
        assert (
            nation.office.post("/vex-authors/distrust", {"author": author}).json()["rank"] is None
        )
    problem_of(nation.office.post("/vex-authors/distrust", {"author": AUTHOR}), 404)
    work()
    assert nation.east.get("/vex-closures").json()["items"] == []


def test_systems_and_how_they_hang_together_are_read_and_kept(nation):
    office = nation.office.get("/systems?text=branch").json()["items"]
    assert [(one["organisation"], one["name"], one["assets"]) for one in office] == [
        ("P-WEST", "Branch", 1),
    ]  # fmt: skip
    (branch,) = office
    assert nation.office.get(f"/systems/{branch['id']}").json() == branch
    assert nation.west.get(f"/systems/{branch['id']}").json() == branch
    assert nation.east.get("/systems?organisation=P-WEST").json()["items"] == []
    alike(nation.east, "/systems/{}", branch["id"], str(uuid4()))
    names = [one["name"] for one in walk(nation.east, "/systems", 1)]
    assert names == sorted(names)
    assert "Branch" not in names
    sheet = "system,kind,to_system,over\nBranch,service,,Supply (fictional)\nNone,service,,x\n"
    sent = {"content_type": "text/csv", "headers": {"Idempotency-Key": "links-1"}}
    first = nation.west.call("POST", "/systems/connections", sheet, **sent).json()
    assert (first["accepted"], len(first["refused"])) == (1, 1)
    assert nation.west.call("POST", "/systems/connections", sheet, **sent).json() == first
    (link,) = nation.west.get("/systems/connections").json()["items"]
    assert link == {
        "system": "Branch", "kind": "service", "to_system": "", "over": "Supply (fictional)",
    }  # fmt: skip
    for other in (nation.east, nation.office, nation.ministry):
        assert link not in other.get("/systems/connections").json()["items"]
    problem_of(nation.west.call("POST", "/systems/connections", "x", content_type="text/csv"), 422)
    problem_of(new_client(nation.actors["P-WEST"], "warnings").get("/systems"), 403)


def test_communities_are_read_by_their_members(nation):
    all_of_them = walk(nation.office, "/communities?order=name", 1)
    (own,) = (one for one in all_of_them if "P-EAST" in one["members"])
    assert own["kind"] == "sector"
    seen = nation.east.get("/communities").json()["items"]
    assert [one["code"] for one in seen] == [own["code"]]
    assert set(seen[0]["members"]) <= set(own["members"])
    assert nation.east.get(f"/communities/{own['code']}").json() == seen[0]
    other = next(one["code"] for one in all_of_them if "P-EAST" not in one["members"])
    alike(nation.east, "/communities/{}", other, "NOWHERE")
    assert nation.east.get("/communities?kind=council").json()["items"] == []


def test_what_is_first_for_the_nation_is_the_offices_alone(nation):
    first, *rest = listed = walk(nation.office, "/coordination", 1)
    assert {"CVE-2099-0001", "CVE-2099-0002"} <= {one["id"] for one in listed}
    counts = [one["organisations"] for one in (first, *rest)]
    assert max(counts) == 2
    assert first["level"]["tree"] != first["triage"]["tree"]
    chosen = first["level"]["outcome"]
    narrowed = walk(nation.office, f"/coordination?level={chosen}", 1)
    assert narrowed == [one for one in listed if one["level"]["outcome"] == chosen]
    for caller in (nation.east, nation.maker, nation.ministry):
        problem_of(caller.get("/coordination"), 403)


def test_an_organisation_says_how_it_is_told(nation):
    wish = {
        "at_once": ["scheduled"], "digest": "weekly", "language": "en", "zone": "Europe/Paris",
        "quiet_from": "22:00", "quiet_until": "07:00",
    }  # fmt: skip
    kept = nation.east.call("PUT", "/delivery-wish", wish).json()
    assert kept == {**wish, "at_once": ["immediate", "scheduled"]}
    assert nation.east.get("/delivery-wish").json() == kept
    assert nation.west.get("/delivery-wish").json()["digest"] == "daily"
    for wrong in ({"zone": "Nowhere"}, {"quiet_until": None}, {"language": "fr"}):
        problem_of(nation.east.call("PUT", "/delivery-wish", {**wish, **wrong}), 422)


def test_a_secret_is_told_once_and_kept_in_no_answer(nation):
    from noroshi.parties import queries
    from noroshi.parties.models import Submission
    from noroshi.parties.scope import acting_as

    given = {"url": "https://hooks.east.example/noroshi", "least": "scheduled"}
    key = {"Idempotency-Key": "endpoint-1"}
    made = nation.east.post("/endpoints", given, **key)
    assert made.status_code == 201
    made = made.json()
    assert Webhook(made["secret"])
    again = nation.east.post("/endpoints", given, **key).json()
    assert again == {**made, "secret": None}
    with acting_as(queries.client_actor(nation.east.client_id)):
        held = [one.answer for one in Submission.objects.all()]
    assert any(made["id"] in answer for answer in held)
    assert all(made["secret"] not in answer for answer in held)
    (listed,) = nation.east.get("/endpoints").json()["items"]
    assert listed == {name: value for name, value in made.items() if name != "secret"}
    assert nation.west.get("/endpoints").json()["items"] == []
    problem_of(nation.east.post("/endpoints", {"url": "https://127.0.0.1/"}), 422)
    alike(nation.west, "/endpoints/{}/resume", made["id"], str(uuid4()), {})
    for name in (made["id"], str(uuid4())):
        problem_of(nation.west.call("DELETE", f"/endpoints/{name}"), 404)
    path = f"/endpoints/{made['id']}"
    assert nation.east.post(f"{path}/resume", {}).status_code == 204
    assert nation.east.call("DELETE", path).status_code == 204
    problem_of(nation.east.call("DELETE", path), 404)


def test_dead_letters_wait_again_for_their_own_organisation(nation, tmp_path):
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.models import Delivery

    nation.east.post("/endpoints", {"url": "https://hooks.east.example/dead"})
    path = tmp_path / "cve.json"
    path.write_text(json.dumps(cve_record("CVE-2099-0003")))
    bring_feeds(path)
    with connected_as(Role.WORKER):
        found = Delivery.objects.filter(channel="webhook")
        assert found.update(state="dead", reason="status", settled_at="2026-10-01T00:00:00Z")
    (dead,) = nation.east.get("/deliveries?state=dead&channel=webhook").json()["items"]
    assert (dead["reason"], dead["to"]) == ("status", "https://hooks.east.example/dead")
    assert nation.west.get("/deliveries").json()["items"] == []
    chosen = {"deliveries": [dead["id"]]}
    assert nation.west.post("/deliveries/retry", chosen).json() == {"waiting": 0}
    assert nation.west.post("/deliveries/retry", {}).json() == {"waiting": 0}
    assert nation.east.post("/deliveries/retry", chosen).json() == {"waiting": 1}
    assert nation.east.post("/deliveries/retry", {}).json() == {"waiting": 0}
    (item,) = nation.east.get("/deliveries?channel=webhook").json()["items"]
    assert item["state"] == "waiting"


def test_the_board_and_the_what_if_count_what_the_reader_may_see(nation, portal):
    def waiting(caller, query=""):
        return sum(one["waiting"] for one in walk(caller, f"/board?x={query}", 1))

    own = {code: len(getattr(nation, code).get("/warnings?state=owed").json()["items"])
           for code in ("east", "west", "office")}  # fmt: skip
    assert {code: waiting(getattr(nation, code)) for code in own} == own
    assert own["office"] == own["east"] + own["west"] > own["west"] > 0
    assert waiting(nation.office, "&sector=finance") == 0
    days = nation.west.get("/board/days?days=2").json()["items"]
    assert [one["waiting"] for one in days] == [0, own["west"]]

    def systems(caller, query):
        return {one["system"] for one in walk(caller, f"/what-if?{query}", 1)}

    cause = "vulnerability=CVE-2099-0002"
    assert systems(nation.west, cause) == {"Branch"}
    assert systems(nation.east, cause) >= {"Remote access", "app"}
    assert systems(nation.office, cause) == systems(nation.east, cause) | {"Branch"}
    assert systems(nation.west, "product=fortios&low=7.2.2") == set()
    counted = nation.office.get(f"/what-if/sectors?{cause}").json()["items"]
    assert sum(one["systems"] for one in counted) == len(systems(nation.office, cause))
    problem_of(nation.east.get("/what-if"), 422)
    problem_of(nation.east.get("/what-if?product=x&low=%20-"), 422)
    problem_of(nation.east.get("/what-if?vulnerability=CVE-1999-9999"), 404)


def score(tmp_path, day, **scores):
    """An edition of EPSS; a name stands for CVE-2099-NAME."""
    rows = "".join(f"CVE-2099-{name[1:]},{value},0.5\n" for name, value in scores.items())
    path = tmp_path / f"epss-{day}.csv"
    path.write_text(
        f"#model_version:v1,score_date:{day}T00:00:00+0000\ncve,epss,percentile\n{rows}"
    )
    return bring_feeds(path, may_shrink=True)


def test_the_course_tells_when_the_odds_changed_and_no_reader_of_another(nation, tmp_path):
    path = "/vulnerabilities/CVE-2099-0001/course"
    for day, value in (
        ("2026-05-01", "0.0040"),  # too little to tell of
        ("2026-05-02", "0.0200"),
        ("2026-05-03", "0.0250"),  # less than a hundredth more
        ("2026-05-04", "0.0320"),  # a hundredth since what was told last
        ("2026-05-05", "0.5000"),
        ("2026-05-06", "0.5400"),  # less than a tenth of itself
        ("2026-05-07", "0.0010"),
    ):
        score(tmp_path, day, _0001=value, _7777=value)
    score(tmp_path, "2026-05-07", _0001="0.3", _7777="0.3")  # the same day, mended
    score(tmp_path, "2026-05-01", _0001="0.9", _7777="0.9")  # older than what is held
    told = nation.east.get(path).json()["items"]
    odds = [(one["day"], one["epss"]) for one in told if one["kind"] == "epss"]
    assert odds == [
        ("2026-05-02", 0.02), ("2026-05-04", 0.032), ("2026-05-05", 0.5), ("2026-05-07", 0.3),
    ]  # fmt: skip
    assert nation.east.get("/vulnerabilities/CVE-2099-0001").json()["epss"] == 0.3
    assert [one["day"] for one in told] == sorted(one["day"] for one in told)
    kinds = {one["kind"] for one in told}
    assert {"published", "told", "exposed", "raised"} <= kinds
    other = nation.actors["BANK"]
    theirs = new_client(other, "warnings").get(path).json()["items"]
    own = {"exposed", "raised", "closed", "reopened"}
    assert [one for one in theirs if one["kind"] not in own] == [
        one for one in told if one["kind"] not in own
    ]
    assert {one["kind"] for one in theirs} == kinds - own
    problem_of(nation.east.get("/vulnerabilities/CVE-1999-9999/course"), 404)


def test_what_nobody_runs_has_a_history_like_the_rest(nation, tmp_path):
    """Or that there is one would tell of somebody."""
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import prediction_moves

    score(tmp_path, "2026-06-01", _0001="0.7", _7777="0.7")
    score(tmp_path, "2026-06-02", _0001="0.1", _7777="0.1")
    with acting_as(nation.actors["BANK"]):
        kept = [
            [(one.day, one.epss) for one in prediction_moves(cause)][-2:]
            for cause in ("CVE-2099-0001", "CVE-2099-7777")
        ]
    assert kept[0] == kept[1]
    assert len(kept[0]) == 2
