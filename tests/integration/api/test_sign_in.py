"""Tokens: who gets one, what it opens, and what else opens nothing."""

from base64 import b64encode
from datetime import timedelta

import pytest

from noroshi.kernel.clock import now
from tests.integration.api.conftest import ask_token, browser, new_client


def problem_of(response, status):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status
    return response.json()


def test_a_token_is_given_for_credentials_in_the_body_or_by_basic(nation):
    answer = ask_token(nation.east)
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["token_type"] == "Bearer"
    assert set(answer.json()["scope"].split()) == {"assets", "reports", "warnings", "intelligence"}
    pair = b64encode(f"{nation.east.client_id}:{nation.east.client_secret}".encode()).decode()
    answer = browser().post(
        "/oauth/token",
        {"grant_type": "client_credentials", "scope": "assets"},
        headers={"Authorization": f"Basic {pair}"},
    )
    assert answer.json()["scope"] == "assets"


def test_a_wrong_secret_and_an_unknown_client_are_answered_alike(nation):
    wrong = ask_token(nation.east, client_secret="no")
    unknown = ask_token(nation.east, client_id="nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json() == {"error": "invalid_client"}


def test_a_scope_that_the_client_was_not_given_is_refused(nation):
    narrow = new_client(nation.actors["P-EAST"], "warnings")
    assert ask_token(narrow, scope="assets").json()["error"] == "invalid_scope"
    assert narrow.get("/warnings").status_code == 200
    assert narrow.get("/organisations").status_code == 200
    answer = narrow.get("/assets")
    assert problem_of(answer, 403)["code"] == "insufficient_scope"
    assert 'error="insufficient_scope"' in answer["WWW-Authenticate"]


@pytest.mark.parametrize(
    "grant",
    [
        "password",
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
    ],
)
def test_client_credentials_are_the_only_grant(nation, grant):
    answer = ask_token(nation.east, grant_type=grant)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("path", ["authorize/", "introspect/", "revoke_token/", "applications/"])
def test_no_other_part_of_the_toolkit_has_an_address(nation, path):
    problem_of(browser().get(f"/oauth/{path}"), 404)


def test_without_a_token_there_is_a_challenge(nation):
    answer = browser().get("/api/v1/warnings")
    problem_of(answer, 401)
    assert answer["WWW-Authenticate"] == 'Bearer realm="noroshi"'


@pytest.mark.parametrize("header", ["Bearer", "Bearer no", "Basic bm86bm8=", "Bearer \xe9\xff", ""])
def test_what_is_no_token_opens_nothing(nation, header):
    answer = browser().get("/api/v1/warnings", headers={"Authorization": header})
    problem_of(answer, 401)
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_token_in_the_address_or_the_body_opens_nothing(nation):
    problem_of(browser().get(f"/api/v1/warnings?access_token={nation.east.token}"), 401)
    form = {"access_token": nation.east.token}
    problem_of(browser().post("/api/v1/assets/import", form), 401)


def test_a_session_opens_nothing(nation):
    from django.contrib.auth import get_user_model
    from django.test import Client

    from noroshi.parties import queries
    from noroshi.parties.actions.invite_person import invite_person
    from noroshi.parties.scope import acting_as

    actor = nation.actors["P-EAST"]
    with acting_as(actor):
        own = queries.organisation("P-EAST")
        invite_person("a@east.example", organisation=own, role="analyst", by=actor, at=now())
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(get_user_model().objects.get(email="a@east.example"))
    problem_of(signed_in.get("/api/v1/warnings"), 401)


def test_a_token_is_stored_as_a_digest_and_dies(nation):
    from oauth2_provider.models import AccessToken

    caller = new_client(nation.actors["P-EAST"], "warnings")
    assert not AccessToken.objects.filter(token=caller.token).exists()
    assert caller.get("/warnings").status_code == 200
    AccessToken.objects.filter(application__client_id=caller.client_id).update(
        expires=now() - timedelta(seconds=1)
    )
    problem_of(caller.get("/warnings"), 401)


def test_a_client_whose_role_has_ended_is_nobody(nation):
    from noroshi.parties import queries
    from noroshi.parties.actions.end_role import end_role
    from noroshi.parties.scope import acting_as

    caller, actor = new_client(nation.actors["P-EAST"], "warnings"), nation.actors["P-EAST"]
    with acting_as(actor):
        hat = queries.clients(actor.organisation).get(client_id=caller.client_id)
        end_role(hat.id, by=actor, at=now())
    problem_of(caller.get("/warnings"), 401)
    assert ask_token(caller).json()["error"] == "invalid_scope"


def test_a_token_for_another_resource_is_none_here(nation):
    elsewhere = ask_token(nation.east, resource="https://elsewhere.example/").json()
    nation.east.token, kept = elsewhere["access_token"], nation.east.token
    try:
        problem_of(nation.east.get("/warnings"), 401)
    finally:
        nation.east.token = kept


def test_without_a_database_there_is_a_time_to_try_again(nation, monkeypatch):
    from django.db import connection

    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")
    for answer in (nation.east.get("/warnings"), ask_token(nation.east)):
        problem_of(answer, 503)
        assert int(answer["Retry-After"]) > 0
