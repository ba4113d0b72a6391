"""A report stated page by page: by several people, never lost, explained before it is filed."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.web.conftest import invite, signed_in
from tests.integration.web.test_reports import text

PAGES = ("event", "systems", "impact", "technical", "response", "contacts")
DRAFT = re.compile(r"/reports/drafts/[0-9a-f-]{36}/")
NOTICED = {
    "title": "Files cannot be opened",
    "when.aware": "2026-11-02T06:40",
    "what": "The night shift saw it. It spoke to 203.0.113.77.",
    "traits": ["intrusion"],
}


def shown(client, page, language="en"):
    """What a page showed, as it is sent back: marks, and each field as it stands."""
    told = text(client, page, language)
    was = re.search(r'name="was" value="([^"]*)"', told)[1].replace("&quot;", '"')
    return told, was


def send(client, page, go="save", was=None, **fields):
    """Send a page as a browser does: with what it showed, changed in some fields."""
    marks = json.loads(was or shown(client, page)[1])
    given = {"was": json.dumps({name: marks.get(name, "") for name in fields}), "go": go, **fields}
    return client.post(page, given)


@pytest.fixture
def draft(east):
    made = east.post("/reports/new/", {"kind": "ransomware"})
    assert made.status_code == 302
    return DRAFT.match(made["Location"])[0]


def test_the_pages_lead_to_a_report(east, draft):
    assert "needed now" in text(east, f"{draft}event/")
    assert "認知日時" in text(east, f"{draft}event/", "ja"), "the legal word beside the plain one"
    assert send(east, f"{draft}event/", "next", **NOTICED)["Location"] == f"{draft}systems/"
    told, _ = shown(east, f"{draft}systems/?find=gate")
    assert "CVE-2099-0001" in told, "the registry's systems with what is weak in them"
    key = re.search(r'value="add:([0-9a-f-]{36})"', told)[1]
    assert send(east, f"{draft}systems/", f"add:{key}").status_code == 302
    told, _ = shown(east, f"{draft}technical/")
    assert 'value="weak:CVE-2099-0001"' in told
    assert 'value="seen:203[.]0[.]113[.]77"' in told
    send(east, f"{draft}technical/", "weak:CVE-2099-0001")
    paste = {"paste": "GET hxxps://bad.example/x from 198.51.100.9"}
    east.post(f"{draft}technical/", {"was": "{}", "go": "find", **paste})
    checked = text(east, f"{draft}check/")
    assert "198[.]51[.]100[.]9" in checked
    assert "30 days after awareness" in checked, "what follows is told before it is filed"
    assert "Before it can be filed" not in checked
    assert send(east, f"{draft}check/", "to:event")["Location"] == f"{draft}event/"
    assert send(east, f"{draft}check/", "to:nowhere")["Location"] == f"{draft}check/"
    filed = send(east, f"{draft}check/", "file", stage="first", regimes=["jp-act"])
    assert filed.status_code == 302, filed.content.decode()
    page = filed["Location"]
    again = send(east, f"{draft}check/", "file", was="{}")
    assert again["Location"] == page, "pressed twice it is filed once"
    content = east.get(f"{page}?format=json").json()["content"]
    assert content["systems"][0]["name"] == "Remote access"
    assert content["technical"]["vulnerabilities"] == ["CVE-2099-0001"]
    assert content["contacts"][0]["email"] == "p-east@example.test"
    assert draft not in text(east, "/reports/")
    assert east.get(draft)["Location"] == page
    assert send(east, f"{draft}event/", was="{}", title="Too late").status_code == 422


def test_nothing_typed_is_lost_and_errors_stand_beside_their_field(east, draft):
    page = f"{draft}impact/"
    refused = send(east, page, "next", **{"impact.users": "many", "impact.service": "Desk\r\ndown"})
    assert refused.status_code == 422
    told = refused.content.decode()
    assert 'value="many"' in told
    assert "is no whole number" in told
    assert 'value="many"' in text(east, page), "it is saved as it was typed"
    assert "How many users it fails" in text(east, f"{draft}check/")
    refused = send(east, f"{draft}check/", "file", stage="first", regimes=["jp-act"])
    assert refused.status_code == 422
    assert draft in text(east, "/reports/")
    was = re.search(r'name="was" value="([^"]*)"', told)[1].replace("&quot;", '"')
    mended = send(east, page, "next", was=was, **{"impact.users": "1200"})
    assert mended["Location"] == f"{draft}technical/", "mended from the page that refused"
    assert east.get(f"{draft}technical/").status_code == 200
    wrong = east.post(page, {"was": '{"nothing": ""}', "nothing": "x"})
    assert wrong.status_code == 422
    assert east.post(page, {"was": "["}).status_code == 422


def test_two_people_write_at_once_and_both_are_kept(nation, east, draft):
    invite("second@example.test", "P-EAST")
    second = signed_in("second@example.test")
    page = f"{draft}event/"
    stale = shown(second, page)[1]
    send(east, page, title="First", what="Same")
    both = second.post(
        page, {"was": stale, "go": "save", "title": "Second", "when.aware": "2026-11-02T06:40"}
    )
    assert both["Location"] == page
    told = text(second, page)
    assert 'value="First"' in told
    assert "Second" in told
    assert 'value="2026-11-02T06:40"' in told, "what only one of them changed is taken"
    assert "Same" in told, "what the other did not touch stays"
    assert "several of you" in text(east, f"{draft}check/")
    send(east, page, "take:title:0")
    told = text(east, page)
    assert 'value="Second"' in told
    assert "Which one counts" not in told


def test_a_supplement_begins_from_the_newest_version(east, draft):
    send(east, f"{draft}event/", **NOTICED)
    page = send(east, f"{draft}check/", "file", stage="first", regimes=["jp-act"])["Location"]
    before = east.get(f"{page}?format=json").json()["content"]
    begun = east.post(f"{page}supplement/")["Location"]
    assert east.post(f"{page}supplement/")["Location"] == begun, "one draft a report"
    after = DRAFT.match(begun)[0]
    send(east, f"{after}impact/", **{"people.affected": "2,000"})
    checked = text(east, f"{after}check/")
    assert "Personal Information Protection Commission" in checked
    given = {"text": json.dumps({**before, "title": "Meanwhile"})}
    assert east.post(f"{page}versions/", given).status_code == 302
    refused = send(east, f"{after}check/", "file", stage="first", regimes=["jp-act"])
    assert refused.status_code == 422
    send(east, f"{after}check/", "renew")
    full = {"stage": "full", "regimes": ["jp-act"]}
    refused = send(east, f"{after}check/", "file", **full)
    assert refused.status_code == 422, "the full report asks for all seven items"
    send(east, f"{after}response/", response="Restored.")
    filed = send(east, f"{after}check/", "file", stage="first", regimes=["jp-act"])
    assert filed.status_code == 302
    content = east.get(f"{page}?format=json").json()["content"]
    assert content == {
        **before,
        "title": "Meanwhile",
        "response": "Restored.",
        "people": {"affected": 2000},
    }


def test_nobody_else_sees_or_changes_a_draft(nation, east, west, office, draft):
    send(east, f"{draft}event/", **NOTICED)
    for stranger in (west, office, signed_in("meti@example.test")):
        for page in ("event/", "check/", ""):
            assert stranger.get(f"{draft}{page}").status_code == 404
        for page in ("event/", "check/", "duties/"):
            sent = stranger.post(f"{draft}{page}", {"was": '{"title": ""}', "title": "x"})
            assert sent.status_code == 404, page
        assert stranger.post(f"{draft}discard/").status_code == 404
        assert "Files cannot" not in text(stranger, "/reports/")
    assert text(east, f"{draft}event/").count("Files cannot be opened") > 1


def test_a_discarded_draft_is_gone_for_all_and_recorded(east, draft):
    send(east, f"{draft}event/", **NOTICED)
    assert east.post(f"{draft}discard/").status_code == 302
    assert draft not in text(east, "/reports/")
    assert east.get(f"{draft}event/").status_code == 404
    late = send(east, f"{draft}event/", was="{}", title="Typed meanwhile")
    assert late.status_code == 422
    assert "Typed meanwhile" in late.content.decode(), "what was typed too late is not lost"
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs

    with connected_as(Role.WORKER):
        complete_handoffs()
    assert "Draft of a report discarded" in text(east, "/ledger/")


def test_the_form_without_a_network_comes_with_a_signature_of_the_house(east):
    from noroshi.ledger.signing import signing_keys
    from noroshi.reporting.forms.signed import check_form, check_signature

    form = east.get("/reports/forms/incident-ddos.html")
    assert form["Content-Disposition"].startswith("attachment;"), "its script never runs here"
    assert form["Content-Type"] == "application/octet-stream"
    note = east.get("/reports/forms/incident-ddos.html.sig").content.decode()
    check_form(form.content, "form")
    check_signature(form.content, note, signing_keys().verifiers, "form.sig")
    for absent in ("other.exe", "nothing.html"):
        assert east.get(f"/reports/forms/incident-{absent}").status_code == 404


def test_files_are_attached_told_of_handed_over_and_erased(east, draft):
    send(east, f"{draft}event/", **NOTICED)
    harmless = SimpleUploadedFile("画面\u202e.html", b"<b>plain</b>")
    live = SimpleUploadedFile("photo.jpg", b"MZ\x90 invented")
    made = east.post(f"{draft}attach/", {"file": [harmless, live]})
    assert made["Location"] == f"{draft}check/#attachments"
    told = text(east, f"{draft}check/")
    assert "2 files attached." in told
    assert "photo.jpg: this looks like live malware." in told
    assert "マルウェアの検体とみられる形式です" in text(east, f"{draft}check/", "ja")
    east.post(f"{draft}attach/", {"file": SimpleUploadedFile("a", b"")})
    assert "The submitted file is empty." in text(east, f"{draft}check/")
    page = send(east, f"{draft}check/", "file", stage="first", regimes=["jp-act"])["Location"]
    told = text(east, page)
    files = re.findall(r'href="(/reports/attachments/[0-9a-f-]{36}/)" download', told)
    (file,) = files
    (packed,) = {*re.findall(r"/reports/attachments/[0-9a-f-]{36}/", told)} - {file}
    given = east.get(file)
    assert b"".join(given.streaming_content) == b"<b>plain</b>"
    assert given["Content-Type"] == "application/octet-stream"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%94%BB")
    invite("analyst@example.test", "P-EAST", "analyst")
    analyst = signed_in("analyst@example.test")
    assert f'href="{packed}" download' in text(analyst, page)
    octets = b"".join(analyst.get(packed).streaming_content)
    assert octets.startswith(b"PK")
    assert b"invented" not in octets
    invite("reader@example.test", "P-EAST", "reader")
    reader = signed_in("reader@example.test")
    assert "only analysts get it" in text(reader, page)
    assert reader.get(packed).status_code == 403
    invite("stranger@example.test", "P-WEST")
    stranger = signed_in("stranger@example.test")
    for answer in (
        stranger.get(file),
        stranger.post(f"{file}erase/", {"reason": "x"}),
        stranger.post(f"{page}attach/", {"file": SimpleUploadedFile("a", b"x")}),
    ):
        assert answer.status_code == 404
    for reason, said in ((" ", "between 1 and"), ("A slip.", "Erased.")):
        assert east.post(f"{packed}erase/", {"reason": reason}).status_code == 302
        assert said in text(east, page)
    assert east.get(packed).status_code == 404
    huge = {"content_type": "multipart/form-data; boundary=x", "CONTENT_LENGTH": str(1 << 30)}
    refused = east.generic("POST", f"{page}attach/", b"--x--", **huge)
    assert (refused.status_code, "files of 256 MiB" in refused.content.decode()) == (413, True)
