"""An aggregator: what another provider publishes is listed, fetched, verified, copied unchanged and served
again; what it keeps to itself, forges or breaks is not."""

import dataclasses
import http.server
import json
import threading
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_network
from itertools import islice

import jsonschema_rs
import pytest
from django.db import connection

from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from tests.integration.api.test_sign_in import problem_of
from tests.integration.csaf.downloader import Downloader
from tests.integration.csaf.test_provider import getter, save, status, written
from tests.integration.web.test_partners import Machine
from tests.nation import ORGANISATIONS, SUPPLIERS, register

HERE = (ip_network("127.0.0.0/8"),)
LIST = "/.well-known/csaf-aggregator/aggregator.json"
MIRROR = "/.well-known/csaf-aggregator/gates"
METADATA = "/csaf/GATES/provider-metadata.json"
WHITE = "/csaf/GATES/white"
SECRET = "A door that only friends know"


@pytest.fixture
def actors(database, monkeypatch):
    from noroshi.operations.config import config
    from noroshi.suppliers.actions import keep_provider, look_at_provider

    changed = dataclasses.replace(config(), webhook_networks=HERE)
    for module in (keep_provider, look_at_provider):
        monkeypatch.setattr(module, "config", lambda: changed)
    return register(ORGANISATIONS + SUPPLIERS)


class Foreign(dict):
    """A provider's files by path, as a web server has them: another's copy of what this house serves."""

    site = ""

    def take(self, *paths):
        from noroshi.operations.config import config

        for path in paths:
            octets = getter()(path)
            if b"BEGIN PGP" not in octets and "/2026/" not in path:
                octets = octets.replace(config().public_url.encode(), self.site.encode())
            self[path] = octets

    def take_gates(self, *names):
        beside = ("", ".sha256", ".sha512", ".asc")
        files = [f"{WHITE}/2026/{name}.json{end}" for name in names for end in beside]
        lists = [f"{WHITE}/{name}" for name in ("feed-tlp-white.json", "changes.csv", "index.txt")]
        self.take("/csaf/openpgp-key.asc", METADATA, *lists, *files)

    def told(self, path=METADATA, **values):
        self[path] = json.dumps(json.loads(self[path]) | values).encode()


@contextmanager
def served():
    files = Foreign()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found = files.get(self.path)
            self.send_response(404 if found is None else 200)
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *args):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        files.site = f"http://127.0.0.1:{server.server_port}"
        try:
            yield files
        finally:
            server.shutdown()
            thread.join()


def add(actor, url, name="gates", **wanted):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions.keep_provider import Wanted, add_provider

    with acting_as(actor):
        return add_provider(Wanted(name, url, **wanted), by=actor, at=now())


def look(provider, at=None, **how):
    from noroshi.operations.database import Role, connected_as
    from noroshi.suppliers.actions import look_at_provider
    from noroshi.suppliers.models import NotMirrored, Provider

    with connected_as(Role.WORKER):
        done = look_at_provider.look(provider.id, at=at or now(), **how)
        refused = dict(NotMirrored.objects.values_list("url", "reason"))
        return done, Provider.objects.get(id=provider.id), refused


def known(code="CVE-2026-90001"):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source FROM vulnerabilities_vulnerability WHERE id LIKE %s", [f"%{code}"]
        )
        return {source for (source,) in cursor.fetchall()}


