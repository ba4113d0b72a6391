"""Exchange with partners, over HTTP: what comes, what goes, what does neither, and how it is resumed."""

import base64
import dataclasses
import http.server
import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network
from urllib.parse import urlencode
from urllib.request import urlopen

import psycopg
import pytest
from django.db import DatabaseError, connection

from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from tests.nation import ORGANISATIONS, register
from tests.served import served_site
from tests.stix import bring, bundle, identifier, indicator

HERE = (ip_network("127.0.0.0/8"),)
ALLY = "ALLY,Fictional ally,架空同盟国,partner,,,,\n"
TAXII = "application/taxii+json;version=2.1"


def allow_here(monkeypatch):
    """Partners may be on this machine."""
    from noroshi.intelligence.actions import exchange, keep_partner
    from noroshi.operations.config import config

    changed = dataclasses.replace(config(), webhook_networks=HERE)
    for module in (exchange, keep_partner):
        monkeypatch.setattr(module, "config", lambda: changed)


@pytest.fixture
def actors(database, monkeypatch):
    allow_here(monkeypatch)
    return register(ORGANISATIONS + ALLY)


def add(actor, **wanted):
    from noroshi.intelligence.actions.keep_partner import Wanted, add_partner
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        return add_partner(Wanted(**wanted), by=actor, at=now())


def exchange(partner, at=None, **how):
    """An exchange as the worker does it; what became of it, and the partner afterwards."""
    from noroshi.intelligence.actions import exchange as exchanging
    from noroshi.intelligence.models import Partner
    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER):
        done = exchanging.exchange(partner.id, at=at or now(), **how)
        return done, Partner.objects.get(id=partner.id)


def told(actor):
    """What an actor's organisation has laid down: name and version's day of each, by source."""
    from noroshi.intelligence.models import StixObject
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        found = StixObject.objects.filter(organisation_id=actor.organisation)
        return sorted((one.source, one.name, one.version.day) for one in found)


def token(actor, site):
    """A client's; its own secret would cost a slow hash a request."""
    from noroshi.parties import queries
    from noroshi.parties.actions.create_client import create_client
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        own = queries.organisation(actor.organisation_code)
        made = create_client(("taxii",), organisation=own, by=actor, at=now())
    form = {"grant_type": "client_credentials", "client_id": made.client_id,
            "client_secret": made.client_secret}  # fmt: skip
    with urlopen(f"{site}/oauth/token", urlencode(form).encode()) as answer:
        return json.load(answer)["access_token"]


def test_what_the_recipient_may_see_goes_once_and_nothing_comes_back(actors):
    """The house exchanges with itself: what it pushes lands with P-EAST, whose own it pulls."""
    from noroshi.operations.database import owner_parameters

    nco, east = actors["NCO"], actors["P-EAST"]
    ipv4 = {"type": "ipv4-addr", "id": identifier("ipv4-addr", "x"), "value": "192.0.2.77"}
    bring(east, bundle(indicator("a"), indicator("a", day=2, tlp="clear"), ipv4))
    ours = [indicator("open", tlp="clear"), indicator("open", tlp="clear", day=3)]
    bring(nco, bundle(*ours, indicator("green", tlp="green"), indicator("amber", tlp="amber")))
    bring(actors["P-WEST"], bundle(ours[0], indicator("a", day=2, tlp="clear")))
    with served_site() as site:
        address = site.replace("localhost", "127.0.0.1")
        partner = add(
            nco, name="east", url=f"{address}/taxii2/", pull_from="own", push_to="own",
            recipient="ALLY", secret=token(east, address),
        )  # fmt: skip
        done, kept = exchange(partner)
        assert (done.accepted, done.given, done.refused, done.declined) == (3, 2, 0, 0)
        assert (done.reason, done.is_level, kept.failures) == ("", True, 0)
        assert (kept.taken, kept.given, kept.level_at) == (3, 2, kept.met_at)
        assert kept.next_at - kept.met_at == timedelta(minutes=5)
        for _ in range(2):
            done, kept = exchange(partner)
            assert (done.accepted, done.given) == (0, 0), "no echo"
        seen = told(east)
        assert [one for one in seen if one[0] == "taxii"] == [
            ("taxii", "open", 1), ("taxii", "open", 3),
        ]  # fmt: skip
        assert [one for one in told(nco) if one[0] == "partner east"] == [
            ("partner east", "192.0.2.77", now().day), ("partner east", "a", 1), ("partner east", "a", 2),
        ]  # fmt: skip

        with psycopg.connect(**owner_parameters()) as owner:  # a standing decision opens AMBER
            owner.execute(
                """INSERT INTO release_reach (recipient_id, information_class, audiences)
                   SELECT r.id, 'intelligence', ARRAY[o.audience] FROM parties_organisation r,
                     parties_organisation o WHERE r.code = 'ALLY' AND o.code = 'NCO'"""
            )
        bring(east, bundle(indicator("later", day=9)))
        done, kept = exchange(partner)
        assert (done.accepted, done.given) == (1, 1), "what is open by now goes, and nothing else"
        assert ("taxii", "amber", 1) in told(east)
        names = {one[1] for one in told(east) if one[0] == "taxii"}
        assert names == {"open", "amber"}
        connection.close()


