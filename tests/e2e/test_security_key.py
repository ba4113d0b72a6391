"""A newly invited person registers a security key and signs in with it, in the browser."""

import re

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.test_site import LOOKS, look_at


class Keyring:
    """The security keys that are plugged in at a window; they consent to everything."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable", {"enableUI": False})
        self._key = None

    def plug_in(self):
        options = {
            "protocol": "ctap2",
            "transport": "usb",
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        answer = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._key = answer["authenticatorId"]

    def pull_out(self):
        self._session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._key})

    def uses(self):
        """How often each credential on the key has signed."""
        asked = {"authenticatorId": self._key}
        held = self._session.send("WebAuthn.getCredentials", asked)["credentials"]
        return [credential["signCount"] for credential in held]


@pytest.fixture(scope="module")
def address(site):
    """The site under a name, as a security key is bound to one, never to a numeric address."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def invited(browser, address, demo, request):
    """Address and password of somebody whom the administrator has just invited."""
    name = re.sub(r"[^a-z]+", "-", request.node.name.lower()).strip("-")
    window = Visit(browser, address, demo["P-EAST"], locale="en-GB")
    window.open("/own/")
    window.page.fill("#id_email", f"{name}@east.example")
    window.page.select_option("#id_role", "reader")
    window.page.get_by_role("button", name="Invite", exact=True).click()
    password = window.page.locator(".once dd code").inner_text()
    window.close()
    return f"{name}@east.example", password


def sign_in(page, address, invited):
    page.goto(f"{address}/sign-in/")
    page.fill("#id_login", invited[0])
    page.fill("#id_password", invited[1])
    page.click("main button.primary")


class Window:
    """One with a key plugged in, at the page where the newly invited set up a second factor."""

    def __init__(self, browser, address, invited, **settings):
        self.page = browser.new_context(**settings).new_page()
        self.page.set_default_timeout(10_000)
        self.keys = Keyring(self.page)
        self.keys.plug_in()
        self.complaints = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        sign_in(self.page, address, invited)
        self.page.wait_for_url(f"{address}/sign-in/second-factor/")

    def _listen(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def register(self, address):
        """Set the key up; ends at the recovery codes."""
        self.page.click("section[aria-labelledby=key] a")
        self.page.fill("#id_name", "Blue key")
        self.page.click("#mfa_webauthn_add")
        self.page.wait_for_url(f"{address}/sign-in/second-factor/recovery-codes/")

    def is_outside(self, address):
        return self.page.goto(f"{address}/warnings/").url.startswith(f"{address}/sign-in/")


@pytest.fixture
def window(browser, address, invited):
    window = Window(browser, address, invited, locale="en-GB")
    yield window
    window.page.context.close()


def test_an_invited_person_registers_a_key_and_signs_in_with_it(window, address, invited):
    page = window.page
    window.register(address)
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="To the first page").click()
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/sign-in/second-factor/webauthn/")
    assert "Blue key" in page.locator("main").inner_text()

    page.context.clear_cookies()
    sign_in(page, address, invited)
    page.wait_for_url(f"{address}/sign-in/second-factor/authenticate/")
    assert window.is_outside(address), "the password alone opens nothing"
    (before,) = window.keys.uses()
    page.goto(f"{address}/sign-in/second-factor/authenticate/")
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(f"{address}/")
    assert window.keys.uses() > [before]
    assert window.complaints == []


def test_another_key_opens_nothing_and_the_page_says_so(window, address, invited):
    window.register(address)
    window.page.context.clear_cookies()
    window.keys.pull_out()
    window.keys.plug_in()  # another one
    sign_in(window.page, address, invited)
    failed = window.page.locator("[data-key-failed]")
    assert failed.is_hidden()
    window.page.get_by_role("button", name="Use a security key").click()
    failed.wait_for(state="visible")
    assert window.is_outside(address)


def test_codes_that_were_seen_once_are_shown_again_to_the_same_person_only(window, address):
    codes = f"{address}/sign-in/second-factor/recovery-codes/"
    window.register(address)
    assert "/sign-in/again/" in window.page.goto(codes).url


@pytest.mark.parametrize("look", LOOKS)
def test_the_pages_of_keys_are_sound(browser, address, invited, look):
    window = Window(browser, address, invited, **LOOKS[look])
    page = window.page
    found = {"owed": look_at(page, look, "key-owed")}
    page.goto(f"{address}/sign-in/second-factor/webauthn/add/")
    found["add"] = look_at(page, look, "key-add")
    page.goto(f"{address}/sign-in/second-factor/")
    window.register(address)
    found["codes"] = look_at(page, look, "key-codes")
    page.goto(f"{address}/sign-in/second-factor/webauthn/")
    found["keys"] = look_at(page, look, "keys")
    page.context.clear_cookies()
    window.keys.pull_out()
    window.keys.plug_in()
    sign_in(page, address, invited)
    page.click("#mfa_webauthn_authenticate")
    page.locator("[data-key-failed]").wait_for(state="visible")
    found["failed"] = look_at(page, look, "key-failed")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    page.context.close()
