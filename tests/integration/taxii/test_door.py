"""What the door asks of a request, what it refuses, and in which words."""

import json
import re
from uuid import uuid4

from tests.integration.api.conftest import ask_token, browser
from tests.integration.taxii.conftest import MEDIA_TYPE, basic
from tests.stix import bring, bundle, indicator

OWN = "collections/own/"


def told(response, status):
    """The error message of TAXII 2.1 section 3.6.1."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == MEDIA_TYPE
    message = response.json()
    assert message["title"]
    assert (message["http_status"], message["error_id"]) == (str(status), response["X-Request-Id"])
    return message


def envelope(*objects):
    return json.dumps({"objects": objects})


def test_who_is_let_in(taxii):
    east = taxii.east
    answer = browser().get("/taxii2/", headers={"Accept": MEDIA_TYPE})
    told(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Basic")
    for wrong in ("Basic", "Basic !", "Basic AAAA", "Basic eDp5", "Bearer x", "Digest x"):
        told(east.get("/taxii2/", Authorization=wrong), 401)
    told(taxii.scopeless.get("/taxii2/"), 403)
    for client, status in ((east, 200), (taxii.scopeless, 403)):
        token = ask_token(client.made).json()["access_token"]
        answer = east.get("/taxii2/", Authorization=f"Bearer {token}")
        assert answer.status_code == status


def test_a_secret_that_is_right_is_no_other_clients(taxii):
    """What is remembered of secrets that were right lets nobody else in."""
    east, west = taxii.east.made, taxii.west.made
    assert taxii.east.get("/taxii2/").status_code == 200
    assert taxii.west.get("/taxii2/").status_code == 200
    for name, secret in (
        (east.client_id, west.client_secret),
        (west.client_id, east.client_secret),
        (east.client_id, ""),
    ):
        told(taxii.east.get("/taxii2/", Authorization=basic(name, secret)), 401)


def test_media_types(taxii):
    east = taxii.east
    for wanted in ("", "*/*", "application/taxii+json", "text/html, application/*;q=0.1",
                   "application/taxii+json; version=2.1"):  # fmt: skip
        answer = east.get("", Accept=wanted)
        assert (answer.status_code, answer["Content-Type"]) == (200, MEDIA_TYPE)
    for wanted in ("text/html", "application/taxii+json;version=2.0", "application/json", ";"):
        told(east.get("", Accept=wanted), 406)
    for sent in ("application/json", "application/taxii+json;version=2.0", "*/*", ""):
        told(east.post(OWN + "objects/", envelope(), content_type=sent), 415)
    assert east.post(OWN + "objects/", envelope()).status_code == 202


def test_a_page_says_when_its_first_and_last_came_in(taxii):
    bring(taxii.actors["P-EAST"], bundle(indicator("a"), indicator("b")))
    bring(taxii.actors["P-EAST"], bundle(indicator("c")))
    answer = taxii.east.get(OWN + "objects/?limit=2")
    page = answer.json()
    assert (page["more"], len(page["objects"])) == (True, 2)
    first, last = (answer[f"X-TAXII-Date-Added-{name}"] for name in ("First", "Last"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", first)
    rest = taxii.east.get(f"{OWN}objects/?limit=2&next={page['next']}")
    assert rest["X-TAXII-Date-Added-First"] > last
    assert [one["name"] for one in rest.json()["objects"]] == ["c"]
    assert rest.json()["more"] is False
    for other in ("match[type]=indicator", "match[version]=all", f"added_after={first}"):
        told(taxii.east.get(f"{OWN}objects/?{other}&next={page['next']}"), 400)
    after = taxii.east.get(f"{OWN}objects/?added_after={last}").json()
    assert [one["name"] for one in after["objects"]] == ["c"]
    nothing = taxii.east.get(OWN + "objects/?match[type]=malware")
    assert (nothing.status_code, nothing.content) == (200, b"{}")
    assert "X-TAXII-Date-Added-First" not in nothing


QUERIES = [
        "limit=0", "limit=-1", "limit=x", "limit=1.5", "limit=", "limit=%D9%A1", "next=x",
        "next=W10=", "next=WzEsMl0=", "next=%00", "added_after=yesterday",
        "added_after=2026-13-01T00:00:00Z", "added_after=0000-01-01T00:00:00Z",
        "added_after=2026-01-01", "match[version]=newest", "match[version]=2026",
        "match[version]=all,last", "match[type]=a&match[type]=b", "limit=1&limit=1",
        "match[id]=%00", "match[type]=a%00b", "match[id]=" + ",".join(map(str, range(1001))),
    ]  # fmt: skip


def test_queries_that_cannot_be_meant(taxii):
    for query in QUERIES:
        told(taxii.east.get(f"{OWN}objects/?{query}"), 400)
        told(taxii.east.get(f"collections/all/manifest/?{query}"), 400)
    bring(taxii.actors["P-EAST"], bundle(indicator("a")))
    one = f"{OWN}objects/{indicator('a')['id']}/"
    for query in ("match[version]=first,all", "match[spec_version]=%00"):
        told(taxii.east.call("DELETE", f"{one}?{query}"), 400)


def test_bodies_that_are_no_envelope(taxii):
    for body in (
        b"{", b"[]", b"1", b"\xff", b'{"objects": 1}', b'{"objects": [1]}', b"{}",
        b'{"objects": [{"type": "x"}]}', b'{"objects":' + b"[" * 100_000,
        b'{"objects": [' + b'{"id":"a","b":' * 5000, b'{"objects": [], "type": "bundle"}',
    ):  # fmt: skip
        told(taxii.east.post(OWN + "objects/", body), 422)
    told(taxii.east.post(OWN + "objects/", b" " * ((16 << 20) + 1)), 413)
    odd = envelope({"id": "\ud800", "type": 7}, {"id": "x", "deep": {"a": [[[]]]}}, {"id": ""})
    answer = taxii.east.post(OWN + "objects/", odd)
    assert answer.status_code in (202, 422)
    assert taxii.east.get(OWN + "objects/").content == b"{}"


def test_what_is_not_there_and_what_may_not_be_done(taxii):
    bring(taxii.actors["P-WEST"], bundle(indicator("theirs", tlp="red")))
    bring(None, bundle(indicator("office's", tlp="green")))
    west = taxii.west.get(OWN).json()["id"]
    theirs, offices = indicator("theirs")["id"], indicator("office's")["id"]
    missing = indicator("nobody's")["id"]
    for path in (
        "/taxii2/nothing/", "nothing/", f"collections/{west}/", f"collections/{west}/objects/",
        f"{OWN}objects/{offices}/", f"collections/all/objects/{theirs}/",
        f"collections/all/objects/{theirs}/versions/", f"status/{uuid4()}/",
    ):  # fmt: skip
        told(taxii.east.get(path), 404)
    same = [taxii.east.get(f"collections/all/objects/{name}/").json() for name in (theirs, missing)]
    assert same[0]["description"] == same[1]["description"]
    told(taxii.east.post("collections/all/objects/", envelope()), 403)
    told(taxii.east.call("DELETE", f"collections/all/objects/{offices}/"), 403)
    told(taxii.east.post(f"collections/{west}/objects/", envelope()), 404)
    told(taxii.east.call("DELETE", f"{OWN}objects/{theirs}/"), 404)
    answer = taxii.east.call("PUT", OWN)
    told(answer, 405)
    assert answer["Allow"] == "GET"
    assert len(taxii.west.get(OWN + "objects/").json()["objects"]) == 1


def test_a_status_is_of_the_client_that_sent(taxii):
    sent = taxii.east.post(OWN + "objects/", envelope(indicator("a"))).json()
    assert taxii.east.get(f"status/{sent['id']}/").json() == sent
    assert "successes" in sent
    assert not {"failures", "pendings"} & sent.keys()  # no list is empty
    told(taxii.west.get(f"status/{sent['id']}/"), 404)
    told(taxii.second.get(f"status/{sent['id']}/"), 404)


def test_a_deletion_is_recorded_and_what_is_left_has_a_newest(taxii):
    from noroshi.ledger.models import Entry
    from noroshi.parties.scope import acting_as

    east = taxii.actors["P-EAST"]
    bring(east, bundle(indicator("a"), indicator("a", day=2), indicator("a", day=3)))
    name = indicator("a")["id"]
    path = f"{OWN}objects/{name}/?match[version]=2026-01-03T00:00:00Z,first"
    assert taxii.east.call("DELETE", path).status_code == 200
    for collection in ("own", "all"):
        (left,) = taxii.east.get(f"collections/{collection}/objects/").json()["objects"]
        assert left["modified"] == "2026-01-02T00:00:00.000Z"
    with acting_as(east):
        facts = list(Entry.objects.values_list("kind", flat=True))
    assert facts.count("intelligence.IntelligenceDeleted") == 1