def test_partners_are_their_organisations_alone(actors):
    from noroshi.intelligence import partners
    from noroshi.intelligence.actions import keep_partner
    from noroshi.intelligence.exchanging import Kind
    from noroshi.parties.scope import acting_as

    nco, east, west = actors["NCO"], actors["P-EAST"], actors["P-WEST"]
    url = {"url": "http://127.0.0.1:1/", "pull_from": "x"}
    own = add(east, name="isac", secret="hidden", **url)
    theirs = add(nco, name="ally", push_to="y", recipient="ALLY", **url)
    for wanted, error in (
        ({"name": "n", **url, "push_to": "y", "recipient": "ALLY"}, RefusedError),
        ({"name": "isac", **url}, ConflictError),
        ({"name": "n", **url, "url": "http://198.51.100.1/"}, MalformedError),
        ({"name": "n", "url": url["url"]}, MalformedError),
        ({"name": "a\nb", **url}, MalformedError),
        ({"name": "n", **url, "every": 0}, MalformedError),
        ({"name": "n", **url, "user": "a:b", "secret": "x"}, MalformedError),
        ({"name": "n", **url, "secret": "a\r\nX-More: y"}, MalformedError),
    ):
        with pytest.raises(error):
            add(east, **wanted)
    with pytest.raises(MalformedError, match="kind"):
        add(nco, name="n", **url, push_to="y", recipient="P-EAST")
    with pytest.raises(RefusedError):
        add(dataclasses.replace(east, role="reader"), name="n", **url)
    for does in (
        keep_partner.pause_partner, keep_partner.resume_partner, keep_partner.ask_partner,
        keep_partner.remove_partner,
    ):  # fmt: skip
        with acting_as(west), pytest.raises(AbsentError):
            does("isac", by=west, at=now())
    for actor, names in ((east, ["isac"]), (nco, ["ally"]), (west, [])):
        with acting_as(actor):
            assert [one.name for one in partners.partners()] == names
    insert = """INSERT INTO intelligence_partner SELECT gen_random_uuid(), audience, 'z', kind, url,
      pull_from, 'y', unmarked, every, "user", NULL, made_at, next_at, NULL, NULL, '', '', '', NULL,
      NULL, '{}', '', 0, NULL, NULL, 0, '', 0, 0, 0, organisation_id, %s FROM intelligence_partner"""
    update = "UPDATE intelligence_partner SET push_to = 'y', recipient_id = %s"
    for statement in (insert, update, "SELECT secret, %s FROM intelligence_partner",
                      "SELECT 1, %s FROM intelligence_sent"):  # fmt: skip
        refused = pytest.raises(DatabaseError, match=r"row-level security|permission denied")
        with refused, acting_as(east), connection.cursor() as cursor:
            cursor.execute(statement, [theirs.recipient_id])
    with acting_as(east):
        for wrong in (
            {"name": "f", "kind": Kind.MISP_FEED, **url},
            {"name": "f", "kind": Kind.MISP_FEED, "url": url["url"], "recipient": "ALLY"},
        ):
            with pytest.raises(MalformedError, match="a feed is read whole"):
                keep_partner.add_partner(keep_partner.Wanted(**wrong), by=east, at=now())
        keep_partner.remove_partner("isac", by=east, at=now())
        assert not partners.partners()
        again = keep_partner.Wanted(name="isac", **url)
        assert keep_partner.add_partner(again, by=east, at=now()).id == own.id


class Scripted:
    """What a server answers, by method and path's end; what it was asked."""

    def __init__(self):
        self.asked, self.answers = [], {}
        self.say("GET", "/root/", {"title": "r", "versions": [TAXII], "max_content_length": 2000})

    def say(self, method, path, body=None, status=200, media=TAXII, **headers):
        data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[method, path] = (status, {"Content-Type": media} | named, data)


