"""Reports on their pages: filed, explained, supplemented, withdrawn; seen by whom the law names."""

import json
import re

import pytest

from noroshi.reporting.incident import Kind, example
from tests.integration.web.conftest import invite, signed_in
from tests.nation import ORGANISATIONS, POLICE, register

REPORT = re.compile(r"/reports/[0-9a-f-]{36}/")
GIVEN = json.loads(example(Kind.RANSOMWARE))


def text(client, page, language="en"):
    answer = client.get(page, headers={"Accept-Language": language})
    assert answer.status_code == 200, (page, answer.status_code)
    return answer.content.decode()


def filed(client, page="/reports/upload/", **changed):
    given = {"text": json.dumps({**GIVEN, **changed.pop("facts", {})}), **changed}
    return client.post(page, given)


@pytest.fixture
def page(east):
    made = filed(east)
    assert made.status_code == 302, made.content.decode()
    return made["Location"]


def test_an_incident_is_reported_from_the_empty_page_to_the_receipt(east):
    assert "You have reported no incident." in text(east, "/reports/")
    assert "インシデントを報告する" in text(east, "/reports/", "ja")
    assert json.loads(east.get("/reports/templates/ransomware.json").content) == GIVEN
    wrong = filed(east, facts={"what": " ", "title": "Kept as typed"})
    assert wrong.status_code == 422
    refused = wrong.content.decode()
    assert "What happened: say what happened" in refused
    assert "Kept as typed" in refused, "nothing that was typed is lost"
    page = filed(east)["Location"]
    told = text(east, page)
    for words in ("What you owe", "30 days after awareness", "[S]", "Download the receipt"):
        assert words in told, words
    receipt = east.get(f"{page}?format=receipt").json()
    assert receipt["promise"].startswith("noroshi/receipt/v1\n")
    assert receipt["number"] in told
    assert page in text(east, "/")
    assert "Reports that you owe" in text(east, "/")


def test_a_correction_shows_what_it_changes_and_a_withdrawal_why(east, page):
    changed = filed(east, f"{page}versions/", facts={"title": "Another"}, correction="A slip.")
    assert changed.status_code == 302
    told = text(east, page)
    assert "<ins>Another</ins>" in told
    assert "A slip." in told
    assert east.post(f"{page}withdraw/", {"reason": ""}).status_code == 422
    assert east.post(f"{page}withdraw/", {"reason": "A drill."}).status_code == 302
    assert "A drill." in text(east, page)
    assert filed(east, f"{page}versions/").status_code == 422
    assert [one["act"] for one in east.get(f"{page}?format=json").json()["versions"]] == [
        "withdrawal", "correction", "report",
    ]  # fmt: skip
    assert "Reports that you owe" not in text(east, "/")


def test_recipients_see_what_is_owed_to_them_and_strangers_nothing(
    nation, east, office, west, page
):
    ministry = signed_in("meti@example.test")
    for client in (ministry, office):
        board = text(client, "/reports/deadlines/?state=open&regime=jp-act&sector=electricity")
        assert page in board
        told = text(client, page)
        assert "What is owed to you" in told
        assert "Personal Information Protection Commission" not in told
        receipt = client.get(f"{page}?format=receipt").json()
        own = east.get(f"{page}?format=receipt").json()
        assert receipt["promise"].split("\n\n")[0] == own["promise"].split("\n\n")[0]
        assert filed(client, f"{page}versions/").status_code == 404
        (item,) = client.get("/reports/?format=json").json()["items"]
        assert item["changes"] == []
        assert "P-EAST" in client.get("/reports/deadlines/?format=csv").content.decode()
        assert page not in text(client, "/reports/deadlines/?state=open&regime=nis2")
    nothing = "/reports/00000000-0000-4000-8000-000000000000/"
    strangers = (west, signed_in("commission@example.test"))
    for stranger in strangers:
        for path in ("", "?format=json", "?format=receipt"):
            assert stranger.get(page + path).status_code == 404
        for act, given in (("versions/", {"text": "{}"}), ("withdraw/", {"reason": "x"})):
            theirs, none = (stranger.post(f"{one}{act}", given) for one in (page, nothing))
            assert theirs.status_code == none.status_code, act
        assert not REPORT.search(text(stranger, "/reports/"))
        assert not REPORT.search(text(stranger, "/reports/deadlines/"))


