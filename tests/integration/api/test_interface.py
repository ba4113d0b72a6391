"""What the interface does: lists, one thing, answers, imports, proofs."""

import base64
import json

import pytest

from tests.integration.api.conftest import browser, work
from tests.integration.api.test_sign_in import problem_of
from tests.nation import GATES, HEAD

SHEET = HEAD + "Mail,mail,post-1,Fortinet,FortiMail,7.0.0,,,192.0.2.5,\n"


def walk(caller, path, limit):
    """Every item of a list, by pages of `limit`."""
    items, cursor = [], ""
    for _ in range(100):
        page = caller.get(
            f"{path}{'&' if '?' in path else '?'}limit={limit}&cursor={cursor}"
        ).json()
        assert len(page["items"]) <= limit
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = page["next"]
    raise AssertionError("the list does not end")


@pytest.mark.parametrize(
    "path",
    [
        "/organisations", "/assets", "/warnings", "/warnings?order=raised", "/vulnerabilities",
        "/ledger/entries",
    ],
)  # fmt: skip
def test_pages_by_cursor_make_the_whole_list(nation, path):
    whole = nation.office.get(path).json()["items"]
    assert len(whole) > 1
    assert walk(nation.office, path, 1) == whole
    assert nation.office.get(path.split("?")[0] + "?limit=201").status_code == 422


def test_a_thing_is_in_the_list_as_it_is_alone(nation):
    for path, key in (("/assets", "id"), ("/organisations", "code"), ("/ledger/entries", "id")):
        for item in nation.east.get(path).json()["items"]:
            assert nation.east.get(f"{path}/{item[key]}").json() == item
    for path in ("/warnings", "/vulnerabilities"):
        for item in nation.east.get(path).json()["items"]:
            assert item.items() <= nation.east.get(f"{path}/{item['id']}").json().items()


def test_filters_narrow(nation):
    (first, _) = nation.east.get("/assets").json()["items"]
    assert [one["name"] for one in nation.east.get("/assets?text=gate-1").json()["items"]] == [
        "gate-1"
    ]
    assert len(nation.east.get(f"/assets?system={first['system_id']}").json()["items"]) == 2
    assert len(nation.east.get(f"/warnings?system={first['system_id']}").json()["items"]) == 2
    assert nation.east.get("/warnings?urgency=immediate").json()["items"] == []
    assert (
        len(nation.east.get("/vulnerabilities?exposed=true&severity=critical").json()["items"]) == 2
    )
    assert nation.east.get("/vulnerabilities?exploited=true").json()["items"] == []
    assert [
        one["code"] for one in nation.office.get("/organisations?kind=nco").json()["items"]
    ] == ["NCO"]
    problem_of(nation.east.get("/warnings?state=odd"), 422)


def test_a_warning_says_why_and_what_to_do(nation):
    (found,) = nation.east.get("/warnings?text=CVE-2099-0001").json()["items"]
    assert "[7.2.0, 7.2.5)" in found["reasons"][0]
    assert found["exposures"][0]["range"] == "[7.2.0, 7.2.5)"
    assert (found["cvss"], found["kev"], found["epss"]) == (9.8, None, None)
    assert found["assets"] == [exposure["asset"] for exposure in found["exposures"]]
    assert nation.east.get(f"/ledger/entries/{found['ledger_entry']}").status_code == 200


