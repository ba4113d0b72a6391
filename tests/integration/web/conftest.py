"""A small nation with people who sign in, and a browser's worth of a client for each."""

import json

import pytest

from tests.nation import GATES, bring_assets, bring_feeds, cve_record, register

PASSWORD = "correct horse battery"


def invite(email, code, role="analyst", *, is_demo=True):
    """A person with a hat and a known password; demo people owe no second factor."""
    from noroshi.kernel.clock import now
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.actions.invite_person import invite_person
    from noroshi.parties.models import Organisation

    with connected_as(Role.WORKER):
        place = Organisation.objects.get(code=code)
        person = invite_person(email, organisation=place, role=role, by=None, at=now()).person
        person.is_demo = is_demo
        person.set_password(PASSWORD)
        person.save()
        return person


def signed_in(email):
    """A client that has come through the sign-in page."""
    from django.test import Client

    client = Client(HTTP_ACCEPT_LANGUAGE="en", SERVER_NAME="localhost")
    answer = client.post("/sign-in/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


@pytest.fixture(autouse=True)
def fresh(monkeypatch, migrated):
    """No sign-in is counted yet; nothing is collected, finders serve."""
    from django.conf import settings
    from django.core.cache import cache

    cache.clear()  # the library counts sign-ins there
    monkeypatch.setattr(settings, "STATIC_ROOT", None)


@pytest.fixture
def nation(database, tmp_path):
    """Seven organisations, two gates at P-EAST, one invented weakness: one warning."""
    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    feed = tmp_path / "cve.json"
    feed.write_text(json.dumps(cve_record()))
    bring_feeds(feed)
    for code, role in (
        ("P-EAST", "administrator"),
        ("P-WEST", "analyst"),
        ("METI", "analyst"),
        ("NCO", "administrator"),
        ("COMMISSION", "reader"),
    ):
        invite(f"{code.lower()}@example.test", code, role)
    return actors


@pytest.fixture
def east(nation):
    return signed_in("p-east@example.test")


@pytest.fixture
def west(nation):
    return signed_in("p-west@example.test")


@pytest.fixture
def office(nation):
    return signed_in("nco@example.test")