def test_a_provider_is_listed_mirrored_and_its_documents_stay_as_they_were_signed(actors, data):
    for number in (1, 2):
        save(actors["GATES"], written(number=number))
    nobody = getter()
    assert status(nobody, LIST) == 404
    with served() as foreign:
        foreign.take_gates("gates_2026_1", "gates_2026_2")
        provider = add(actors["NCO"], f"{foreign.site}{METADATA}")
        assert status(nobody, LIST) == 404
        done, kept, refused = look(provider)
        assert (done.accepted, done.refused, done.reason, refused) == (2, 0, "", {})
        assert kept.next_at - kept.met_at == timedelta(hours=1)
        assert known() == {"csaf:https://gates.example"}
        done, kept, _ = look(provider)
        assert (done.accepted, done.refused, done.dropped) == (0, 0, 0), "nothing is fetched twice"

        told = json.loads(nobody(LIST))
        check_schema(told, data)
        assert told["aggregator"]["category"] == "lister", "one party is mirrored"
        by_url = {one["metadata"]["url"]: one for one in told["csaf_providers"]}
        ours, theirs = (f"{site}{METADATA}" for site in (public_url(), foreign.site))
        assert "mirrors" not in by_url[ours]
        assert by_url[theirs]["mirrors"] == [f"{public_url()}{MIRROR}/provider-metadata.json"]
        assert by_url[theirs]["metadata"]["role"] == "csaf_trusted_provider"
        copies = Downloader(nobody).download(f"{MIRROR}/provider-metadata.json")
        assert copies == Downloader(nobody).download(METADATA)
        for name in ("gates_2026_1", "gates_2026_2"):
            for end in ("", ".sha256", ".sha512", ".asc"):
                path = f"/2026/{name}.json{end}"
                assert nobody(f"{MIRROR}/white{path}") == foreign[f"{WHITE}{path}"]
        for path in ("service.json", "category.json"):
            assert json.loads(nobody(f"{MIRROR}/{path}"))

        foreign.told(mirror_on_CSAF_aggregators=False)
        done, kept, _ = look(provider)
        assert (done.dropped, done.reason) == (2, "")
        assert status(nobody, f"{MIRROR}/provider-metadata.json") == 404
        assert all("mirrors" not in one for one in json.loads(nobody(LIST))["csaf_providers"])
        foreign.told(list_on_CSAF_aggregators=False)
        look(provider)
        assert status(nobody, LIST) == 404


def public_url():
    from noroshi.operations.config import config

    return config().public_url


def check_schema(told, data):
    from noroshi.formats.containers import read_documents

    archive = data / "csaf/oasis_csaf_2.0_2.1_testfiles_schemas.tar.zst"
    wanted = ("aggregator_json_schema.json", "provider_json_schema.json")
    paths = tuple(f"csaf_2.0/json_schema/{name}" for name in wanted)
    schemas = (one for one in read_documents(archive) if one.source.endswith(paths))
    found = {one.source.rpartition("/")[2]: json.loads(one.data) for one in islice(schemas, 2)}
    aggregator, provider = (found[name] for name in wanted)
    provider["properties"]["publisher"] = {"type": "object"}  # of a schema elsewhere
    registry = jsonschema_rs.Registry([(provider["$id"], provider)])
    jsonschema_rs.validator_for(aggregator, registry=registry).validate(told)


