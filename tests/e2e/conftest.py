"""The site as people meet it: served by its own server over the demo nation, in Chromium."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.emptying import empty

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path("var/screenshots")


def skip(reason):
    if os.environ.get("NOROSHI_NO_SKIP") == "1":
        pytest.fail(f"nothing is skipped here: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="module")
def demo(migrated):
    """The demo nation in the database, taken out again at the end. The site, served by a process of its
    own, checks its passwords: they are hashed as ever."""
    from django.conf import global_settings
    from django.test import override_settings

    from noroshi.demo.load import load_demo_nation

    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        nation = load_demo_nation()
    yield {one.organisation: one for one in nation}
    empty()


@contextmanager
def served(folder, **settings):
    """The address of a site of its own, while it is served."""
    from noroshi.operations.config import Process
    from noroshi.operations.database import child_environment

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {
        **child_environment(Process.WEB),
        "NOROSHI_BIND": f"127.0.0.1:{port}",
        "NOROSHI_LOG_LEVEL": "warning",
        **settings,
    }
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asginl"),
        *("--host", "127.0.0.1", "--port", port, "--workers", "1"),
        "noroshi.entrypoints.asgi:application",
    ]
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(f"{address}/healthz", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def site(demo, tmp_path_factory):
    """The address of the demo nation."""
    with served(tmp_path_factory.mktemp("site")) as address:
        yield address


def _await(address, server, log):
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="module")
def browser(site):  # after the site: the event loop that Playwright leaves here suits no Django
    if not CHROMIUM.exists():
        skip("no Chromium: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


class Visit:
    """A signed-in browser window. complaints: what its console said in red."""

    def __init__(self, browser, site, who, **settings):
        self.site = site
        self.context = browser.new_context(**settings)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.open("/sign-in/")
        self.page.fill("#id_login", who.email)
        self.page.fill("#id_password", who.password)
        self.page.click("main button.primary")
        self.page.wait_for_url(f"{site}/")

    def _listen(self, message):
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open(self, path):
        """Go there; the answer's status."""
        return self.page.goto(self.site + path).status

    def close(self):
        self.context.close()


@pytest.fixture(scope="module")
def visit(browser, site, demo):
    """Sign in as somebody of an organisation: `visit("P-EAST", locale="ja-JP")`."""
    visits = []

    def begin(code, **settings):
        settings.setdefault("locale", "ja-JP")
        visits.append(Visit(browser, site, demo[code], **settings))
        return visits[-1]

    yield begin
    for one in visits:
        one.close()
