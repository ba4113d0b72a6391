"""Sign-in by an OpenID Connect provider: the browser lets the form of our page go there."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.conftest import served

CONFIGURED = """
[[provider]]
id = "sso"
name = "East sign-in"
client_id = "noroshi"
client_secret = "a secret of the test"
server_url = "{address}"
organisations = ["P-EAST"]
"""


class Provider(BaseHTTPRequestHandler):
    """What a provider says of itself, and a page where it would ask who one is."""

    def do_GET(self):
        address = f"http://localhost:{self.server.server_port}"
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        document = {"issuer": address, **{name: f"{address}/{name}" for name in names}}
        is_asked = self.path.startswith("/.well-known/openid-configuration")
        body = json.dumps(document) if is_asked else "<title>Provider</title>Who are you?"
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if is_asked else "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def provider():
    """The address of a provider."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def site(demo, provider, tmp_path_factory):
    """The demo nation with a provider that may speak for one of its organisations."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "oidc.toml").write_text(CONFIGURED.format(address=provider))
    with served(folder, NOROSHI_OIDC=str(folder / "oidc.toml")) as address:
        yield address


def test_the_button_leads_to_the_provider(browser, site, provider):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site}/sign-in/")
    page.get_by_role("button", name="East sign-in").click()
    page.wait_for_url(f"{provider}/authorization_endpoint?**", timeout=10_000)
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["client_id"] == ["noroshi"]
    assert asked["redirect_uri"][0].startswith(f"{site}/sign-in/provider/")
    assert said == []
    context.close()