def test_what_is_forged_broken_or_restricted_is_named_and_reaches_nobody(actors):
    names = [f"gates_2026_{number}" for number in range(1, 8)]
    for number in range(1, 8):
        save(actors["GATES"], written(number=number))
    for label in ("GREEN", "AMBER"):
        save(
            actors["GATES"],
            written(id=f"GATES {label}", tlp=label, title=SECRET),
            *(["P-EAST"] if label == "AMBER" else []),
        )
    nobody = getter()
    with served() as foreign:
        foreign.take_gates(*names)
        one, two, three, four, five, _, seven = (f"{WHITE}/2026/{name}.json" for name in names)
        foreign[one] = foreign[one].replace(b"Anyone", b"Nobody")
        foreign[f"{two}.asc"] = foreign[f"{three}.asc"]
        del foreign[f"{three}.asc"]
        restricted = (
            foreign[four].replace(b'"WHITE"', b'"GREEN"').replace(b"Open door", SECRET.encode())
        )
        foreign[four] = restricted
        foreign[five] = b"{"
        foreign[seven] = foreign[seven].replace(b"https://gates.example", b"https://locks.example")
        provider = add(actors["NCO"], f"{foreign.site}{METADATA}")
        done, _, refused = look(provider)
        assert (done.accepted, done.refused, done.reason) == (1, 6, "")
        reasons = {url.rpartition("/")[2]: reason for url, reason in refused.items()}
        assert reasons["gates_2026_1.json"] == "sha512: the hash is of something else"
        assert reasons["gates_2026_2.json"] == "signature: none of the provider's keys made it"
        assert reasons["gates_2026_3.json"].startswith("signature: a trusted provider")
        assert reasons["gates_2026_4.json"] == "tlp: it is not for everybody"
        assert reasons["gates_2026_5.json"].startswith("schema")
        assert reasons["gates_2026_7.json"] == "publisher: its namespace is not the provider's"
        feed = nobody(f"{MIRROR}/white/feed-tlp-white.json").decode()
        served_here = "".join(
            nobody(path).decode()
            for path in (
                LIST,
                f"{MIRROR}/white/index.txt",
                f"{MIRROR}/white/changes.csv",
                f"{MIRROR}/white/",
            )
        )
        assert SECRET not in feed + served_here
        assert "gates_2026_6.json" in feed
        assert status(nobody, f"{MIRROR}/white/2026/gates_2026_4.json") == 404
        assert status(nobody, f"{MIRROR}/green/index.txt") == 404
        done, _, _ = look(provider)
        assert (done.accepted, done.refused) == (0, 0), "what is refused waits until it is changed"


def test_a_provider_that_shrinks_turns_strict_or_becomes_another_is_held(actors):
    for number in (1, 2):
        save(actors["GATES"], written(number=number))
    nobody = getter()
    with served() as foreign:
        foreign.take_gates("gates_2026_1", "gates_2026_2")
        feed, two = f"{WHITE}/feed-tlp-white.json", f"{WHITE}/2026/gates_2026_2.json"
        provider = add(actors["NCO"], f"{foreign.site}{METADATA}")
        assert look(provider)[0].accepted == 2
        whole = foreign[feed]
        entries = [
            one for one in json.loads(whole)["feed"]["entry"] if two in one["content"]["src"]
        ]
        foreign[feed] = json.dumps({"feed": {"entry": entries}}).encode()
        done, kept, _ = look(provider)
        assert (done.reason, done.dropped, kept.failures) == ("shrunk", 0, 1)
        assert status(nobody, f"{MIRROR}/white/2026/gates_2026_1.json") == 200
        assert look(provider, may_shrink=True)[0].dropped == 1

        foreign[feed] = foreign[feed].replace(b'"updated":"2026', b'"updated":"2027')
        foreign[feed] = foreign[feed].replace(b'"updated": "2026', b'"updated": "2027')
        foreign[two] = foreign[two].replace(b'"WHITE"', b'"GREEN"')
        assert look(provider)[0].refused == 1
        assert status(nobody, f"{MIRROR}/white/2026/gates_2026_2.json") == 404, "it is no more"

        issuer = json.loads(foreign[METADATA])["publisher"]
        for reason, told in (
            ("another issuer", {"publisher": issuer | {"namespace": "https://else.example"}}),
            ("not canonical", {"canonical_url": f"{foreign.site}/x/provider-metadata.json"}),
            ("no metadata", {"publisher": {}}),
        ):
            foreign.told(**told)
            assert look(provider)[0].reason == reason
        del foreign[METADATA]
        done, kept, _ = look(provider)
        assert (done.reason, kept.reason, kept.failures) == ("status 404", "status 404", 4)


