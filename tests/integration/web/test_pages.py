"""Every page answers for every kind of reader, and shows nobody what is not theirs."""

import csv
import re

import pytest

from tests.integration.web.conftest import invite, signed_in
from tests.nation import bring_feeds

PAGES = (
    "/", "/warnings/", "/systems/", "/assets/", "/vulnerabilities/", "/organisations/", "/claims/",
    "/inventories/", "/vex/", "/board/", "/what-if/", "/what-if/?product=gate",
    "/own/", "/ledger/", "/documentation/api/", "/search/?q=gate", "/search/",
    "/communities/", "/reports/", "/reports/deadlines/", "/vulnerabilities/CVE-2099-0001/", "/sign-in/second-factor/",
    "/sign-in/password/",
)  # fmt: skip


@pytest.mark.parametrize("code", ["P-EAST", "METI", "NCO", "COMMISSION"])
def test_every_page_answers_every_kind_of_reader(nation, code):
    client = signed_in(f"{code.lower()}@example.test")
    for page in PAGES:
        answer = client.get(page)
        assert answer.status_code == 200, (page, answer.content.decode()[-1500:])
        text = answer.content.decode()
        assert "<script>" not in text
        assert "style=" not in text
        assert not re.search(r"\son[a-z]+=", text), page


OFFICE_FORMS = ("/organisations/import/", "/communities/new/", "/names/new/")
FORMS = (*OFFICE_FORMS, "/assets/import/", "/disclosures/new/", "/intelligence/read/")


def test_a_form_opens_for_who_may_send_it_alone(nation, east, office):
    invite("reader@example.test", "P-EAST", "reader")
    reader = signed_in("reader@example.test")
    assert {form: reader.get(form).status_code for form in FORMS} == dict.fromkeys(FORMS, 403)
    assert {form: office.get(form).status_code for form in FORMS} == dict.fromkeys(FORMS, 200)
    assert [form for form in FORMS if east.get(form).status_code == 403] == list(OFFICE_FORMS)
    offered = 'href="/assets/import/"'
    for page in ("/", "/assets/", "/systems/"):
        assert offered in east.get(page).content.decode(), page
        assert offered not in reader.get(page).content.decode(), page


def the_warning(client):
    page = client.get("/warnings/").content.decode()
    return re.search(r'href="(/warnings/[0-9a-f-]{36}/)"', page)[1]


def test_a_warning_is_answered_assigned_and_commented(east):
    page = the_warning(east)
    assert east.post(f"{page}answer/", {"state": "acknowledged"}).status_code == 302
    assert "Acknowledged" in east.get(page).content.decode()
    refused = east.post(f"{page}answer/", {"state": "not_affected"})
    assert refused.status_code == 422
    assert "Please mend this" in refused.content.decode()
    answer = {"state": "not_affected", "reason": "component_not_present", "text": "scrapped"}
    assert east.post(f"{page}answer/", answer).status_code == 302
    assert east.post(f"{page}comment/", {"comment": "seen on the floor"}).status_code == 302
    colleague = re.search(r'<option value="([0-9a-f-]{36})"', east.get(page).content.decode())[1]
    assert east.post(f"{page}assign/", {"to": colleague}).status_code == 302
    text = east.get(page).content.decode()
    assert "The component is not there" in text
    assert "scrapped" in text
    assert "seen on the floor" in text


def test_a_warning_of_another_is_absent_to_read_and_to_answer(nation):
    page = the_warning(signed_in("p-east@example.test"))
    west = signed_in("p-west@example.test")
    assert "CVE-2099-0001" not in west.get("/warnings/").content.decode()
    for path, data in ((page, None), (f"{page}answer/", {"state": "acknowledged"})):
        answer = west.post(path, data) if data else west.get(path)
        assert answer.status_code == 404
    office = signed_in("nco@example.test")
    assert office.get(page).status_code == 200
    assert office.post(f"{page}answer/", {"state": "acknowledged"}).status_code == 404


def test_ticked_warnings_are_acknowledged_together(east):
    identifier = the_warning(east).split("/")[2]
    answer = east.post("/warnings/acknowledge/", {"chosen": [identifier]}, follow=True)
    assert "1 warning acknowledged" in answer.content.decode()
    assert east.post("/warnings/acknowledge/", {}).status_code == 422


