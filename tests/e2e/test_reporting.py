"""The reporting window in a browser: every page sound, a report stated from the first page to the
receipt, at night on a phone, in both languages."""

import pytest

from noroshi.reporting.incident import Kind, example, read_incident
from tests.e2e.test_site import LOOKS, look_at

STEPS = ("event", "systems", "impact", "technical", "response", "contacts", "check")
DARK = ("event", "systems-chosen", "impact-wrong", "check")  # what the others are made of
FILES = ("saved.json", "whole.json")


@pytest.mark.parametrize("look", LOOKS)
def test_a_report_is_stated_page_by_page(visit, look):
    window = visit("P-EAST", **LOOKS[look])
    page, found = window.page, {}

    def sound(name):
        if look != "ja-light" and name not in DARK:
            return
        if wrong := look_at(page, look, f"report-{name}"):
            found[name] = wrong

    for name, path in {
        "upload": "/reports/upload/",
        "deadlines": "/reports/deadlines/",
        "new": "/reports/new/",
    }.items():
        assert window.open(path) == 200
        sound(name)
    page.click("button[value=ransomware]")
    page.fill("[name=title]", "受付サーバーのファイルが開けない")
    page.fill("[name='when.aware']", "2026-11-02T06:40")
    page.fill("[name=what]", "当直が気づいた。203.0.113.77 と通信していた。")
    page.check("[name=traits][value=intrusion]")
    page.wait_for_selector("#duties .follows")
    sound("event")
    page.click("button[value=next]")
    page.type("#q", "forti", delay=20)
    page.wait_for_timeout(800)
    sound("systems")
    page.locator("#found button").first.click()
    page.wait_for_selector(".entry:not(.new)")
    sound("systems-chosen")
    page.click("button[value=next]")
    page.fill("[name='impact.users']", "many")
    page.click("button[value=next]")
    page.wait_for_selector("#errors")
    sound("impact-wrong")
    page.fill("[name='impact.users']", "1200")
    for step in STEPS[3:]:
        page.click("button[value=next]")
        page.wait_for_url(f"**/{step}/")
        sound(step)
    page.click("button[value=file]")
    page.wait_for_selector("#receipt")
    sound("filed")
    window.open("/reports/")
    sound("list")
    assert found == {}
    assert [text for text in window.complaints if "422" not in text] == []


def test_the_form_without_a_network_saves_what_is_accepted(browser, visit, tmp_path):
    from noroshi.reporting.forms.offline import write_offline

    file = tmp_path / "incident.html"
    file.write_bytes(write_offline(Kind.RANSOMWARE))
    context = browser.new_context(offline=True, locale="ja-JP")
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    assert look_at(page, "ja-light", "report-offline") == []
    page.click("button.primary")
    assert page.locator(".error:visible").count() == 5, (
        "title, noticed, what, and the contact's two"
    )
    whole = tmp_path / "whole.json"
    whole.write_bytes(example(Kind.RANSOMWARE))
    page.set_input_files("[data-open]", whole)
    page.wait_for_function("document.getElementById('title').value !== ''")
    page.fill("[id='impact.users']", "many")
    page.click("button.primary")
    assert page.locator(".error:visible").count() == 1
    page.fill("[id='impact.users']", "1,200")
    with page.expect_download() as saved:
        page.click("button.primary")
    saved.value.save_as(tmp_path / "saved.json")
    given, before = (read_incident((tmp_path / one).read_bytes(), one) for one in FILES)
    assert given == before, "each field comes back as it was"
    assert complaints == [], "nothing that the form's own policy stops"
    context.close()
    window = visit("P-WEST")
    window.open("/reports/upload/")
    window.page.set_input_files("#id_file", tmp_path / "saved.json")
    window.page.click("main form.column button.primary")
    window.page.wait_for_selector("#receipt")
