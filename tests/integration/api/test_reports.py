"""Reports and obligations by the API: filed once, refused in plain words, read by whom the law names."""

import json
from uuid import uuid4

import pytest

from noroshi.reporting.incident import Kind, example
from noroshi.reporting.rules import Turn
from tests.integration.api.conftest import new_client
from tests.integration.api.test_interface import walk
from tests.integration.api.test_need_to_know import alike
from tests.integration.api.test_sign_in import problem_of

ENGLISH = {"Accept-Language": "en"}


def incident(**changed):
    return {**json.loads(example(Kind.RANSOMWARE)), **changed}


@pytest.fixture(scope="module")
def filed(nation):
    """A report of P-EAST in three versions, the last a withdrawal, and one that stands."""
    made = nation.east.post("/reports", incident(people={}, traits=["intrusion"])).json()
    path = f"/reports/{made['id']}"
    more = incident(stage="full", traits=["intrusion"])
    second = nation.east.post(f"{path}/versions?correction=We+counted+anew.", more)
    assert second.status_code == 201, second.content
    gone = nation.east.post(f"{path}/withdraw", {"reason": "It was a drill."}, **ENGLISH).json()
    standing = nation.east.post("/reports", incident()).json()
    return made, second.json(), gone, standing


def test_a_report_is_filed_once_and_answered_alike(nation):
    key = {"Idempotency-Key": "night-1"}
    first = nation.east.post("/reports", incident(title="Night one"), **key)
    again = nation.east.post("/reports", incident(title="Night one"), **key)
    assert (first.status_code, first.content) == (201, again.content)
    problem_of(nation.east.post("/reports", incident(title="Night two"), **key), 422)
    told = first.json()
    assert told["receipt"]["promise"].startswith("noroshi/receipt/v1\n")
    assert told["content"] == incident(title="Night one")
    assert {one["regime"] for one in told["obligations"]} == {"jp-act", "jp-appi"}
    read = nation.east.get(f"/reports/{told['id']}").json()
    assert read | {"receipt": None} == told | {"receipt": None}
    (listed,) = nation.east.get("/reports?text=Night&kind=ransomware&regime=jp-act").json()["items"]
    assert listed["id"] == told["id"]
    assert len(walk(nation.east, "/obligations?state=open", 1)) >= 5


def test_the_board_is_ordered_and_narrowed_by_whose_turn_it_is(nation, filed):
    from noroshi.reporting.board import ORDERS

    *_, standing = filed
    whole = {one["id"]: one for one in walk(nation.east, "/obligations", 100)}
    keys = {"report": "report", "sector": "sector", "regime": "regime", "waiting_on": "waiting_on"}
    for order in ORDERS:
        found = walk(nation.east, f"/obligations?order={order}", 5)
        assert sorted(one["id"] for one in found) == sorted(whole), order
        values = [one[keys[order]] for one in found] if order in keys else []
        assert values == sorted(values, key=list(Turn).index if order == "waiting_on" else None)
    (latest, *_), (*_, last) = (
        walk(nation.east, f"/obligations?order={one}", 100) for one in ("latest", "due")
    )
    assert latest == last
    asked = nation.ministry.post(
        f"/reports/{standing['id']}/questions", {"text": "Where?", "readers": []}
    )
    assert asked.status_code == 201, asked.content
    turns = {turn: walk(nation.east, f"/obligations?waiting_on={turn}", 100) for turn in Turn}
    assert sum(map(len, turns.values())) == len(whole)
    for turn, found in turns.items():
        assert found
        assert {one["waiting_on"] for one in found} == {turn}
    assert {one["report"] for one in turns[Turn.ANSWER]} == {standing["id"]}
    assert not any(one["filed_at"] for one in turns[Turn.OPERATOR])
    theirs = walk(nation.office, f"/obligations?waiting_on={Turn.ANSWER}", 100)
    assert theirs == [], "the question is the ministry's and the reporter's alone"
    assert walk(nation.west, f"/obligations?waiting_on={Turn.ANSWER}", 100) == []


