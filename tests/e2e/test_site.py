"""Every page in a browser: no serious fault for axe, nothing wider than a small phone, nothing that
the content security policy stops; then the ways by keyboard. With PICTURES=1 pictures go to
var/screenshots."""

import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import SCREENSHOTS

WARNING = r"/warnings/[0-9a-f-]{36}/"
BILL = r"/inventories/[0-9a-f-]{36}/"
OBJECT = r"/intelligence/[a-z0-9-]+--[0-9a-f-]{36}/"
THREAD = r"/supplier-threads/[0-9a-f-]{36}/"
ENTRY = r"/ledger/[0-9a-f-]{36}/"
PAGES = {
    "P-EAST": {
        "home": "/",
        "warnings": "/warnings/?column=cause&column=urgency&column=state&column=due_at&column=reasons",
        "nothing": "/warnings/?text=nothing",
        "warning": ("/warnings/", WARNING),
        "systems": "/systems/",
        "assets": "/assets/",
        "asset": ("/assets/", r"/assets/[0-9a-f-]{36}/"),
        "unknown": "/assets/unknown/",
        "import": "/assets/import/",
        "inventories": "/inventories/",
        "inventory": ("/inventories/", BILL),
        "inventory-difference": ("/inventories/", BILL, "difference/"),
        "vulnerabilities": "/vulnerabilities/",
        "vulnerability": "/vulnerabilities/CVE-2023-27997/",
        "intelligence": "/intelligence/?text=kagerou",
        "intelligence-none": "/intelligence/?text=nothing",
        "intelligence-malware": ("/intelligence/?type=malware&text=yurei", OBJECT),
        "techniques": "/intelligence/techniques/?since=&all=1",
        "vex": "/vex/",
        "what-if": "/what-if/?vulnerability=CVE-2023-27997",
        "board": "/board/",
        "own": "/own/",
        "delivery": "/own/delivery/",
        "deliveries": "/own/deliveries/",
        "calendar": "/own/calendar/",
        "specified": "/specified/",
        "candidates": "/specified/candidates/",
        "communities": "/communities/",
        "community": ("/communities/", r"/communities/SECTOR-[A-Z-]+/"),
        "search": "/search/?q=forti",
        "absent": "/warnings/00000000-0000-4000-8000-000000000000/",
        "api": "/documentation/api/",
        "second-factor": "/sign-in/second-factor/",
        "password": "/sign-in/password/",
    },
    "NCO": {
        "home": "/",
        "partners": "/partners/",
        "read": "/intelligence/read/",
        "warnings": "/warnings/",
        "organisations": "/organisations/",
        "organisation": "/organisations/P-WEST/",
        "organisation-import": "/organisations/import/",
        "communities": "/communities/",
        "community": "/communities/SECTOR-ELECTRICITY/",
        "community-new": "/communities/new/",
        "claims": "/claims/",
        "names": "/names/",
        "name": ("/names/", r"/names/[0-9a-f-]{36}/"),
        "name-new": "/names/new/",
        "vex": "/vex/",
        "board": "/board/",
        "what-if": "/what-if/?product=forti&low=6.0&high=8",
        "vulnerability": "/vulnerabilities/CVE-2023-27997/?on=2026-01-01",
        "coordination": "/coordination/?column=id&column=level&column=triage&column=organisations&column=points",
        "threads": "/supplier-threads/?order=due",
        "thread": ("/supplier-threads/", THREAD),
        "send": "/supplier-threads/new/?cause=CVE-2024-23113",
        "asked": "/vulnerabilities/CVE-2024-21762/",
    },
    "SUP-GATE": {
        "desk": "/desk/",
        "threads": "/supplier-threads/",
        "thread": ("/desk/", THREAD),
        "advisories": "/advisories/",
        "advisory-new": "/advisories/new/",
        "advisory-upload": "/advisories/upload/",
    },
    "COMMISSION": {
        "home": "/",
        "ledger": "/ledger/",
        "verified": ("/ledger/", ENTRY, "verify/"),
    },
}
LOOKS = {
    "ja-light": {"locale": "ja-JP"},
    "en-dark": {"locale": "en-GB", "color_scheme": "dark"},
}
GRAVE = ("serious", "critical")


