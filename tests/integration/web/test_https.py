"""What follows from the address under which the site is reached: asked of a process of its own, as
settings are read once."""

import json
import os
import subprocess
import sys

import pytest

ASK = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
secure = {secure}
client = Client(SERVER_NAME="noroshi.example" if secure else "127.0.0.1")
page = client.get("/sign-in/", secure=secure)
client.post("/language/", {{"language": "en"}}, secure=secure)
from django.test import RequestFactory
from noroshi.entrypoints.taxii.views import address
asking = RequestFactory(SERVER_NAME=client.defaults["SERVER_NAME"])
roots = [address(asking.get("/taxii2/", secure=by_tls)) for by_tls in (False, secure)]
cookies = {{name: bool(cookie["secure"]) for name, cookie in client.cookies.items()}}
print(json.dumps({{
    "policy": page["Content-Security-Policy"],
    "hsts": page.get("Strict-Transport-Security"),
    "status": page.status_code,
    "roots": roots,
    "cookies": {{**cookies, settings.SESSION_COOKIE_NAME: settings.SESSION_COOKIE_SECURE}},
}}))
"""
PROVIDER = """
[[provider]]
id = "sso"
name = "Sign-in"
client_id = "x"
client_secret = "y"
server_url = "https://id.example:8443/realms/east"
organisations = ["P-EAST"]
"""


@pytest.fixture
def ask(database, tmp_path):
    def asked(**settings):
        """What a site with these settings answers at its sign-in."""
        secure = settings.get("NOROSHI_PUBLIC_URL", "").startswith("https")
        environment = {
            **os.environ,
            "NOROSHI_HOME": str(tmp_path / "home"),
            "NOROSHI_LOG_LEVEL": "warning",
            **settings,
        }
        done = subprocess.run(
            [sys.executable, "-c", ASK.format(secure=secure)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return asked


def form_action(policy):
    return next(part for part in policy.split("; ") if part.startswith("form-action"))


def test_under_https_every_cookie_is_for_https_alone(ask):
    answer = ask(NOROSHI_PUBLIC_URL="https://noroshi.example")
    assert answer["status"] == 200
    assert answer["cookies"] == {"csrftoken": True, "django_language": True, "sessionid": True}
    assert answer["hsts"]
    assert answer["roots"] == ["https://noroshi.example/taxii2/noroshi/"] * 2


def test_plain_http_on_this_machine_goes_on_working(ask):
    answer = ask()
    assert answer["status"] == 200
    assert answer["cookies"] == {"csrftoken": False, "django_language": False, "sessionid": False}
    assert answer["hsts"] is None
    assert answer["roots"] == ["http://127.0.0.1/taxii2/noroshi/"] * 2
    assert form_action(answer["policy"]) == "form-action 'self'"


def test_forms_may_go_to_the_configured_providers_and_nowhere_else(ask, tmp_path):
    (tmp_path / "oidc.toml").write_text(PROVIDER)
    answer = ask(NOROSHI_OIDC=str(tmp_path / "oidc.toml"))
    assert form_action(answer["policy"]) == "form-action 'self' https://id.example:8443"
