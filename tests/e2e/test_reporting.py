"""The reporting window in a browser: every page sound, a report stated from the first page to the
receipt, at night on a phone, in both languages."""

import pytest

from tests.e2e.test_site import LOOKS, look_at

STEPS = ("event", "systems", "impact", "technical", "response", "contacts", "check")


@pytest.mark.parametrize("look", LOOKS)
def test_a_report_is_stated_page_by_page(visit, look):
    window = visit("P-EAST", **LOOKS[look])
    page, found = window.page, {}

    def sound(name):
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