def test_who_has_it_already_is_not_sent_it_again(nation):
    first = nation.east.get("/assets")
    again = nation.east.get("/assets", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first["Vary"]


def test_an_answer_is_recorded_once(nation):
    (found,) = nation.west.get("/warnings?text=CVE-2099-0001").json()["items"]
    path = f"/warnings/{found['id']}/answer"
    answer = {"state": "not_affected", "reason": "component_not_present", "text": "not here"}
    first = nation.west.post(path, answer, **{"Idempotency-Key": "a-1"})
    again = nation.west.post(path, answer, **{"Idempotency-Key": "a-1"})
    assert first.status_code == 200
    assert again.json() == first.json()
    assert [note["kind"] for note in first.json()["history"]] == ["change", "answer"]
    assert problem_of(nation.west.post(path, answer), 409)["code"] == "conflict"
    other = nation.west.post(path, {"state": "open"}, **{"Idempotency-Key": "a-1"})
    problem_of(other, 422)
    problem_of(nation.west.post(path, {"state": "not_affected"}), 409)
    assert nation.west.post(path, {"state": "acknowledged"}).json()["state"] == "acknowledged"
    problem_of(nation.west.post(path, {"state": "not_affected"}), 422)


def test_a_comment_joins_the_history(nation):
    (found,) = nation.east.get("/warnings?text=CVE-2099-0001").json()["items"]
    answer = nation.east.post(f"/warnings/{found['id']}/comments", {"text": "見ています"})
    assert answer.status_code == 201
    assert answer.json() in nation.east.get(f"/warnings/{found['id']}").json()["history"]
    problem_of(nation.east.post(f"/warnings/{found['id']}/comments", {"text": " "}), 422)


def test_a_list_is_imported_once_and_answered_alike(nation):
    def send(key):
        return nation.east.call(
            "POST", "/assets/import?source=mail.csv", SHEET, content_type="text/csv",
            headers={"Idempotency-Key": key} if key else {},
        ).json()  # fmt: skip

    first = send("i-1")
    assert (first["accepted"], first["unchanged"], first["added"]) == (1, 0, ["post-1 7.0.0"])
    assert send("i-1") == first
    assert (send("i-2")["accepted"], send("")["unchanged"]) == (0, 1)
    mine = {"Idempotency-Key": "i-1"}
    other = nation.east.call("POST", "/assets/import", GATES, content_type="text/csv", headers=mine)
    problem_of(other, 422)
    theirs = nation.west.call(
        "POST", "/assets/import", SHEET, content_type="text/csv", headers=mine
    )
    assert theirs.json()["accepted"] == 1, "a key is the sender's own"


def test_a_form_and_every_format_are_taken(nation):
    from django.core.files.uploadedfile import SimpleUploadedFile

    bom = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "components": [{"type": "library", "name": "part", "version": "1"}],
    }  # fmt: skip
    file = SimpleUploadedFile("portal.cdx.json", json.dumps(bom).encode())
    answer = browser().post(
        "/api/v1/assets/import", {"file": file},
        headers={"Authorization": f"Bearer {nation.east.token}"},
    )  # fmt: skip
    assert answer.json()["added"] == ["part 1"]
    (found,) = nation.east.get("/assets?text=part").json()["items"]
    assert found["system"] == "portal.cdx.json"
    xml = (
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>'
        '<component type="library"><name>leaf</name><version>2</version></component>'
        "</components></bom>"
    )
    answer = nation.east.call(
        "POST", "/assets/import", xml, content_type="application/vnd.cyclonedx+xml"
    )
    assert answer.json()["added"] == ["leaf 2"]


def test_bad_rows_are_listed_and_a_bad_file_is_refused_with_its_place(nation):
    rows = HEAD + "Web,web,,,,,,,,\nWeb,web,web-1,,,,,,no address,\n"
    answer = nation.east.call("POST", "/assets/import?source=w.csv", rows, content_type="text/csv")
    assert {one["source"] for one in answer.json()["refused"]} == {"w.csv"}
    assert all(one["place"] and one["reason"] for one in answer.json()["refused"])
    for body in (
        b"",
        b"\xff\xfe\x00",
        b'{"bomFormat": "CycloneDX", "components": [',
        b"a,b\n1,2\n",
    ):
        answer = nation.east.call("POST", "/assets/import", body, content_type="text/csv")
        assert problem_of(answer, 422)["detail"]
    answer = browser().post(
        "/api/v1/assets/import", {"other": "x"},
        headers={"Authorization": f"Bearer {nation.east.token}"},
    )  # fmt: skip
    assert problem_of(answer, 422)["place"] == "body.file"


@pytest.mark.parametrize("body", ["{", "[" * 100_000, '{"text": "\\ud800"}', b"\xff", "NaN"])
def test_a_body_that_is_no_json_is_refused(nation, body):
    (found, *_) = nation.east.get("/warnings").json()["items"]
    problem_of(nation.east.post(f"/warnings/{found['id']}/comments", body), 400)


def test_a_body_beyond_all_measure_is_refused(nation):
    (found, *_) = nation.east.get("/warnings").json()["items"]
    text = json.dumps({"text": "a" * (3 << 20)})
    problem_of(nation.east.post(f"/warnings/{found['id']}/comments", text), 413)