def test_an_export_is_exactly_the_list(east):
    document = east.get("/warnings/?format=json").json()
    assert [item["cause"] for item in document["items"]] == ["CVE-2099-0001"]
    assert document["items"][0]["reasons"]
    assert east.get("/warnings/?format=json&state=fixed").json()["items"] == []
    sheet = east.get("/warnings/?format=csv").content.decode("utf-8-sig").splitlines()
    assert sheet[0].startswith("id,cause,title,organisation")
    assert len(sheet) == 2
    assert east.get("/warnings/?format=pdf").status_code == 422


def test_columns_filters_and_orders_live_in_the_address(east):
    text = east.get("/assets/?column=name&column=cpe&text=gate-1").content.decode()
    assert "cpe:2.3:o:fortinet:fortios:7.2.3" in text
    assert "gate-2" not in text
    assert 'name="organisation"' not in text  # nothing to choose between
    assert east.get("/assets/?order=newest").status_code == 200
    assert east.get("/assets/?order=secret").status_code == 422
    assert east.get("/assets/?after=%00").status_code == 422
    assert east.get("/warnings/?state=none").status_code == 422


def test_systems_are_registered_by_upload_and_what_is_wrong_is_listed(west):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.nation import GATES

    rows = GATES + "Portal,,,,,,,,not-an-address,\n"
    file = SimpleUploadedFile("systems.csv", rows.encode())
    text = west.post("/assets/import/", {"file": file}).content.decode()
    assert "gate-1 7.2.3" in text
    assert "line 4" in text
    broken = SimpleUploadedFile("systems.csv", b"\x00\x01")
    answer = west.post("/assets/import/", {"file": broken})
    assert answer.status_code == 422
    assert "systems.csv" in answer.content.decode()


def test_the_own_page_names_networks_invites_and_makes_clients(east):
    assert east.post("/own/networks/", {"network": "203.0.113.0/24"}).status_code == 302
    assert east.post("/own/networks/", {"network": "203.0.113.0/24"}).status_code == 422
    assert east.post("/own/networks/", {"network": "203.0.113.1/24"}).status_code == 422
    assert east.post("/own/domains/", {"name": "Other.Example."}).status_code == 302
    made = east.post("/own/people/", {"email": "new@example.test", "role": "reader"})
    assert "Password, shown once" in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    client = east.post("/own/clients/", {"scopes": ["warnings"]}).content.decode()
    assert "client_secret" in client
    page = east.get("/own/").content.decode()
    assert "203[.]0[.]113[.]0/24" in page
    assert "Pending" in page
    role = re.search(r"/own/roles/[0-9a-f-]{36}/end/", page)[0]
    assert east.post(role).status_code == 302


def test_the_office_verifies_what_others_named(east, office):
    east.post("/own/networks/", {"network": "203.0.113.0/24"})
    page = office.get("/claims/").content.decode()
    claim = re.search(r"/claims/networks/[0-9a-f-]{36}/", page)[0]
    assert east.post(claim).status_code == 403
    invite("reader@example.test", "NCO", "reader")
    reader = signed_in("reader@example.test")
    assert claim not in reader.get("/claims/").content.decode()
    assert reader.post(claim).status_code == 403
    assert office.post(claim).status_code == 302
    assert "203[.]0[.]113[.]0/24" not in office.get("/claims/").content.decode()


def test_opening_the_record_of_another_is_recorded(office):
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs

    office.get("/organisations/P-WEST/")
    with connected_as(Role.WORKER):
        complete_handoffs()
    assert "Record opened" in office.get("/ledger/").content.decode()


def test_an_entry_is_verified(office):
    entry = re.search(r"/ledger/[0-9a-f-]{36}/", office.get("/ledger/").content.decode())[0]
    assert "unaltered" in office.get(f"{entry}verify/").content.decode()
    assert office.get(f"{entry}?format=json").json()["path"] is not None
    assert office.get("/ledger/checkpoint/").content.decode().count("\n") > 3


def test_details_are_there_as_json(office):
    assert office.get("/organisations/P-EAST/?format=json").json()["code"] == "P-EAST"
    document = office.get("/vulnerabilities/CVE-2099-0001/?format=json").json()
    assert document["affected"][0]["product"] == "FortiOS"


def test_the_language_is_switched(east):
    assert "Warnings" in east.get("/warnings/").content.decode()
    east.post("/language/", {"language": "ja", "next": "/warnings/"})
    page = east.get("/warnings/").content.decode()
    assert '<html lang="ja">' in page
    assert "警告" in page