def test_by_folders_alone_and_without_signatures_the_house_signs(actors):
    save(actors["GATES"], written(number=1))
    with served() as foreign:
        foreign.take_gates("gates_2026_1")
        for end in ("asc", "sha512", "sha256"):
            del foreign[f"{WHITE}/2026/gates_2026_1.json.{end}"]
        folders = [
            {"directory_url": f"{foreign.site}{WHITE}/"},
            {"directory_url": f"{foreign.site}/csaf/GATES/red/"},
        ]
        foreign.told(role="csaf_provider", public_openpgp_keys=[], distributions=folders)
        foreign[f"{WHITE}/changes.csv"] += b'"../../x.json","2026-01-01T00:00:00Z"\n"y"\n'
        provider = add(actors["NCO"], f"{foreign.site}{METADATA}")
        done, _, refused = look(provider)
        assert (done.accepted, done.reason) == (1, "")
        assert refused == {
            "line 2": "the path leads out of the folder",
            "line 3": "a line is a path and an instant",
        }
        start = f"{MIRROR}/provider-metadata.json"
        (name,) = Downloader(getter()).download(start, role="csaf_provider")
        assert name == "gates_2026_1.json"


def test_the_office_alone_keeps_providers(actors):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions import keep_provider
    from noroshi.suppliers.mirrors import queries

    url = "https://gates.example/.well-known/csaf/provider-metadata.json"
    with pytest.raises(RefusedError):
        add(actors["P-EAST"], url)
    for wrong in (
        {"name": "../x"},
        {"url": "https://gates.example/x.json"},
        {"every": 0},
        {"url": "https://10.0.0.1/provider-metadata.json"},
    ):
        with pytest.raises(MalformedError):
            add(actors["NCO"], **({"url": url} | wrong))
    add(actors["NCO"], url)
    for again in ({}, {"name": "other"}):
        with pytest.raises(ConflictError):
            add(actors["NCO"], url, **again)
    with acting_as(actors["P-EAST"]):
        assert not queries.providers(actors["P-EAST"])
        assert not queries.listed()
        with pytest.raises(RefusedError):
            keep_provider.remove_provider("gates", by=actors["P-EAST"], at=now())
    nco = actors["NCO"]
    with acting_as(nco):
        keep_provider.pause_provider("gates", by=nco, at=now())
        with pytest.raises(ConflictError):
            keep_provider.ask_provider("gates", by=nco, at=now())
        keep_provider.resume_provider("gates", by=nco, at=now())
        keep_provider.remove_provider("gates", by=nco, at=now())
        with pytest.raises(AbsentError):
            keep_provider.ask_provider("gates", by=nco, at=now())


def due(at):
    """The schedule's turn at an instant; is there more to do?"""
    from noroshi.operations.database import Role, connected_as
    from noroshi.suppliers.actions.look_at_provider import look_due
    from noroshi.suppliers.models import Provider

    with connected_as(Role.WORKER):
        is_more = look_due(at=at)
        return is_more, Provider.objects.get(name="gates")


