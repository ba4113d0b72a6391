"""Webhooks: signed as the standard says, sent again, given up, and never to another organisation."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from ipaddress import ip_network

import pytest
from standardwebhooks.webhooks import Webhook

from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, MalformedError, RefusedError
from tests.integration.warnings.receivers import receiving
from tests.nation import GATES, bring_assets, bring_feeds, cve_record, register

HERE = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def settings(monkeypatch, migrated):
    """Let the configuration be another: `settings(webhook_networks=HERE)`."""
    from noroshi.operations.config import config
    from noroshi.warnings.actions import (
        deliver,
        keep_endpoint,
        plan_deliveries,
        plan_news,
        plan_reminders,
    )

    def change(**values):
        changed = dataclasses.replace(config(), **values)
        for module in (deliver, keep_endpoint, plan_deliveries, plan_news, plan_reminders):
            monkeypatch.setattr(module, "config", lambda: changed)

    return change


@pytest.fixture
def nation(database, settings):
    settings(webhook_networks=HERE)
    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    return actors


def endpoint(actor, url, least=2):
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.actions.keep_endpoint import make_endpoint
    from noroshi.warnings.rules import Urgency

    with acting_as(actor):
        return make_endpoint(url, Urgency(least), by=actor, at=now())


def weaken(tmp_path, number=1):
    feed = tmp_path / f"cve-{number}.json"
    feed.write_text(json.dumps(cve_record(f"CVE-2099-{number:04}")))
    bring_feeds(feed)


def send(at=None):
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.actions.deliver import deliver
    from noroshi.warnings.rules import Channel

    with connected_as(Role.WORKER):
        return deliver(Channel.WEBHOOK, at=at or now())


def deliveries(actor=None):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.models import Delivery

    if actor:
        with acting_as(actor):
            return list(Delivery.objects.order_by("made_at"))
    with connected_as(Role.WORKER):
        return list(Delivery.objects.order_by("made_at"))


def test_a_warning_arrives_signed_once_and_says_no_more_than_it_should(nation, tmp_path):
    with receiving() as receiver:
        made = endpoint(nation["P-EAST"], receiver.url)
        endpoint(nation["P-WEST"], f"{receiver.address}/west")
        weaken(tmp_path)
        ((headers, body),) = receiver.got
        document = Webhook(made.secret).verify(body, headers)
        with pytest.raises(Exception, match="No matching signature"):
            Webhook(made.secret).verify(body.replace(b"P-EAST", b"P-WEST"), headers)
        (warning,) = document["data"]["warnings"]
        assert document["type"] == "warnings.changed"
        assert document["data"]["organisation"] == "P-EAST"
        assert warning["cause"] == "CVE-2099-0001"
        assert b"gate" not in body, "nothing of what the organisation runs"
        assert b"192.0.2" not in body
        (delivery,) = deliveries()
        assert (delivery.state, headers["webhook-id"]) == ("sent", str(delivery.id))
        send()
        assert len(receiver.got) == 1


def test_what_fails_is_sent_again_and_at_last_is_a_dead_letter(nation, tmp_path):
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.actions.keep_endpoint import resume_endpoint
    from noroshi.warnings.actions.retry_deliveries import retry_deliveries
    from noroshi.warnings.timing import ATTEMPTS

    east = nation["P-EAST"]
    with receiving(status=500) as receiver:
        made = endpoint(east, receiver.url)
        weaken(tmp_path)
        (first,) = deliveries()
        assert (first.state, first.reason, first.attempts) == ("waiting", "status 500", 1)
        assert not send(), "not before its time"
        assert len(receiver.got) == 1
        at = now()
        for _ in range(2, ATTEMPTS + 1):
            at = max(at + timedelta(seconds=1), deliveries()[0].next_at)
            send(at)
        (dead,) = deliveries(east)
        assert (dead.state, dead.attempts, len(receiver.got)) == ("dead", ATTEMPTS, ATTEMPTS)
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
        with acting_as(nation["P-WEST"]):
            assert retry_deliveries([dead.id], by=nation["P-WEST"], at=now()) == 0
        receiver.status = 204
        with acting_as(east):
            assert retry_deliveries([dead.id], by=east, at=now()) == 1
        send(at + timedelta(seconds=1))
        assert deliveries()[0].state == "sent"
        receiver.status = 410
        weaken(tmp_path, 2)
        weaken(tmp_path, 3)
        assert [one.reason for one in deliveries()] == ["", "status 410", "paused"]
        with acting_as(east):
            assert retry_deliveries(None, by=east, at=now()) == 0, "not while it is paused"
        receiver.status = 200
        with acting_as(east):
            resume_endpoint(made.endpoint.id, by=east, at=now())
        with acting_as(east):
            assert retry_deliveries(None, by=east, at=now()) == 2
        send()
        assert [one.state for one in deliveries()] == ["sent"] * 3


def test_an_endpoint_that_fails_for_days_is_paused(nation, tmp_path):
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.models import Endpoint

    with receiving(status=503) as receiver:
        endpoint(nation["P-EAST"], receiver.url)
        weaken(tmp_path)
        later = now() + timedelta(days=3, hours=1)
        send(later)
        with connected_as(Role.WORKER):
            assert Endpoint.objects.get().paused_at >= later
        send(later)
        assert deliveries()[0].reason == "paused"


def test_a_killed_worker_loses_nothing_and_two_at_once_send_once(nation, tmp_path, monkeypatch):
    from noroshi.warnings import posting
    from noroshi.warnings.actions import deliver

    with receiving() as receiver:
        endpoint(nation["P-EAST"], receiver.url)
        with monkeypatch.context() as killed:
            killed.setattr(deliver, "_settle", lambda *_: None)
            weaken(tmp_path)
        assert [one.state for one in deliveries()] == ["waiting"]
        send()
        assert len(receiver.got) == 1, "somebody else is at it"
        claim = deliver.CLAIM[deliver.Channel.WEBHOOK]
        assert claim.total_seconds() > 2 * (posting.LONGEST + posting.STEP)
        send(now() + claim)
        assert [one.state for one in deliveries()] == ["sent"]
        assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1


def test_no_redirect_is_followed_and_nothing_inside_is_reached(nation, tmp_path, settings):
    with receiving() as inside, receiving(status=302, headers={"Location": inside.url}) as outside:
        endpoint(nation["P-EAST"], outside.url)
        endpoint(nation["P-EAST"], inside.url.replace("127.0.0.1", "localhost") + "2")
        settings(webhook_networks=())
        weaken(tmp_path)
        assert {one.reason for one in deliveries()} == {"refused"}
        settings(webhook_networks=HERE)
        send(now() + timedelta(minutes=2))
        assert "status 302" in {one.reason for one in deliveries()}
        assert all(headers["Host"].startswith("localhost") for headers, _ in inside.got)
        settings(webhook_networks=())
        with pytest.raises(MalformedError):
            endpoint(nation["P-EAST"], inside.url)


def test_a_receiver_that_hangs_or_babbles_is_cut_off(nation, tmp_path, monkeypatch):
    import socket
    import threading
    import time

    from noroshi.warnings import posting

    monkeypatch.setattr(posting, "LONGEST", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble():
            client, _ = server.accept()
            with client:
                try:
                    client.sendall(b"HTTP/1.1 200 OK\r\n")
                    for _ in range(100):
                        client.sendall(b"X-More: y\r\n")
                        time.sleep(0.1)
                except OSError:
                    return

        thread = threading.Thread(target=babble)
        thread.start()
        began = time.monotonic()
        message = posting.Message("1", f"http://127.0.0.1:{server.getsockname()[1]}/", "{}", b"k")
        with pytest.raises(posting.PostingError, match="timeout"):
            posting.post(message, named=HERE, at=now())
        assert time.monotonic() - began < 4
        thread.join()


def waiting(endpoint, warning, many=1):
    """So many deliveries of a warning to an endpoint, due for an hour."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.models import Delivery

    since = now() - timedelta(hours=1)
    owner = {"organisation_id": endpoint.organisation_id, "audience": endpoint.audience}
    one = {"channel": "webhook", "endpoint": endpoint, "warnings": [warning], **owner}
    with connected_as(Role.WORKER):
        Delivery.objects.bulk_create(
            [Delivery(**one, made_at=since, next_at=since) for _ in range(many)]
        )