def faults(page):
    found = Axe().run(page).response["violations"]
    return [
        (fault["id"], node["target"], node.get("failureSummary"))
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"][:3]
    ]


def place(window, path):
    """A page's address; of a tuple the first link on a list that looks like the pattern."""
    if isinstance(path, str):
        return path
    window.open(path[0])
    return re.search(path[1], window.page.content())[0] + "".join(path[2:])


def picture(page, look, width, name):
    if os.environ.get("PICTURES") != "1":
        return
    folder = SCREENSHOTS / f"{width}-{look}"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{name}.png", full_page=True)


def look_at(page, look, name):
    """Wide and narrow: faults of the page, and whether it is wider than a small phone."""
    page.set_viewport_size({"width": 1280, "height": 900})
    picture(page, look, 1280, name)
    found = faults(page)
    page.set_viewport_size({"width": 390, "height": 844})
    picture(page, look, 390, name)
    page.set_viewport_size({"width": 360, "height": 740})
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + ([("wider than 360", width)] if width > 360 else [])


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("code", PAGES)
def test_every_page_is_sound(visit, code, look):
    """Each in Japanese and light, each second one in English and dark too."""
    window = visit(code, **LOOKS[look])
    found = {}
    every = 1 if look == "ja-light" else 2
    for name, path in list(PAGES[code].items())[::every]:
        status = window.open(place(window, path))
        assert status == (404 if name == "absent" else 200), name
        if wrong := look_at(window.page, look, f"{code}-{name}"):
            found[name] = wrong
    assert found == {}
    assert [text for text in window.complaints if "404" not in text] == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_sign_in_is_sound(browser, site, look):
    context = browser.new_context(**LOOKS[look])
    page = context.new_page()
    page.goto(f"{site}/")
    assert "/sign-in/" in page.url
    assert look_at(page, look, "sign-in") == []
    page.click("main li button")
    assert page.input_value("#id_login").endswith(".example")
    page.fill("#id_password", "wrong")
    page.click("main button.primary")
    page.wait_for_selector("#errors")
    assert faults(page) == []
    context.close()


def test_keys_lead_through_a_list_and_to_the_search(visit):
    page = visit("P-EAST").page
    page.goto(page.url + "warnings/")
    links = page.locator("[data-open]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.href").endswith(links.nth(0).get_attribute("href"))
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(WARNING))
    page.keyboard.press("/")
    page.keyboard.type("FortiOS")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/search/"))
    assert page.locator("[data-row]").count() > 0


def test_a_warning_is_answered_by_keyboard_alone(visit):
    page = visit("P-WEST").page
    page.goto(page.url + "warnings/?state=open")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(WARNING))
    button = page.locator("button[value=acknowledged]")
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages")
    assert page.locator("main .state-acknowledged").count() > 0