def test_who_types_in_full_width_finds_the_same(east):
    half = east.get("/assets/?text=gate&format=json").json()["items"]
    assert half
    assert east.get("/assets/?text=ＧＡＴＥ&format=json").json()["items"] == half
    assert east.get("/assets/?text=ＧＡＴＦ&format=json").json()["items"] == []


QUERIES = {
    "/": 21,
    "/warnings/": 19,
    "/assets/": 12,
    "/vulnerabilities/": 11,
    "/own/": 16,
    "/ledger/": 11,
    "/search/?q=gate": 18,
}


def test_no_page_asks_the_database_more_often_than_it_did(east):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = {}
    for page in QUERIES:
        with CaptureQueriesContext(connection) as captured:
            east.get(page)
        asked[page] = len(captured)
    assert {page: n for page, n in asked.items() if n > QUERIES[page]} == {}, asked


def test_what_epss_says_now_stands_everywhere(nation, east, tmp_path):
    """A score that changes the urgency of nothing is shown as it is, not as it was when decided."""
    page = the_warning(east)
    for day, score in ((1, "0.20"), (2, "0.30")):
        feed = tmp_path / f"epss-{day}.csv"
        feed.write_text(
            f"#model_version:v2025.03.14,score_date:2026-01-0{day}T00:00:00+0000\n"
            f"cve,epss,percentile\nCVE-2099-0001,{score},0.9\n"
        )
        assert not bring_feeds(feed).refused
    (document,) = east.get("/warnings/?format=json").json()["items"]
    assert document["epss"] == 0.3
    assert document["cvss"] == 9.8
    sheet = east.get("/warnings/?format=csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(sheet.splitlines())
    assert (row["epss"], row["cvss_score"]) == ("0.30000000", "9.8")
    for path in ("/warnings/", page):
        text = east.get(path).content.decode()
        assert "30.0%" in text, path
        assert "20.0%" not in text, path


def test_ticked_warnings_are_assigned_together_by_their_own_organisation_alone(nation, east):
    page = the_warning(east)
    identifier = page.split("/")[2]
    colleague = re.search(r'<option value="([0-9a-f-]{36})"', east.get(page).content.decode())[1]
    given = {"chosen": [identifier], "to": colleague, "query": "state=open&evil=%2F%2Fx"}
    for other in ("p-west@example.test", "nco@example.test"):
        assert signed_in(other).post("/warnings/assign/", given).status_code in (403, 404)
    assert "Assignment" not in east.get(page).content.decode()
    answer = east.post("/warnings/assign/", given)
    assert answer["Location"] == "/warnings/?state=open"
    text = east.get(page).content.decode()
    assert text.count("Ledger entry") == 2  # raised, assigned: each line names its own
    entry = re.findall(r'href="(/ledger/[0-9a-f-]{36}/)">Ledger entry', text)[-1]
    assert "Warnings assigned" in east.get(entry).content.decode()
    assert signed_in("p-west@example.test").get(entry).status_code == 404
    stranger = {**given, "to": "00000000-0000-4000-8000-000000000000"}
    assert east.post("/warnings/assign/", stranger).status_code == 404


def test_what_changed_since_the_last_visit_is_counted_by_hat(nation, east, monkeypatch):
    from datetime import timedelta

    from noroshi.entrypoints.web.views import home
    from noroshi.kernel.clock import now

    assert "Since you were here last" not in east.get("/").content.decode()
    assert "Since you were here last" not in east.get("/").content.decode()  # the same visit
    began = now()
    monkeypatch.setattr(home, "now", lambda: began + timedelta(hours=2))
    text = east.get("/").content.decode()
    assert "0 warnings changed" in text
    east.post(f"{the_warning(east)}answer/", {"state": "acknowledged"})
    text = east.get("/").content.decode()
    assert "1 warning changed" in text
    link = re.search(r'href="(/warnings/\?since=[^"]+)"', text)[1]
    assert "CVE-2099-0001" in east.get(link).content.decode()
    assert "CVE-2099-0001" not in east.get("/warnings/?since=2999-01-01").content.decode()
    assert east.get("/warnings/?since=yesterday").status_code == 422
    west = signed_in("p-west@example.test")
    west.cookies["visits"] = east.cookies["visits"].value  # another hat's is nobody's
    assert "Since you were here last" not in west.get("/").content.decode()