def test_nobody_waits_for_anothers_slow_receiver_or_for_its_many(nation, tmp_path, monkeypatch):
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.actions import deliver
    from noroshi.warnings.models import Warning

    bring_assets(nation["P-WEST"], GATES)
    weaken(tmp_path)
    with connected_as(Role.WORKER):
        warned = {one.organisation_id: one.id for one in Warning.objects.all()}
    share = deliver.SHARE[deliver.Channel.WEBHOOK]
    with receiving(seconds=2.5) as slow, receiving() as quick:
        for code, receiver, many in (("P-EAST", slow, 300), ("P-WEST", quick, 5)):
            made = endpoint(nation[code], receiver.url).endpoint
            waiting(made, warned[made.organisation_id], many)
        monkeypatch.setattr(deliver, "TURN", 2.0)
        assert send(), "there is more"
        assert len(quick.got) == 5, "whoever has few is done at once"
        assert len(slow.got) == share == 2, "no more than its share at a time"
        slow.seconds = 0
        before = len(slow.got)
        assert send()
        assert len(slow.got) > before + 2 * share, "who is quick gets all that is due"


def test_a_look_up_that_hangs_keeps_nobody_waiting(monkeypatch):
    import socket
    import threading
    import time

    from noroshi.warnings import posting

    may_end = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: may_end.wait() and [])
    monkeypatch.setattr(posting, "STEP", 0.2)
    message = posting.Message("1", "http://hooks.example/", "{}", b"k")
    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(posting.PostingError, match="timeout"):
            posting.post(message, named=HERE, at=now())
    assert time.monotonic() - began < 2
    may_end.set()