@pytest.mark.parametrize("path", ["/organisations", "/assets", "/warnings", "/vulnerabilities"])
@pytest.mark.parametrize(
    "values",
    [
        [], {}, 7, "x", None, [[]], [{}], ["\0"], ["\0", "\0"], [None], ["a", "not a uuid"],
        ["a", 7], ["00000000-0000-7000-8000-000000000000", 9**20, "x", "x"],
        ["00000000-0000-7000-8000-000000000000", 1, "9999999-01-01", "0000-00-00"],
        ["00000000-0000-7000-8000-000000000000", 1, "2026-01-01", 1e308],
        ["a"] * 4, list(range(4)),
    ],
)  # fmt: skip
def test_a_cursor_that_is_not_ours_is_refused_or_ends_nowhere(nation, path, values):
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    for order in ("", "&order=raised") if path == "/warnings" else ("",):
        answer = nation.east.get(f"{path}?cursor={cursor}{order}")
        assert answer.status_code in (200, 422), answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/organisations?text=%00", "/organisations/%00", "/assets?text=%00", "/warnings?text=%00",
        "/vulnerabilities?text=%00", "/vulnerabilities/CVE-2099-0001%00", "/warnings?text=%ff",
        "/organisations?text=%25%5C%27", "/warnings?text=%5C", "/warnings?system=%00",
        "/ledger/consistency?old=9223372036854775808", "/ledger/entries?cursor=9223372036854775807",
    ],
)  # fmt: skip
def test_texts_that_no_column_holds_are_no_fault_of_ours(nation, path):
    assert nation.east.get(path).status_code in (200, 404, 422)


def test_opening_anothers_record_leaves_an_entry_and_ones_own_does_not(nation):
    from noroshi.parties.facts import RecordOpened

    def opened(caller):
        work()
        entries = caller.get("/ledger/entries?limit=200").json()["items"]
        return [entry for entry in entries if entry["kind"] == RecordOpened.name()]

    before = opened(nation.office)
    nation.east.get("/organisations/P-EAST")
    assert opened(nation.office) == before
    nation.office.get("/organisations/P-WEST")
    (entry, *rest) = opened(nation.office)
    assert (entry["subject"], rest) == ("organisation:P-WEST", before)
    assert entry["actor"] is not None
    assert opened(nation.west) == [entry, *rest], "whose record it is sees who opened it"


def test_an_entry_is_proved_once_it_is_merged(nation):
    from noroshi.ledger.merkle import is_included, leaf_hash

    (found, *_) = nation.east.get("/warnings").json()["items"]
    answer = nation.east.post(f"/warnings/{found['id']}/answer", {"state": "acknowledged"}).json()
    path = f"/ledger/entries/{answer['ledger_entry']}"
    assert nation.east.get(path).json()["number"] is None
    pending = nation.east.get(f"{path}/proof")
    problem_of(pending, 503)
    assert int(pending["Retry-After"]) > 0
    work()
    proof = nation.east.get(f"{path}/proof").json()
    checkpoint = nation.east.get("/ledger/checkpoint").json()
    assert proof["checkpoint"] == checkpoint["note"]
    assert is_included(
        leaf_hash(proof["entry"].encode()), index=proof["number"], size=proof["size"],
        path=[base64.b64decode(part) for part in proof["path"]],
        root=bytes.fromhex(checkpoint["root"]),
    )  # fmt: skip
    consistency = nation.east.get("/ledger/consistency?old=1").json()
    assert (consistency["old_size"], consistency["size"]) == (1, checkpoint["size"])
    problem_of(nation.east.get("/ledger/consistency?old=999999"), 404)


def test_what_is_not_there_is_a_problem_too(nation):
    problem_of(nation.east.get("/nothing"), 404)
    problem_of(nation.east.get("/"), 404)
    answer = nation.east.call("DELETE", "/warnings")
    problem_of(answer, 405)
    assert answer["Allow"] == "GET"
    wrong = problem_of(nation.east.get("/warnings?limit=x&order=odd"), 422)
    assert [one["place"] for one in wrong["errors"]] == ["query.limit", "query.order"]
    assert wrong["instance"].startswith("urn:noroshi:request:")


def test_a_surprise_tells_its_number_and_nothing_else(nation, monkeypatch):
    from noroshi.warnings import queries

    def surprising(*_, **__):
        raise KeyError("a secret")

    monkeypatch.setattr(queries, "inbox", surprising)
    answer = nation.east.get("/warnings")
    number = answer["X-Request-Id"]
    assert problem_of(answer, 500)["instance"].endswith(number)
    assert "secret" not in answer.content.decode()


def test_texts_come_in_the_language_that_is_asked_for(nation):
    (found, *_) = nation.east.get("/warnings", **{"Accept-Language": "en"}).json()["items"]
    assert any("lies in" in reason for reason in found["reasons"])
    assert nation.east.get("/warnings", **{"Accept-Language": "ja"})["Content-Language"] == "ja"
