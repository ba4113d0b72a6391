"""Exchange with partners on its pages and by the interface: how it goes, and for whom it is nobody's."""

import json

from django.test import Client
from django.utils import timezone

from noroshi.kernel.clock import now
from tests.integration.api.test_sign_in import problem_of
from tests.integration.web.conftest import invite, signed_in

PAGE, LIST = "/partners/", "/partners"
WANTED = {"name": "isac", "url": "https://isac.example/taxii2/", "pull_from": "all", "every": 7}


class Machine:
    """A client of an organisation, with its token."""

    def __init__(self, actor):
        from noroshi.parties import queries
        from noroshi.parties.actions.create_client import create_client
        from noroshi.parties.scope import acting_as

        with acting_as(actor):
            own = queries.organisation(actor.organisation_code)
            made = create_client(("intelligence",), organisation=own, by=actor, at=now())
        form = {"grant_type": "client_credentials", "client_id": made.client_id,
                "client_secret": made.client_secret}  # fmt: skip
        self.browser = Client(SERVER_NAME="localhost")
        token = self.browser.post("/oauth/token", form).json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}"}

    def call(self, method, path, body=""):
        data = body if isinstance(body, str) else json.dumps(body)
        path, kind = f"/api/v1{path}", "application/json"
        return self.browser.generic(method, path, data, kind, headers=self.headers)

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body):
        return self.call("POST", path, body)


def note(partner, **values):
    """What the worker would have noted of it."""
    from noroshi.intelligence.actions.pull_objects import note_declined
    from noroshi.intelligence.models import Partner
    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER):
        Partner.objects.filter(id=partner).update(**values)
        found = Partner.objects.get(id=partner)
        note_declined(found, [("indicator--<b>", "pattern: bad"), ("", "status 422")], at=now())


def see_a_feed(machine, east):
    """A MISP feed as a partner: added by a machine, seen on the pages."""
    wanted = {"name": "f", "url": "https://feed.example/", "kind": "misp-feed"}
    problem_of(machine.post(LIST, {**wanted, "pull_from": "x"}), 422)
    feed = machine.post(LIST, wanted).json()
    assert (feed["kind"], feed["direction"], feed["pull_from"]) == (
        "misp-feed",
        "pull",
        "manifest.json",
    )
    note(feed["id"], failures=1, reason="shrunk", entries=4321)
    shown = east.get(f"{PAGE}{feed['id']}/").content.decode()
    for said in ("MISP feed", "4,321", "more than a tenth of its events"):
        assert said in shown
    assert "MISP feed" in east.get(f"{PAGE}?column=kind").content.decode()
    assert machine.call("DELETE", f"{LIST}/{feed['id']}").status_code == 204


def test_an_exchange_is_watched_paused_and_resumed_by_its_organisation_alone(nation, east):
    empty = east.get(PAGE).content.decode()
    assert "noroshi partners add" in empty
    machine, other = (Machine(nation[code]) for code in ("P-EAST", "P-WEST"))
    added = machine.post(LIST, {**WANTED, "secret": "hidden word"})
    assert added.status_code == 201, added.content
    made = added.json()
    assert (made["state"], made["in"], made["tlp"]) == ("new", 0, "amber+strict")
    problem_of(machine.post(LIST, WANTED), 409)
    problem_of(machine.post(LIST, {**WANTED, "name": "n", "push_to": "x"}), 403)
    problem_of(machine.post(LIST, {**WANTED, "name": "n", "every": 0}), 422)
    note(made["id"], failures=3, reason="status 503", taken=12345, met_at=timezone.now())

    page = east.get(PAGE).content.decode()
    assert "It answered 503" in page
    assert "12,345" in page
    assert "isac[.]example" in east.get(f"{PAGE}?column=url").content.decode()
    one = f"{PAGE}{made['id']}/"
    detail = east.get(one).content.decode()
    assert "pattern: bad" in detail
    assert "indicator--&lt;b&gt;" in detail
    assert "hidden word" not in page + detail + added.content.decode()
    rows = east.get(f"{one}?format=json").json()["items"]
    assert {row["reason"] for row in rows} == {"pattern: bad", "status 422"}
    assert "declined_at" in east.get(f"{one}?format=csv").content.decode("utf-8-sig")
    assert machine.get(f"{one}declined").json()["items"] == rows
    assert east.get(f"{PAGE}?format=json").json()["items"][0]["declined"] == 2
    (listed,) = machine.get(LIST).json()["items"]
    assert (listed["state"], listed["in"], listed["declined"]) == ("failing", 12345, 2)

    see_a_feed(machine, east)

    invite("keeper@example.test", "P-EAST", "administrator")
    keeper = signed_in("keeper@example.test")
    assert keeper.post(f"{one}pause/").status_code == 302
    assert "Resume" in keeper.get(one).content.decode()
    assert keeper.post(f"{one}ask/").status_code == 409
    assert keeper.post(f"{one}resume/").status_code == 302
    assert keeper.post(f"{one}ask/").status_code == 302
    reader = east.get(one).content.decode()
    assert ("Exchange now" in reader) == (east.post(f"{one}ask/").status_code == 302)

    west = signed_in("p-west@example.test")
    assert "isac" not in west.get(PAGE).content.decode()
    assert west.get(PAGE + "?format=json").json()["items"] == []
    for path in ("", "?format=json"):
        assert west.get(one + path).status_code == 404
    for verb in ("ask", "pause", "resume"):
        assert west.post(f"{one}{verb}/").status_code == 404
        act = "exchange" if verb == "ask" else verb
        problem_of(other.post(f"{one}{act}", ""), 404)
    assert other.get(LIST).json()["items"] == []
    problem_of(other.get(f"{one}declined"), 404)
    problem_of(other.call("DELETE", one.rstrip("/")), 404)
    assert machine.call("DELETE", one.rstrip("/")).status_code == 204
    assert machine.get(LIST).json()["items"] == []