def test_the_host_is_named_without_its_usual_port_and_no_body_is_read(monkeypatch):
    import http.client
    import socket
    from urllib.parse import urlsplit

    from noroshi.operations import outgoing
    from noroshi.warnings import posting

    for url, host in (
        ("https://hooks.example/", "hooks.example"),
        ("https://hooks.example:443/", "hooks.example"),
        ("https://hooks.example:8443/", "hooks.example:8443"),
        ("http://hooks.example/", "hooks.example"),
        ("http://hooks.example:443/", "hooks.example:443"),
    ):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            connection = outgoing._connection(urlsplit(url), "192.0.2.1", 1.0)
            connection.sock = ours
            connection.request("POST", "/", b"{}", {})
            head = theirs.recv(1000).decode()
            assert f"\r\nHost: {host}\r\n" in head, url
    with socket.create_server(("127.0.0.1", 0)) as server:
        message = posting.Message("1", f"http://127.0.0.1:{server.getsockname()[1]}/", "{}", b"k")
        monkeypatch.setattr(http.client.HTTPResponse, "read", lambda *_: pytest.fail("was read"))
        with ThreadPoolExecutor(1) as pool:
            sent = pool.submit(posting.post, message, named=HERE, at=now())
            client, _ = server.accept()
            with client:
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n0")
                sent.result(timeout=5)


def test_another_organisation_sees_and_changes_nothing_of_it(nation, tmp_path):
    from django.db import ProgrammingError, connection

    from noroshi.parties.scope import acting_as
    from noroshi.warnings.actions.keep_endpoint import (
        make_endpoint,
        remove_endpoint,
        resume_endpoint,
    )
    from noroshi.warnings.actions.keep_wish import keep_own_wish
    from noroshi.warnings.models import DeliveryWish, Endpoint
    from noroshi.warnings.rules import Urgency
    from noroshi.warnings.timing import Wish

    east = nation["P-EAST"]
    with receiving() as receiver:
        made = endpoint(east, receiver.url)
        weaken(tmp_path)
    with acting_as(east):
        keep_own_wish(Wish(), by=east, at=now())
    tables = ("warnings_endpoint", "warnings_delivery", "warnings_deliverywish")
    for code in ("P-WEST", "METI", "NCO", "COMMISSION"):
        other = nation[code]
        assert deliveries(other) == []
        with acting_as(other), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone() == (0,)
            for column in ("paused_at = now()", "ended_at = now()"):
                cursor.execute(f"UPDATE warnings_endpoint SET {column}")
                assert cursor.rowcount == 0
            cursor.execute("UPDATE warnings_delivery SET state = 'waiting'")
            assert cursor.rowcount == 0
        for act in (resume_endpoint, remove_endpoint):
            with acting_as(other), pytest.raises(AbsentError):
                act(made.endpoint.id, by=other, at=now())
    reader = dataclasses.replace(east, role="reader")
    with acting_as(east), pytest.raises(RefusedError):
        make_endpoint("https://hooks.example/", Urgency.DEFER, by=reader, at=now())
    with acting_as(east):
        assert Endpoint.objects.defer("secret").count() == 1
        assert DeliveryWish.objects.count() == 1
    with pytest.raises(ProgrammingError), acting_as(east):
        Endpoint.objects.get()  # with its secret


def test_a_secret_of_another_installation_is_a_dead_letter(nation, tmp_path, settings):
    with receiving() as receiver:
        endpoint(nation["P-EAST"], receiver.url)
        settings(webhook_networks=HERE, home=tmp_path / "elsewhere")
        weaken(tmp_path)
        assert [one.reason for one in deliveries()] == ["secret"]
        assert receiver.got == []
