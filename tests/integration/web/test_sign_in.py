"""Who gets in, with what proof, and under which hat."""

import re
import time

import pytest
from django.core.cache import cache

from tests.integration.web.conftest import PASSWORD, invite, signed_in


def client():
    from django.test import Client

    return Client(HTTP_ACCEPT_LANGUAGE="en", SERVER_NAME="localhost")


def test_nobody_gets_further_than_the_sign_in(nation):
    anybody = client()
    for page in ("/", "/warnings/", "/own/", "/ledger/checkpoint/", "/sign-in/second-factor/"):
        answer = anybody.get(page)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/?next=")
    assert anybody.get("/warnings/?state=open")["Location"].endswith(
        "next=/warnings/%3Fstate%3Dopen"
    )
    assert anybody.post("/own/networks/")["Location"] == "/sign-in/?next=/", "no form is sent again"
    assert anybody.get("/sign-in/").status_code == 200
    assert anybody.get("/sign-in/signup/").status_code == 404
    assert anybody.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/sign-in/"


def test_too_many_attempts_are_told_on_a_page_of_ours(nation):
    cache.clear()
    anybody = client()
    for number in range(31):
        tried = {"login": f"nobody-{number}@p-east.example", "password": "wrong"}
        answer = anybody.post("/sign-in/", tried, headers={"Accept-Language": "ja"})
    cache.clear()
    assert answer.status_code == 429
    assert "試行回数が多すぎます" in answer.content.decode()


def test_the_demo_list_names_demo_people_only(nation):
    invite("secret@example.test", "P-WEST", is_demo=False)
    page = client().get("/sign-in/").content.decode()
    assert "p-east@example.test" in page
    assert "secret@example.test" not in page


def test_who_is_no_demo_sets_up_a_second_factor_before_anything_else(nation):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    invite("hanako@example.test", "P-EAST", is_demo=False)
    hanako = signed_in("hanako@example.test")
    for page in ("/", "/warnings/", "/own/"):
        assert hanako.get(page)["Location"] == "/sign-in/second-factor/"
    page = hanako.get("/sign-in/second-factor/totp/activate/").content.decode()
    assert "<svg" in page
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert hanako.post("/sign-in/second-factor/totp/activate/", {"code": code}).status_code == 302
    assert hanako.get("/warnings/").status_code == 200
    again = client()
    answer = again.post("/sign-in/", {"login": "hanako@example.test", "password": PASSWORD})
    assert answer["Location"] == "/sign-in/second-factor/authenticate/"
    assert again.get("/warnings/")["Location"].startswith("/sign-in/")
    assert "code" in again.get("/sign-in/second-factor/authenticate/").content.decode()


def test_an_account_without_a_role_sees_a_page_that_says_so(nation):
    from noroshi.kernel.clock import now
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.models import ActorRecord

    person = invite("alone@example.test", "P-EAST")
    alone = signed_in("alone@example.test")
    assert alone.get("/").status_code == 200
    with connected_as(Role.WORKER):
        ActorRecord.objects.filter(person=person).update(ended_at=now())
    answer = alone.get("/")
    assert answer.status_code == 403
    assert "You have no role" in answer.content.decode()


def test_a_person_with_two_hats_wears_one_at_a_time(nation):
    invite("p-east@example.test", "P-WEST", "reader")
    two = signed_in("p-east@example.test")
    page = two.get("/").content.decode()
    assert "East Power" in page
    assert "Change role" in page
    west = re.search(r'value="([0-9a-f-]{36})">West Power', page)[1]
    assert two.post("/hat/", {"hat": west}).status_code == 302
    assert "CVE-2099-0001" not in two.get("/warnings/").content.decode()
    other = str(nation["NCO"].id)
    assert two.post("/hat/", {"hat": other}).status_code == 404


def sociallogin(email, *, provider="sso", is_verified=True):
    from allauth.account.models import EmailAddress
    from allauth.socialaccount.models import SocialAccount, SocialLogin
    from django.contrib.auth import get_user_model

    account = SocialAccount(provider=provider, uid="1")
    address = EmailAddress(email=email, verified=is_verified)
    return SocialLogin(get_user_model()(email=email), account, email_addresses=[address])


@pytest.fixture
def provider(monkeypatch, migrated):
    """One that may speak for P-EAST alone, and asks for a second factor itself."""
    from django.conf import settings

    app = {
        "provider_id": "sso",
        "name": "Sign-in",
        "client_id": "x",
        "secret": "y",
        "settings": {
            "server_url": "https://sso.example",
            "organisations": ["P-EAST"],
            "trusts_mfa": True,
        },
    }
    monkeypatch.setitem(settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS", [app])


def through(login):
    """Come back from the provider; the session that begins."""
    from allauth.core import context
    from allauth.socialaccount.adapter import get_adapter
    from allauth.socialaccount.internal.flows.login import complete_login
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import RequestFactory

    request = RequestFactory(SERVER_NAME="localhost").get("/")
    request.session = SessionStore()
    request.user = AnonymousUser()
    with context.request_context(request):
        login.provider = get_adapter().get_provider(request, "sso")
        answer = complete_login(request, login)
    request.session.save()
    return answer, request.session.session_key


def test_a_provider_lets_in_whom_we_know_and_only_for_its_organisations(nation, provider):
    invite("taro@example.test", "P-EAST", is_demo=False)
    invite("taro@example.test", "P-WEST", is_demo=False)
    answer, session = through(sociallogin("taro@example.test"))
    assert answer.status_code == 302
    taro = client()
    taro.cookies["sessionid"] = session
    page = taro.get("/")
    assert page.status_code == 200  # its second factor is trusted
    assert "East Power" in page.content.decode()
    assert "West Power" not in page.content.decode()


@pytest.mark.parametrize(
    ("email", "is_verified"),
    [("nobody@example.test", True), ("p-west@example.test", True), ("p-east@example.test", False)],
)
def test_a_provider_is_refused_for_others(nation, provider, email, is_verified):
    answer, session = through(sociallogin(email, is_verified=is_verified))
    assert answer.status_code == 403
    assert (
        "not known here" in answer.content.decode() or "登録がありません" in answer.content.decode()
    )
    stranger = client()
    stranger.cookies["sessionid"] = session
    assert stranger.get("/")["Location"].startswith("/sign-in/")