def test_the_office_sees_and_keeps_providers_on_pages_and_by_the_interface(actors):
    from tests.integration.web.conftest import invite, signed_in
    from tests.integration.web.test_reports import text

    for number in (1, 2):
        save(actors["GATES"], written(number=number))
    office, east = (
        invite(f"{name}@example.test", code, "administrator") and signed_in(f"{name}@example.test")
        for name, code in (("office", "NCO"), ("east", "P-EAST"))
    )
    page, here = "/advisories/providers/", "/advisory-providers"
    machine, stranger = Machine(actors["NCO"]), Machine(actors["P-EAST"])
    assert page in text(office, "/advisories/")
    assert page not in text(east, "/advisories/")
    with served() as foreign:
        foreign.take_gates("gates_2026_1", "gates_2026_2")
        forged = f"{WHITE}/2026/gates_2026_2.json.asc"
        foreign[forged] = foreign[f"{WHITE}/2026/gates_2026_1.json.asc"]
        wanted = {
            "name": "gates",
            "url": f"{foreign.site}{METADATA}",
            "every": "60",
            "mirror": "on",
        }
        assert east.post(f"{page}add/", wanted).status_code == 403
        wrong = office.post(f"{page}add/", {**wanted, "name": "Gates"})
        assert (wrong.status_code, "small letters" in wrong.content.decode()) == (422, True)
        made = office.post(f"{page}add/", wanted)
        assert made.status_code == 302, made.content.decode()
        one = made["Location"]
        is_more, _ = due(now())
        assert not is_more
        shown = text(office, one)
    for said in (
        "Gate Maker", "In step", "its own, verified", "/.well-known/csaf-aggregator/gates/white/2026/gates_2026_1.json",
        "none of the provider", "hxxp://", "gates_2026_2",
    ):  # fmt: skip
        assert said in shown, said
    assert "提供元のどの鍵による署名でもありません" in text(office, one, "ja")
    assert one in text(office, page)
    rows = office.get(f"{one}?format=json").json()["items"]
    (listed,) = machine.get(here).json()["items"]
    assert (listed["state"], listed["mirrored"], listed["refused"]) == ("level", 1, 1)
    assert listed["lag"] is not None
    at = f"{here}/{listed['id']}"
    assert machine.get(f"{at}/refused").json()["items"] == rows
    assert stranger.get(here).json()["items"] == []
    for path in (one, f"{one}look/", f"{one}remove/"):
        assert (east.get if path == one else east.post)(path).status_code == 404
    for path in ("/look", "/pause", "/resume"):
        problem_of(stranger.post(f"{at}{path}", {}), 404)
    problem_of(stranger.call("DELETE", at), 404)
    problem_of(stranger.post(here, {"name": "x", "url": wanted["url"]}), 403)
    problem_of(machine.post(here, {"name": "x", "url": wanted["url"]}), 409)
    assert office.post(f"{one}pause/").status_code == 302
    assert "Resume" in text(office, one)
    problem_of(machine.post(f"{at}/look", {}), 409)
    for act in ("resume", "look", "pause", "resume"):
        assert machine.post(f"{at}/{act}", {}).status_code == 204
    assert office.post(f"{one}look/").status_code == 302
    assert office.post(f"{one}remove/")["Location"] == page
    problem_of(machine.call("DELETE", at), 404)
    made = machine.post(here, {"name": "again", "url": "https://a.example/provider-metadata.json"})
    assert (made.status_code, made.json()["state"]) == (201, "new")
    assert machine.call("DELETE", f"{here}/{made.json()['id']}").status_code == 204


def test_who_is_due_is_looked_at_on_schedule_and_one_that_fails_waits(actors):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions import keep_provider

    save(actors["GATES"], written(number=1))
    began, office = now(), actors["NCO"]
    with served() as foreign:
        foreign.take_gates("gates_2026_1")
        add(office, f"{foreign.site}{METADATA}")
        _, kept = due(began)
        assert kept.met_at is None, "it is due when it was added"
        began = kept.next_at
        is_more, kept = due(began)
        assert (is_more, kept.met_at, kept.next_at) == (False, began, began + timedelta(hours=1))
        _, kept = due(began + timedelta(minutes=59))
        assert kept.met_at == began
        _, kept = due(began + timedelta(minutes=60))
        assert kept.met_at == began + timedelta(minutes=60)
        held = foreign.pop(METADATA)
        for number in (1, 2, 3):
            at = kept.next_at
            is_more, kept = due(at)
            assert (is_more, kept.failures, kept.reason) == (False, number, "status 404")
            whole = timedelta(seconds=30) * 2 ** (number - 1)
            assert whole / 2 <= kept.next_at - at <= whole * 1.5, (
                "twice as long each time, by chance"
            )
        foreign[METADATA] = held
        with acting_as(office):
            keep_provider.pause_provider("gates", by=office, at=now())
        _, kept = due(kept.next_at + timedelta(days=9))
        assert kept.failures == 3, "nobody looks while it is paused"
        with acting_as(office):
            keep_provider.resume_provider("gates", by=office, at=kept.next_at)
        _, kept = due(kept.next_at)
        assert (kept.failures, kept.reason) == (0, "")