def test_a_question_and_an_order_go_to_and_fro_on_the_page(nation, east, office, west, page):
    ministry = signed_in("meti@example.test")
    asked = ministry.post(f"{page}ask/", {"text": "Which <site>?"})
    assert asked.status_code == 302
    assert ministry.post(f"{page}ask/", {"text": " "}).status_code == 422
    assert ministry.post(f"{page}order/", {"text": "Recount.", "due_on": "2020-01-01"}).status_code == 422  # fmt: skip
    made = ministry.post(f"{page}order/", {"text": "Recount.", "due_on": "2031-01-31"})
    assert made.status_code == 302
    assert "Questions about your reports" in text(east, "/")
    told = text(east, page)
    for words in ("Waiting for you", "Which &lt;site&gt;?", "Ordered correction", "Act Art. 6 [S]"):
        assert words in told, words
    assert "Which &lt;site&gt;?" not in text(office, page), "it was asked for the ministry alone"
    assert 'name="order"' not in text(office, page)
    answer = re.search(rf"{page}questions/[0-9a-f-]+/", told)[0]
    for stranger in (west, ministry):
        assert stranger.post(answer, {"text": "Ours."}).status_code in (403, 404)
    assert east.post(answer, {"text": ""}).status_code == 422
    assert east.post(answer, {"text": "The north one."}).status_code == 302
    assert "The north one." in text(ministry, page, "ja")
    order = re.search(r'<option value="([0-9a-f-]{36})">Recount.', told)[1]
    met = filed(east, f"{page}versions/", correction="Miscounted.", order=order)
    assert met.status_code == 302, met.content.decode()
    assert "Waiting for" not in text(east, page)
    for act in ("ask", "note", "order"):
        given = {"text": "Mine.", "due_on": "2031-01-31"}
        assert west.post(f"{page}{act}/", given).status_code in (403, 404), act
    assert "Mine." not in text(east, page)


def test_parts_of_a_report_are_shared_by_consent_on_its_page(nation, east, west, page):
    register(ORGANISATIONS + POLICE)
    invite("police@example.test", "POLICE", "analyst")
    police = signed_in("police@example.test")
    assert "Nothing has been shared by consent." in text(police, "/reports/shared/")
    for words in ("法令により全項目", "警察（架空）", "ここからは送らない"):
        assert words in text(east, page, "ja"), words
    assert east.post(f"{page}consents/", {"recipient": "POLICE"}).status_code == 422
    given = {"recipient": "POLICE", "groups": ["event", "technical"]}
    assert west.post(f"{page}consents/", given).status_code == 404
    assert east.post(f"{page}consents/", given).status_code == 302
    told = text(east, page)
    assert "What has left by consent" in told
    shared = re.search(r"/reports/shared/[0-9a-f-]{36}/", told)[0]
    assert shared in text(police, "/reports/shared/")
    read = text(police, shared)
    assert GIVEN["what"][:20] in read
    assert GIVEN["contacts"][0]["email"] not in read
    assert GIVEN["contacts"][0]["email"] not in police.get(f"{shared}?format=json").content.decode()
    assert police.get(page).status_code == 404
    for stranger in (west, signed_in("meti@example.test")):
        assert stranger.get(shared).status_code == 404
        assert shared not in text(stranger, "/reports/shared/")
    withdraw = re.search(rf"{page}consents/[0-9a-f-]+/withdraw/", told)[0]
    assert police.post(withdraw).status_code in (403, 404)
    assert "1 version has left already" in east.post(withdraw, follow=True).content.decode()
    assert "Nothing more comes." in text(police, shared)