@pytest.mark.parametrize(
    ("changed", "place", "en", "ja"),
    [
        ({"when": {}}, "when.aware", "When you noticed it: this is needed", "気づいた日時: 必須です"),
        ({"when": {"aware": "today"}}, "when.aware", "a date and time with its zone", "時差"),
        ({"when": {"aware": "9999-12-31T23:59:59Z"}}, "when.aware", "our time", "気づいた日時: 今の時代"),
        ({"when": {"aware": "2026-11-02T09:00:00+19:39"}}, "when.aware", "zone that", "気づいた日時: 実在する時差"),
        ({"people": {"affected": "many"}}, "people.affected", "How many people's", "人数: 値の型は"),
        ({"contacts": [{"name": "x"}]}, "contacts[0].email", "questions 1: this is", "必須です"),
        ({"stage": "early"}, "stage", "Stage of the report: the law asks", "報告の区分: この法律が求める"),
        ({"what": " "}, "what", "What happened: say what happened", "出来事: 何が起きたか"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_the_field_in_the_reporters_words(nation, changed, place, en, ja):
    before = len(walk(nation.east, "/reports", 50))
    for language, words in (("en", en), ("ja", ja)):
        refused = nation.east.post("/reports", incident(**changed), **{"Accept-Language": language})
        problem = problem_of(refused, 422)
        assert (problem["place"], words in problem["detail"]) == (place, True), problem
    assert len(walk(nation.east, "/reports", 50)) == before


def test_versions_say_what_changed_field_by_field_and_why(nation, filed):
    made, second, gone, _ = filed
    path = f"/reports/{made['id']}"
    newest, corrected, first = nation.east.get(f"{path}/versions", **ENGLISH).json()["items"]
    assert [one["act"] for one in (newest, corrected, first)] == [
        "withdrawal", "correction", "report",
    ]  # fmt: skip
    assert corrected["reason"] == "We counted anew."
    assert any(
        "New: Full report to the Personal Information" in one for one in corrected["changes"]
    )
    assert len({one["receipt"]["number"] for one in (newest, corrected, first)}) == 3
    told = nation.east.get(f"{path}/difference?from=1&to=2", **{"Accept-Language": "ja"}).json()
    found = {one["place"]: (one["field"], one["before"], one["after"]) for one in told["items"]}
    assert found["stage"] == ("報告の区分", "first", "full")
    affected = incident()["people"]["affected"]
    assert found["people.affected"][1:] == (None, affected)
    assert set(found) <= {"stage", "people.affected", "people.data"}
    assert nation.east.get(f"{path}/versions/1").json()["content"]["stage"] == "first"
    problem_of(nation.east.get(f"{path}/versions/9"), 404)
    assert gone["withdrawn_at"]
    assert {one["state"] for one in gone["obligations"]} == {"filed"}
    assert any(one.startswith("No longer owed") for one in gone["changes"])
    problem_of(nation.east.post(f"{path}/versions", incident()), 409)
    problem_of(nation.east.post(f"{path}/withdraw", {"reason": "twice"}), 409)
    problem_of(nation.east.post(f"{path}/withdraw", {"reason": ""}), 422)
    assert second["stage"] == "full"


def test_a_state_is_the_same_in_the_table_and_in_the_rules(nation, filed):
    every = walk(nation.east, "/obligations", 3)
    assert {one["state"] for one in every} >= {"filed", "unset"}
    for state in ("filed", "late", "pressing", "due", "waiting", "unset"):
        found = nation.east.get(f"/obligations?state={state}&limit=200").json()["items"]
        assert {one["id"] for one in found} == {one["id"] for one in every if one["state"] == state}
    soon = "2026-12-01T00:00:00Z"
    early = nation.east.get(f"/obligations?due_before={soon}&regime=jp-act").json()["items"]
    assert early
    assert all((one["due_at"] or one["warn_at"]) < soon for one in early)


def test_recipients_read_what_is_owed_to_them_and_strangers_nothing(nation, filed):
    *_, standing = filed
    ministry = new_client(nation.actors["METI"], "reports")
    for caller, recipient in ((ministry, "ministry"), (nation.office, "prime_minister")):
        told = caller.get(f"/reports/{standing['id']}").json()
        assert {one["recipient"] for one in told["obligations"]} == {recipient}
        assert told["receipt"]["number"] == standing["receipt"]["number"]
        assert told["changes"] == []
        assert walk(caller, "/obligations?sector=electricity&organisation=P-EAST", 2)
        problem_of(caller.post(f"/reports/{standing['id']}/versions", incident()), 404)
        problem_of(caller.post(f"/reports/{standing['id']}/withdraw", {"reason": "x"}), 404)
    for code in ("P-WEST", "FSA", "BANK", "COMMISSION"):
        stranger = new_client(nation.actors[code], "reports")
        for path, body in (
            ("/reports/{}", None), ("/reports/{}/versions", None),
            ("/reports/{}/versions/1", None), ("/reports/{}/difference", None),
            ("/reports/{}/versions", incident()), ("/reports/{}/withdraw", {"reason": "x"}),
        ):  # fmt: skip
            status, *_ = alike(stranger, path, standing["id"], str(uuid4()), body)
            assert status in (403, 404), (code, path)
        for path in ("/reports", "/obligations", "/reports?organisation=P-EAST"):
            assert stranger.get(path).json()["items"] == [], (code, path)
    other = new_client(nation.actors["P-EAST"], "warnings")
    problem_of(other.get("/reports"), 403)


def test_what_is_asked_and_ordered_is_answered_by_machines(nation):
    ministry = nation.ministry
    made = nation.east.post("/reports", incident(title="Asked about")).json()
    path = f"/reports/{made['id']}"
    key = {"Idempotency-Key": "ask-1"}
    asked = ministry.post(f"{path}/questions", {"text": "Which site?", "readers": []}, **key)
    assert asked.status_code == 201, asked.content
    assert ministry.post(f"{path}/questions", {"text": "Which site?", "readers": []}, **key).content == asked.content  # fmt: skip
    question = asked.json()
    assert (question["writer"], question["read_by"]) == ("ministry", ["ministry"])
    order = ministry.post(f"{path}/orders", {"text": "Recount.", "due_on": "2031-01-31"}).json()
    assert (order["article"], order["due_at"]) == ("Act Art. 6", "2031-01-31T14:59:00Z")
    noted = nation.east.post(f"{path}/notes", {"text": "For the office.", "readers": ["nco"]})
    assert noted.status_code == 201
    waits = [
        one for one in walk(nation.east, "/report-questions", 1) if one["report"] == made["id"]
    ]
    assert [one["kind"] for one in waits] == ["question", "order"]
    for stranger in (nation.west, nation.office):
        problem_of(stranger.post(f"{path}/orders", {"text": "X", "due_on": "2031-01-31"}), 403)
        problem_of(stranger.post(f"/report-questions/{question['id']}/answer", {"text": "X"}), 404)
        assert not [
            one for one in walk(stranger, "/report-questions", 9) if one["id"] == question["id"]
        ]
    for act in ("questions", "notes"):
        alike(nation.west, f"/reports/{{}}/{act}", made["id"], str(uuid4()), {"text": "X"})
    alike(nation.west, "/reports/{}/thread", made["id"], str(uuid4()))
    problem_of(ministry.post(f"{path}/notes", {"text": "X", "readers": ["operator"]}), 422)
    answered = nation.east.post(f"/report-questions/{question['id']}/answer", {"text": "North."})
    assert answered.json()["answers"] == question["id"]
    met = nation.east.post(
        f"{path}/versions?correction=Miscounted.&order={order['id']}", incident(title="Recounted")
    )
    assert met.status_code == 201, met.content

    def told(caller):
        items = caller.get(f"{path}/thread").json()["items"]
        return [one["said"]["text"] if one["said"] else one["filed"]["act"] for one in items]

    both = ["Miscounted.", "correction", "North.", "Recount.", "Which site?", "report"]
    assert sorted(told(ministry)) == sorted(both)
    assert sorted(told(nation.east)) == sorted([*both, "For the office."])
    assert sorted(told(nation.office)) == sorted(
        ["Miscounted.", "correction", "Recount.", "For the office.", "report"]
    )
    left = walk(ministry, "/report-questions", 9)
    assert [one for one in left if one["report"] == made["id"]] == []


def test_parts_of_a_report_are_shared_by_machines_and_withdrawn(nation):
    police, other = (new_client(nation.actors[code], "reports") for code in ("POLICE", "POLICE-2"))
    made = nation.east.post("/reports", incident(title="Shared")).json()
    path = f"/reports/{made['id']}"
    given = {"recipient": "POLICE", "groups": ["technical", "event"]}
    for wrong, status in (
        ({**given, "groups": []}, 422), ({**given, "groups": ["all"]}, 422),
        ({**given, "recipient": "P-WEST"}, 404), ({**given, "recipient": "NCO"}, 409),
    ):  # fmt: skip
        problem_of(nation.east.post(f"{path}/consents", wrong), status)
    consent = nation.east.post(f"{path}/consents", given).json()
    assert [one["version"] for one in consent["left"]] == [1]
    (shared,) = walk(police, "/shared-reports", 1)
    assert (shared["organisation"], shared["groups"]) == ("P-EAST", ["event", "technical"])
    content = police.get(f"/shared-reports/{shared['id']}").json()["content"]
    whole = incident(title="Shared")
    assert content["technical"] == whole["technical"]
    assert not {"contacts", "people", "systems", "impact", "response", "reporter"} & set(content)
    alike(police, "/reports/{}", made["id"], str(uuid4()))
    for stranger in (other, nation.west, nation.ministry):
        alike(stranger, "/shared-reports/{}", shared["id"], str(uuid4()))
        assert walk(stranger, "/shared-reports", 9) == []
        withdrawing = f"{path}/consents/{{}}/withdraw"
        alike(stranger, withdrawing, consent["id"], str(uuid4()), {})
    assert walk(nation.ministry, f"{path}/consents", 9) == []
    assert shared["opened_at"] is None
    told = nation.east.get(f"/shared-reports/{shared['id']}").json()
    assert told["opened_at"], "its recipient has opened it above"
    left = nation.east.post(f"{path}/consents/{consent['id']}/withdraw", "").json()
    assert [(one["id"], one["opened_at"]) for one in left["items"]] == [
        (shared["id"], told["opened_at"])
    ]
    assert left["files"] == []
    nation.east.post(f"{path}/versions", incident(title="Later"))
    assert len(walk(police, "/shared-reports?text=P-EAST", 9)) == 1
    assert nation.east.get(f"{path}/consents").json()["items"][0]["withdrawn_at"]


def test_files_go_in_and_come_out_sealed_and_only_where_they_may(nation, filed):
    *_, standing = filed
    path, whole = (
        f"/reports/{standing['id']}/attachments",
        {"content_type": "application/octet-stream"},
    )
    key = {"headers": {"Idempotency-Key": "file-1"}}
    sent = [
        nation.east.call("POST", f"{path}?source=a%2Fnotes.txt", b"seen", **whole, **key)
        for _ in range(2)
    ]
    made = sent[0].json()
    assert (sent[0].status_code, sent[0].content) == (201, sent[1].content)
    assert (made["name"], made["size"], made["look"]) == ("notes.txt", 4, "")
    live = nation.east.call("POST", path, b"MZ", **whole).json()
    assert (live["name"], live["look"]) == ("upload", "program")
    assert nation.east.get(path).json()["items"] == [made, live]
    whole_report = nation.ministry.get(f"/reports/{standing['id']}").json()
    assert whole_report["attachments"] == [made, live]
    part = {"recipient": "POLICE", "groups": ["impact"]}
    more = {"recipient": "POLICE", "groups": ["impact", "attachments"]}
    police, listed = new_client(nation.actors["POLICE"], "reports"), []
    for consent in (part, more):
        nation.east.post(f"/reports/{standing['id']}/consents", consent)
        shared = police.get("/shared-reports").json()["items"][0]["id"]
        listed.append(police.get(f"/shared-reports/{shared}").json()["attachments"])
    assert listed == [[], [made, live]]
    content = "/report-attachments/{id}/content"
    given = nation.east.get(content.format(**made))
    assert b"".join(given.streaming_content) == b"seen"
    assert given["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert given["X-Content-Type-Options"] == "nosniff"
    problem_of(nation.east.get(content.format(**live)), 403)
    problem_of(nation.east.call("POST", path, b"", **whole), 422)
    erase = f"/report-attachments/{made['id']}/erase"
    alike(nation.west, "/reports/{}/attachments", standing["id"], str(uuid4()))
    alike(nation.west, "/report-attachments/{}/content", made["id"], str(uuid4()))
    problem_of(nation.west.post(erase, {"reason": "x"}), 404)
    problem_of(nation.west.call("POST", path, b"x", **whole), 404)
    gone = nation.east.post(erase, {"reason": "A slip."}).json()
    assert (gone["name"], gone["sha256"]) == ("", made["sha256"])
    problem_of(nation.east.get(content.format(**made)), 404)


def test_what_is_told_by_telephone_is_filed_by_the_office_and_confirmed_by_whose_it_is(nation):
    told = {
        "organisation": "P-WEST",
        "called_at": "2026-11-02T10:00:00+09:00",
        "incident": incident(traits=["intrusion"]),
        "consents": [{"recipient": "POLICE", "groups": ["event"]}],
    }
    for caller in (nation.west, nation.ministry):
        problem_of(caller.post("/taken-reports", told), 403)
    early = {**told, "called_at": "2026-10-02T10:00:00+09:00"}
    refusal = problem_of(nation.office.post("/taken-reports", early, **ENGLISH), 422)
    assert "When you noticed it" in refusal["detail"]
    whole = nation.office.post("/taken-reports", early, **{"Accept-Language": "ja"})
    assert problem_of(whole, 422)["detail"] == "気づいた日時: 認知は電話より前の日時になります"
    key = {"Idempotency-Key": "call-1"}
    made = nation.office.post("/taken-reports", told, **key)
    assert made.status_code == 201, made.content
    assert nation.office.post("/taken-reports", told, **key).content == made.content
    report = made.json()
    path = f"/reports/{report['id']}"
    waiting = {"office": "NCO", "called_at": "2026-11-02T01:00:00Z", "confirmed_at": None}
    for caller in (nation.west, nation.office, nation.ministry):
        seen = caller.get(path).json()
        assert seen["on_behalf"] == waiting
        assert caller.get("/taken-reports").json()["items"][0]["id"] == report["id"]
    as_said = {"office": "NCO", "called_at": told["called_at"]}
    assert seen["content"]["on_behalf"] == as_said
    assert nation.east.get("/taken-reports").json()["items"] == []
    nothing = str(uuid4())
    for caller in (nation.east, nation.office, nation.ministry):
        alike(caller, "/reports/{}/confirm", report["id"], nothing, {})
    (consent,) = nation.west.get(f"{path}/consents").json()["items"]
    assert (consent["taken_by"], consent["holds"], consent["left"]) == ("NCO", False, [])
    again_by_telephone(nation, report)
    done = nation.west.post(f"{path}/confirm", {})
    assert done.json()["on_behalf"]["confirmed_at"]
    problem_of(nation.west.post(f"{path}/confirm", {}), 409)
    (consent,) = nation.west.get(f"{path}/consents").json()["items"]
    assert (consent["holds"], [one["version"] for one in consent["left"]]) == (True, [2])
    again = nation.west.post(f"{path}/versions", seen["content"]).json()
    assert (again["on_behalf"], "on_behalf" in again["content"]) == (None, False)


STATED = {
    "title": "Files cannot be opened",
    "what": "The night shift saw it.",
    "when.aware": "2026-11-02T06:40",
    "traits": ["intrusion"],
    "contacts.0a.name": "Night shift",
    "contacts.0a.email": "night@east.example",
    "systems.01.name": "Billing",
}


def test_a_draft_is_stated_field_by_field_by_two_machines_and_filed_once(nation):
    other = new_client(nation.actors["P-EAST"], "reports")
    key = {"Idempotency-Key": "draft-1"}
    begun = nation.east.post("/report-drafts", {"kind": "ransomware"}, **key)
    assert begun.status_code == 201, begun.content
    assert nation.east.post("/report-drafts", {"kind": "ransomware"}, **key).content == begun.content  # fmt: skip
    draft = begun.json()
    path = f"/report-drafts/{draft['id']}"
    assert {"title", "when.aware", "contacts"} <= set(draft["missing"])
    first = nation.east.post(f"{path}/fields", {"fields": STATED}).json()
    assert (first["fields"], first["contested"], first["missing"]) == (STATED, [], [])
    assert first["proposed"] == {"stage": "first", "regimes": ["jp-act"]}
    assert {one["regime"] for one in first["would_owe"]} == {"jp-act"}
    based = {"marks": first["marks"]}
    nation.east.post(f"{path}/fields", {"fields": {"title": "First"}, **based})
    late = {"fields": {"title": "Second", "impact.users": "many"}, **based}
    both = other.post(f"{path}/fields", late).json()
    assert (both["contested"], both["fields"]["title"]) == (["title"], "First")
    assert both["rivals"] == {"title": ["Second"]}
    assert both["fields"]["impact.users"] == "many", "what nobody else changed is taken"
    assert set(both["problems"]) == {"impact.users"}
    assert other.post(f"{path}/fields", late).json()["rivals"] == {"title": ["Second"]}
    chosen = {"stage": "first", "regimes": ["jp-act"], "impact.users": ""}
    marks = {"marks": both["marks"]}
    assert other.post(f"{path}/fields", {"fields": chosen, **marks}).json()["problems"] == {}
    problem_of(other.post(f"{path}/file", {}), 409)
    problem_of(nation.east.post(f"{path}/settle", {"field": "title", "choice": 1}), 409)
    settled = nation.east.post(f"{path}/settle", {"field": "title", "choice": 0}).json()
    assert (settled["fields"]["title"], settled["rivals"]) == ("Second", {})
    for caller in (nation.west, nation.office, nation.ministry):
        alike(caller, "/report-drafts/{}", draft["id"], str(uuid4()))
        assert caller.get("/report-drafts").json()["items"] == []
    for wrong in ({"nothing": "x"}, {"title": ["x"]}, {"regimes": "jp-act"}):
        problem_of(nation.east.post(f"{path}/fields", {"fields": wrong}), 422)
    kept = files_beside(nation, path)
    filed = nation.east.post(f"{path}/file", {})
    assert filed.status_code == 201, filed.content
    report = filed.json()
    assert report["attachments"] == [{**kept, "report": report["id"]}]
    assert nation.east.get(f"{path}/attachments").json()["items"] == []
    again = nation.east.post(f"{path}/file", {}).json()
    assert again["receipt"]["number"] == report["receipt"]["number"]
    assert report["content"]["systems"] == [{"name": "Billing"}]
    ended = nation.east.get(path).json()
    assert (ended["fields"], ended["filed"]) == ({}, {"report": report["id"], "version": 1})
    problem_of(nation.east.post(f"{path}/fields", {"fields": {"title": "X"}}), 409)
    supplemented(nation, report)


def again_by_telephone(nation, report):
    """It telephones again, and sends a file by mail."""
    place, path = f"/taken-reports/{report['id']}", f"/reports/{report['id']}"
    more = {"called_at": "2026-11-02T11:00:00+09:00", "number": 1}
    more["incident"] = incident(traits=["intrusion"], title="It spread")
    key = {"Idempotency-Key": "call-2"}
    octets = {"content_type": "application/octet-stream"}
    sent = {"HTTP_IDEMPOTENCY_KEY": "mail-1", **octets}
    for caller in (nation.west, nation.ministry):
        problem_of(caller.post(f"{place}/versions", more), 403)
        problem_of(caller.call("POST", f"{place}/attachments", b"x", **octets), 403)
    for language, words in (("en", "newer version"), ("ja", "新しい版"), ("", "新しい版")):
        headers = {"Accept-Language": language} if language else {}
        late = nation.office.post(f"{place}/versions", {**more, "number": 2}, **headers)
        told = problem_of(late, 409)
        assert (words in told["detail"], late["Content-Language"]) == (True, language or "ja")
        assert told["title"].isascii() == (language == "en")
        assert "Accept-Language" in late["Vary"]
    alike(nation.office, "/taken-reports/{}/versions", str(uuid4()), str(uuid4()), more)
    problem_of(nation.office.post(f"{place}/versions", {**more, "number": 2}), 409)
    made = nation.office.post(f"{place}/versions", more, **key)
    assert made.status_code == 201, made.content
    assert nation.office.post(f"{place}/versions", more, **key).content == made.content
    assert (made.json()["version"], made.json()["on_behalf"]["confirmed_at"]) == (2, None)
    file = nation.office.call("POST", f"{place}/attachments?source=log.txt", b"seen", **sent)
    assert (file.status_code, file.json()["taken_by"], file.json()["holds"]) == (201, "NCO", False)
    whole = nation.west.get(path).json()
    assert (whole["title"], whole["attachments"]) == ("It spread", [file.json()])


def files_beside(nation, path):
    """Two files attached to a draft, the second of which is taken away again."""
    octets = {"content_type": "application/octet-stream", "HTTP_IDEMPOTENCY_KEY": "draft-file"}
    place = f"{path}/attachments"
    made = nation.east.call("POST", f"{place}?source=notes.txt", b"seen", **octets)
    assert made.status_code == 201, made.content
    again = nation.east.call("POST", f"{place}?source=notes.txt", b"seen", **octets)
    assert (again.content, made.json()["report"]) == (made.content, None)
    octets.pop("HTTP_IDEMPOTENCY_KEY")
    slip = nation.east.call("POST", place, b"a slip", **octets).json()
    both = [made.json(), slip]
    assert nation.east.get(place).json()["items"] == nation.east.get(path).json()["attachments"]
    assert nation.east.get(place).json()["items"] == both
    for caller in (nation.west, nation.office, nation.ministry):
        problem_of(caller.get(place), 404)
        problem_of(caller.call("POST", place, b"x", **octets), 404)
        problem_of(caller.post(f"{place}/{slip['id']}/remove", {}), 404)
    problem_of(nation.east.call("POST", place, b"", **octets), 422)
    problem_of(nation.east.post(f"{place}/{uuid4()}/remove", {}), 404)
    left = nation.east.post(f"{place}/{slip['id']}/remove", {}).json()["items"]
    assert left == [made.json()]
    problem_of(nation.east.post(f"{place}/{slip['id']}/remove", {}), 404)
    problem_of(nation.east.post(f"/report-attachments/{left[0]['id']}/erase", {"reason": "x"}), 404)
    assert nation.east.get(place).json()["items"] == left
    return left[0]


def supplemented(nation, report):
    """A draft of its next version, behind a version that comes meanwhile until it is renewed."""
    problem_of(nation.east.post("/report-drafts", {}), 422)
    problem_of(nation.west.post("/report-drafts", {"report": report["id"]}), 404)
    begun = nation.east.post("/report-drafts", {"report": report["id"]}).json()
    assert begun["fields"]["title"] == report["title"]
    path = f"/report-drafts/{begun['id']}"
    more = {"response": "Cut off.", "when.aware": "soon", "stage": "full", "regimes": ["jp-act"]}
    nation.east.post(f"{path}/fields", {"fields": more, "marks": begun["marks"]})
    newer = {**report["content"], "title": "Newer"}
    nation.east.post(f"/reports/{report['id']}/versions", newer)
    assert nation.east.get(path).json()["is_behind"]
    problem_of(nation.east.post(f"{path}/file", {}), 409)
    renewed = nation.east.post(f"{path}/renew", {}).json()
    assert (renewed["fields"]["title"], renewed["is_behind"]) == ("Newer", False)
    wrong = problem_of(nation.east.post(f"{path}/file", {}, **{"Accept-Language": "ja"}), 422)
    assert (wrong["place"], wrong["detail"].isascii()) == ("when.aware", False)
    assert wrong["detail"].startswith("気づいた日時")
    assert nation.east.post(f"{path}/discard", {}).json()["ended_at"]
    problem_of(nation.east.post(f"{path}/file", {}), 409)