@contextmanager
def scripted():
    script = Scripted()

    class Answers(http.server.BaseHTTPRequestHandler):
        def answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            path, _, query = self.path.partition("?")
            script.asked.append((self.command, path, query, self.rfile.read(length)))
            script.authorization = self.headers.get("Authorization")
            status, headers, body = script.answers.get(
                (self.command, path), (404, {"Content-Type": TAXII}, b"{}")
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer  # noqa: N815 - the library's names

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        script.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()


OBJECTS = "/root/collections/c/objects/"


def test_a_strangers_answers_are_bounded_and_failures_wait(actors, monkeypatch):
    from noroshi.intelligence import partners, taxii
    from noroshi.parties.scope import acting_as

    east = actors["P-EAST"]
    with scripted() as script:
        partner = add(east, name="isac", url=f"{script.url}/root/", pull_from="c", secret="token")
        at = now()
        page = {"objects": [indicator("a")]}
        last = {"X_TAXII_Date_Added_Last": "2026-01-01T00:00:00.123456789Z"}
        failures = [
            ("status 503", {"status": 503, "Retry_After": "7200"}, 7200),
            ("status 429", {"status": 429, "Retry_After": "soon"}, 0),
            ("status 301", {"status": 301, "Location": "http://127.0.0.1:1/"}, 0),
            ("media type", {"body": page, "media": "application/json"}, 0),
            ("media type", {"body": page, "media": "application/taxii+json;version=2.0"}, 0),
            ("malformed", {"body": b'{"objects":[{"id":'}, 0),
            ("malformed", {"body": b"[]"}, 0),
            ("malformed", {"body": page, "X_TAXII_Date_Added_Last": "yesterday"}, 0),
            ("no next", {"body": {"more": True, **page}}, 0),
            ("too long", {"body": b" " * 5000}, 0),
        ]
        monkeypatch.setattr(taxii, "MOST_OCTETS", 4000)
        for number, (reason, answer, seconds) in enumerate(failures, start=1):
            script.say("GET", OBJECTS, **answer)
            done, kept = exchange(partner, at)
            assert (done.reason, kept.reason, kept.failures) == (reason, reason, number)
            assert kept.next_at >= at + timedelta(seconds=max(seconds, 1))
            assert (kept.seen_until, kept.taken) == ("", 0)
        assert not told(east)
        assert script.authorization == "Bearer token"
        assert len([one for one in script.asked if one[1] == OBJECTS]) == len(failures)

        bad = {**indicator("b"), "valid_from": "never"}
        script.say("GET", OBJECTS, {"objects": [indicator("a"), bad, 7], "more": True,
                                    "next": "n&1"}, **last)  # fmt: skip
        monkeypatch.setattr(taxii, "MOST_OCTETS", 1 << 20)
        done, kept = exchange(partner, at)
        assert (done.accepted, done.refused, done.reason) == (1, 2, "no next"), (
            "the same next again"
        )
        assert kept.cursor == "n&1"
        assert script.asked[-1][2].endswith("next=n%261")
        with acting_as(east):
            reasons = [(one.stix_id, one.is_outgoing) for one in partners.declined(partner.id)]
        assert sorted(reasons) == [("", False), (bad["id"], False)]
        with acting_as(actors["P-WEST"]):
            assert not partners.declined(partner.id)
            assert not partners.declined_counts()
        script.say("GET", OBJECTS, status=400)
        done, kept = exchange(partner, at)
        assert (done.reason, kept.cursor) == ("status 400", "n&1")
        assert "next" not in script.asked[-1][2], "asked from the walk's beginning"
        script.say("GET", OBJECTS, page, **last)
        done, kept = exchange(partner, at)
        assert (done.accepted, done.unchanged, kept.cursor) == (0, 1, "")
        assert kept.added_after == "2026-01-01T00:00:00.123456789Z", "in the server's own words"
        script.say("GET", "/root/", {"default": "http://127.0.0.1:1/root/"})
        done, kept = exchange(partner, at)
        assert done.reason == "other host"


def test_what_is_given_is_followed_and_settled_once(actors, monkeypatch):
    from noroshi.intelligence import partners
    from noroshi.intelligence.actions import push_objects
    from noroshi.parties.scope import acting_as

    monkeypatch.setattr(push_objects, "LOOKS", (0.0, 0.0))
    nco = actors["NCO"]
    named = [indicator(name, tlp="clear") for name in "abc"]
    named[2]["description"] = "y" * 1000
    for objects in (named[:2], named[2:], [indicator("huge", tlp="clear", description="x" * 3000)]):
        bring(nco, bundle(*objects))
    with scripted() as script:
        partner = add(
            nco, name="ally", url=f"{script.url}/root/", push_to="c", recipient="ALLY",
            user="us", secret="word",
        )  # fmt: skip
        status = {"id": "s1", "status": "pending"}
        script.say("POST", OBJECTS, status, status=202)
        script.say("GET", "/root/status/s1/", status)
        done, kept = exchange(partner)
        assert (done.reason, kept.answers_to, kept.given) == ("pending", "s1", 0)
        assert script.authorization == f"Basic {base64.b64encode(b'us:word').decode()}"
        posted = [one for one in script.asked if one[0] == "POST"]
        assert len(posted) == 1
        assert sum(map(len, (one[3] for one in posted))) < 2000

        bad = {"id": named[0]["id"], "message": "we do not like it"}
        script.say("GET", "/root/status/s1/", {**status, "status": "complete", "failures": [bad]})
        script.say("POST", OBJECTS, status=422)
        done, kept = exchange(partner)
        assert done.reason == ""
        assert (done.given, done.declined, kept.given) == (1, 3, 1)
        with acting_as(nco):
            found = {one.stix_id: (one.is_outgoing, one.reason)
                     for one in partners.declined(partner.id)}  # fmt: skip
        assert found[named[0]["id"]] == (True, "we do not like it")
        assert found[named[2]["id"]] == (True, "status 422")
        assert found[indicator("huge")["id"]] == (True, push_objects.TOO_LONG)
        before = len([one for one in script.asked if one[0] == "POST"])
        done, kept = exchange(partner)
        assert (done.given, done.declined) == (0, 0)
        assert len([one for one in script.asked if one[0] == "POST"]) == before, "each version once"
        script.say("POST", OBJECTS, {"id": "s2", "status": "complete"}, status=202)
        bring(nco, bundle(indicator("a", tlp="clear", day=5)))
        assert exchange(partner)[0].given == 1


def test_of_a_feed_what_is_newer_is_read_once_and_what_is_broken_is_named(actors):
    from noroshi.intelligence import partners
    from noroshi.intelligence.exchanging import Kind
    from noroshi.parties.scope import acting_as

    a, b, c, d = (f"5a0c6b0e-43c1-4d7a-9d0f-2f8f4d1d9b5{digit}" for digit in "0123")
    event = {"Event": {"uuid": a, "info": "Invented", "date": "2026-01-02", "timestamp": "1767312000",
                       "published": True, "Tag": [{"name": "tlp:green"}], "Attribute": [
                           {"uuid": d, "type": "ip-dst", "category": "Network activity",
                            "value": "192.0.2.77", "to_ids": True, "timestamp": "1767312000"}]}}  # fmt: skip
    east = actors["P-EAST"]
    with scripted() as script:
        feed = add(
            east, name="feed", url=f"{script.url}/feed", kind=Kind.MISP_FEED, secret="the:key"
        )

        def tell(**stamps):
            manifest = {uuid: {"timestamp": stamp} for uuid, stamp in stamps.items()}
            script.say("GET", "/feed/manifest.json", manifest)

        def asked():
            found = [path.rpartition("/")[2][:-5] for _, path, _, _ in script.asked]
            script.asked.clear()
            return found

        script.say("GET", f"/feed/{a}.json", event)
        script.say("GET", f"/feed/{b}.json", b'{"Event": {')
        tell(**{b: "1767312001", a: 1767312000, c: "1767312002", d: "yesterday", "../x": "1"})
        done, kept = exchange(feed)
        assert (done.reason, done.is_level, done.refused) == ("", True, 2)
        assert asked() == ["manifest", a, b, c], "the oldest first"
        assert script.authorization == "the:key"
        assert done.accepted == kept.taken > 1
        assert (kept.entries, kept.seen_until[:19]) == (3, "2026-01-02T00:00:02")
        assert {source for source, _, _ in told(east)} == {"partner feed"}
        with acting_as(east):
            reasons = {one.stix_id: one.reason for one in partners.declined(feed.id)}
        assert reasons.keys() == {b, c, d, "../x"}
        assert reasons[c] == "status 404"
        done, kept = exchange(feed)
        assert (asked(), done.accepted) == (["manifest"], 0), "what is no newer is not fetched"

        script.say("GET", f"/feed/{c}.json", event)
        script.say("GET", f"/feed/{b}.json", status=503)
        newer = {a: 1767312000, c: 1767319000, b: 1767319001}
        tell(**newer)
        done, kept = exchange(feed)
        assert (asked(), done.reason, done.refused) == (["manifest", c, b], "status 503", 1)
        assert (kept.failures, kept.level_at is None) == (1, False)
        done, kept = exchange(feed)
        assert asked() == ["manifest", b], "it goes on where it stopped"
        with acting_as(east):
            reason = partners.declined(feed.id).get(stix_id=c).reason
        assert "another event" in reason

        script.say("GET", f"/feed/{b}.json", b"[]")
        tell(**{name: newer[name] for name in (b, c)})
        done, kept = exchange(feed)
        assert (asked(), done.reason, kept.entries) == (["manifest"], "shrunk", 3)
        done, kept = exchange(feed, may_shrink=True)
        assert (asked(), done.reason, kept.entries) == (["manifest", b], "", 2)
        for body in (b"[]", b"{", b"1"):
            script.say("GET", "/feed/manifest.json", body)
            assert exchange(feed)[0].reason == "no manifest"
