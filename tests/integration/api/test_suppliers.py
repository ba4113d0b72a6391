"""The exchange with a supplier through the interface, and what everybody else is answered."""

import json
from uuid import uuid4

import pytest

from tests.integration.api.conftest import new_client
from tests.integration.api.test_interface import walk
from tests.integration.api.test_need_to_know import alike

CAUSES = ("CVE-2099-0001", "CVE-2099-0002")


@pytest.fixture
def thread(nation):
    """An answered request; whatever was open before is withdrawn."""
    for one in nation.office.get("/supplier-threads").json()["items"]:
        nation.office.post(f"/supplier-threads/{one['id']}/close", {"state": "withdrawn"})
    made = send(nation, CAUSES[0])
    date = {"kind": "date", "expected_on": "2999-01-01", "text": "We work on it."}
    return nation.maker.post(f"/supplier-threads/{made['id']}/answer", date).json()


def send(nation, cause, kind="request"):
    message = {"product": nation.product, "cause": cause, "kind": kind, "text": "Please mend it."}
    answer = nation.office.post("/supplier-threads", message, **{"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_office_and_supplier_hold_one_thread(nation, thread):
    assert thread["answer"] == {"kind": "date", "expected_on": "2999-01-01", "advice": ""}
    assert thread["article"].endswith("[S/R]")
    comments = f"/supplier-threads/{thread['id']}/comments"
    assert nation.office.post(comments, {"text": "Thank you."}).status_code == 201
    whole = nation.maker.get(f"/supplier-threads/{thread['id']}").json()
    assert [(one["writer"], one["kind"]) for one in whole["history"]] == [
        ("nco", "message"), ("supplier", "answer"), ("nco", "comment"),
    ]  # fmt: skip
    assert {one["by"] for one in whole["history"]} == {None}
    assert nation.office.get(f"/supplier-threads/{thread['id']}").json() == whole
    (item,) = nation.maker.get("/supplier-threads?state=answered").json()["items"]
    assert item.items() <= whole.items()


def test_who_is_exposed_reads_the_answer_in_its_warning(nation, thread):
    (warned,) = nation.east.get(f"/warnings?text={CAUSES[0]}").json()["items"]
    (told,) = nation.east.get(f"/warnings/{warned['id']}").json()["supplier_answers"]
    assert told["answer"] == {"kind": "date", "expected_on": "2999-01-01", "advice": ""}
    assert "We work on it." not in json.dumps(told)
    assert nation.maker.get(f"/warnings/{warned['id']}").status_code == 404
    nation.office.post(f"/supplier-threads/{thread['id']}/close", {"state": "withdrawn"})
    assert nation.east.get(f"/warnings/{warned['id']}").json()["supplier_answers"] == []


def test_the_list_is_narrowed_ordered_and_paged(nation, thread):
    second = send(nation, CAUSES[1], "notice")
    for path, wanted in (
        ("?state=owed", [second["id"]]),
        ("?state=answered", [thread["id"]]),
        ("?kind=notice&state=sent", [second["id"]]),
        ("?text=cve-2099-0002&state=sent", [second["id"]]),
        ("?text=fortios&state=answered", [thread["id"]]),
        ("?organisation=LOCKS", []),
    ):
        found = nation.office.get(f"/supplier-threads{path}").json()["items"]
        assert [one["id"] for one in found] == wanted, path
    for order in ("sent", "due"):
        path = f"/supplier-threads?order={order}"
        assert walk(nation.office, path, 1) == nation.office.get(path).json()["items"]


def test_what_another_has_is_answered_as_what_is_not_there(nation, thread):
    locks = new_client(nation.actors["LOCKS"], "warnings")
    bank = new_client(nation.actors["BANK"], "warnings")
    nothing = str(uuid4())
    fix = {"kind": "fix", "fixed_in": "1"}
    for caller in (locks, nation.east, bank):
        for path, body in (
            ("/supplier-threads/{}", None),
            ("/supplier-threads/{}/seen", {}),
            ("/supplier-threads/{}/answer", fix),
            ("/supplier-threads/{}/comments", {"text": "hello"}),
            ("/supplier-threads/{}/close", {"state": "done"}),
        ):
            status, *_ = alike(caller, path, thread["id"], nothing, body)
            assert status in (403, 404)
        status, *_ = alike(caller, "/supplier-products/{}/verify", nation.product, nothing, {})
        assert status == 403
        for path in ("/supplier-threads", "/supplier-products"):
            assert caller.get(path).json()["items"] == []
    named = locks.post("/supplier-products", {"vendor": "Fortinet", "product": "FortiOS"}).json()
    assert named["verified_at"] is None
    message = {"product": named["id"], "cause": CAUSES[0], "kind": "notice", "text": "x"}
    assert nation.office.post("/supplier-threads", message).status_code == 404, "not verified"


def test_no_answer_to_a_supplier_names_who_runs_it(nation, thread):
    paths = ["/supplier-threads", f"/supplier-threads/{thread['id']}", "/supplier-products"]
    texts = [nation.maker.get(path).content.decode() for path in paths]
    texts.append(json.dumps(nation.maker.get("/vulnerabilities/CVE-2099-0001").json()))
    entries = nation.maker.get("/ledger/entries?limit=200").content.decode()
    for name in ("P-EAST", "P-WEST", "East Power", "gate-1", "192.0.2."):
        assert all(name not in text for text in (*texts, entries)), name


def test_a_scope_too_few_is_refused(nation, thread):
    caller = new_client(nation.actors["GATES"], "assets")
    assert caller.get("/supplier-threads").status_code == 403


def test_a_weakness_under_embargo_is_its_parties_alone(nation):
    locks = new_client(nation.actors["LOCKS"], "warnings")
    report = {"title": "A way in", "description": "Say please.", "vendor": "Fortinet"}
    report |= {"product": "FortiOS", "versions": ["< 1"]}
    made = nation.east.post("/disclosures", report, **{"Idempotency-Key": str(uuid4())})
    assert made.status_code == 201, made.content
    path = f"/disclosures/{made.json()['id']}"
    assert nation.maker.get(path).status_code == 404, "not before it is open"
    opened = nation.office.post(f"{path}/accept", {"product": nation.product}).json()
    assert (opened["state"], opened["supplier"], opened["proposed_by"]) == ("open", "GATES", "nco")
    assert nation.maker.post(f"{path}/embargo", {"until": "2999-01-01"}).status_code == 200
    assert nation.maker.post(f"{path}/agree", {}).status_code == 409
    assert nation.office.post(f"{path}/agree", {}).json()["agreed_at"]
    whole = nation.maker.get(path).json()
    assert "P-EAST" not in json.dumps(whole)
    assert [one["writer"] for one in whole["history"]] == ["nco", "supplier", "nco"]
    nothing = str(uuid4())
    for caller in (locks, nation.west):
        assert caller.get("/disclosures").json()["items"] == []
        for act, body in (
            ("", None), ("/comments", {"text": "x"}), ("/accept", {"product": nation.product}),
            ("/embargo", {"until": "2999-01-01"}), ("/agree", {}), ("/publish", {"reason": "x"}),
            ("/close", {"reason": "x"}), ("/cve", {"cve": "CVE-2099-0001"}), ("/describe", report),
        ):  # fmt: skip
            status, *_ = alike(caller, "/disclosures/{}" + act, made.json()["id"], nothing, body)
            assert status in (403, 404), act
    assert nation.office.post(f"{path}/close", {"reason": "Enough."}).json()["state"] == "closed"