def step_to(page, target, *, most=80):
    """On by tabulator to what the selector names."""
    for _ in range(most):
        if page.evaluate("it => document.activeElement.matches(it)", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by keyboard")


def test_a_day_goes_by_keyboard_alone(browser, site, demo):
    person = demo["P-WEST"]
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/")
    step_to(page, "[name=login]")
    page.keyboard.type(person.email)
    step_to(page, "[name=password]")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    page.wait_for_selector(".duties")
    step_to(page, ".left a[href='/warnings/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/warnings/$"))
    step_to(page, "#filter-state")
    page.keyboard.type("Open")
    page.wait_for_url(re.compile("state=open"))
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    step_to(page, "[data-open]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(WARNING))
    step_to(page, "button[value=acknowledged]")
    page.keyboard.press("Enter")
    page.wait_for_selector("main .state-acknowledged")
    step_to(page, "#id_comment")
    page.keyboard.type("seen, by keyboard")
    step_to(page, "textarea ~ *, form[action$='comment/'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".history >> text=seen, by keyboard")
    assert page.evaluate("document.getAnimations().length") == 0
    context.close()


def test_a_notice_and_the_board_are_printed_light_and_fit_the_paper(visit):
    window = visit("NCO", color_scheme="dark", viewport={"width": 720, "height": 1020})
    for path in ("/board/", ("/warnings/", WARNING), "/warnings/"):
        window.open(place(window, path))
        window.page.emulate_media(media="print")
        paper = "getComputedStyle(document.body).backgroundColor"
        assert window.page.evaluate(paper) == "rgb(255, 255, 255)", path
        assert window.page.evaluate("document.documentElement.scrollWidth") <= 720, path
        assert window.page.locator("thead").first.is_visible(), path
        assert not window.page.locator(".left").is_visible()
        window.page.emulate_media(media="screen")


def test_at_twice_the_size_nothing_is_cut_off(visit):
    window = visit("P-EAST", viewport={"width": 640, "height": 450})
    for path in ("/", "/warnings/", ("/warnings/", WARNING), "/assets/", "/own/"):
        window.open(place(window, path))
        assert window.page.evaluate("document.documentElement.scrollWidth") <= 640, path


def do_the_workers_part():
    """In a thread of its own: the browser's event loop suits no Django."""
    from django.db import connection

    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import carry_on

    def work():
        with connected_as(Role.WORKER):
            carry_on()
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def test_an_open_inbox_shows_what_a_colleague_does_without_a_reload(visit):
    from playwright.sync_api import expect

    window = visit("P-WEST", locale="en-GB")
    window.open("/warnings/")
    page = window.page
    page.evaluate("window.stays = true")
    page.wait_for_selector("[data-says=live]:visible")
    before = page.locator("#list .state-acknowledged").count()
    colleague = visit("P-WEST", locale="en-GB")
    colleague.open("/warnings/?state=open")
    colleague.page.locator("[data-open]").first.click()
    colleague.page.locator("button[value=acknowledged]").click()
    colleague.page.wait_for_selector(".messages")
    do_the_workers_part()
    expect(page.locator("#list .state-acknowledged")).to_have_count(before + 1)
    assert page.evaluate("window.stays")
    page.locator("#list input[type=checkbox]").first.check()
    colleague.open("/warnings/?state=open")
    colleague.page.locator("[data-open]").first.click()
    colleague.page.locator("button[value=acknowledged]").click()
    colleague.page.wait_for_selector(".messages")
    do_the_workers_part()
    page.wait_for_selector("[data-says=changed]:visible")
    page.wait_for_timeout(2500)
    assert page.locator("#list input:checked").count() == 1, "what is ticked stays"
    assert window.complaints == []


def test_filters_change_the_list_and_the_address_without_a_reload(visit):
    window = visit("NCO")
    window.open("/warnings/")
    page = window.page
    page.evaluate("window.stays = true")
    page.select_option("#filter-organisation", "P-WEST")
    page.wait_for_url(re.compile("organisation=P-WEST"))
    page.wait_for_function(
        "[...document.querySelectorAll('#list td [title]')].every(e => e.textContent === 'P-WEST')"
    )
    assert page.evaluate("window.stays")
    assert window.complaints == []


def test_a_narrowed_list_is_counted_anew_saved_and_opened_again(visit):
    window = visit("P-EAST", locale="en-GB")
    window.open("/warnings/")
    page = window.page
    everything = page.inner_text("#count")
    page.select_option("#filter-urgency", "immediate")
    page.wait_for_function(
        "all => document.querySelector('#count').textContent !== all", arg=everything
    )
    narrowed = page.inner_text("#count")
    page.click(".views summary")
    page.fill("#view-name", "At once")
    page.click(".views details button")
    page.wait_for_selector(".messages")
    window.open("/warnings/")
    page.click(".views li a")
    page.wait_for_selector(".views [aria-current]")
    assert page.input_value("#filter-urgency") == "immediate"
    assert page.inner_text("#count") == narrowed
    page.click(".views li button")
    page.wait_for_selector(".messages")
    assert page.locator(".views").count() == 0
    assert window.complaints == []


def test_verify_answers_in_place(visit):
    window = visit("COMMISSION")
    window.open(place(window, ("/ledger/", ENTRY)))
    window.page.click("main button.primary")
    window.page.wait_for_selector(".verdict.good")
    assert window.complaints == []
