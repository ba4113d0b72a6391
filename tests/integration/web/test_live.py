"""Open inbox pages: who is told of a change, and who hears nothing at all."""

import json
import select
import socket
import time
from contextlib import contextmanager
from urllib.parse import quote, urlsplit

import psycopg
import pytest

from noroshi.entrypoints.web.live import MARGIN, PATH
from noroshi.kernel.clock import now, rfc3339
from tests.e2e.conftest import served
from tests.integration.web.conftest import invite, signed_in
from tests.nation import bring_feeds, cve_record

SOON = 5.0  # seconds; a warning takes far less
PAGES = 60  # open at once, three times as many as the site has connections


@pytest.fixture
def site(nation, tmp_path):
    with served(tmp_path) as address:
        yield urlsplit(address)


class Stream:
    """An open page's stream, read as it comes."""

    def __init__(self, site, session, *, since=None, last=""):
        self.socket = socket.create_connection((site.hostname, site.port), timeout=SOON)
        lines = [
            f"GET {PATH}?since={quote(since or rfc3339(now()))} HTTP/1.1",
            "Host: localhost",
            f"Cookie: sessionid={session}",
            *([f"Last-Event-ID: {last}"] if last else []),
        ]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())
        self.text = self.socket.recv(65536).decode()
        self.is_open = self.text.startswith("HTTP/1.1 200")

    def read(self, seconds):
        """Take in what comes; False at the end of the stream."""
        if not select.select([self.socket], [], [], seconds)[0]:
            return True
        octets = self.socket.recv(65536)
        self.text += octets.decode()
        return bool(octets) and not self.text.endswith("\r\n0\r\n\r\n")

    def is_told(self, seconds=SOON):
        """Has an event come, or does it within that time? It is then taken for read."""
        deadline = time.monotonic() + seconds
        while "event: changed" not in self.text:
            left = deadline - time.monotonic()
            if left <= 0 or not self.read(left):
                return False
        self.text = self.text.partition("event: changed")[2]
        return True

    def ends(self, seconds):
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if not self.read(left):
                return True
        return False

    def close(self):
        self.socket.close()


def session(email):
    return signed_in(email).cookies["sessionid"].value


@contextmanager
def opened(site, *sessions, **settings):
    """Open pages that have heard what the first pages of a process hear."""
    streams = [Stream(site, one, **settings) for one in sessions]
    try:
        time.sleep(1)
        for stream in streams:
            assert stream.is_open
            stream.is_told(0.01)
            stream.text = ""
        yield streams
    finally:
        for stream in streams:
            stream.close()


def weaken(tmp_path, number, **record):
    feed = tmp_path / f"cve-{number}.json"
    feed.write_text(json.dumps(cve_record(f"CVE-2099-{number:04}", **record)))
    bring_feeds(feed)


def answer(client, state="acknowledged"):
    identifier = client.get("/warnings/?format=json").json()["items"][0]["id"]
    assert client.post(f"/warnings/{identifier}/answer/", {"state": state}).status_code == 302
    sequence()


def sequence():
    """Do what the worker does ten times a second."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import carry_on

    with connected_as(Role.WORKER):
        carry_on()


PEOPLE = ("p-east@example.test", "nco@example.test", "p-west@example.test", "bank@example.test")


def test_whose_warnings_change_is_told_and_another_organisation_hears_nothing(site, tmp_path):
    invite("bank@example.test", "BANK")
    with opened(site, *map(session, PEOPLE)) as (east, office, west, bank):
        weaken(tmp_path, 2)
        assert east.is_told()
        assert office.is_told()
        answer(signed_in("p-east@example.test"))
        assert east.is_told(), "a colleague's answer changes the list, too"
        time.sleep(1)
        for other in (west, bank):
            other.read(0)
            assert "event" not in other.text
        assert "CVE" not in east.text


def test_a_page_that_comes_back_is_told_of_what_it_missed_and_of_that_only(site, tmp_path):
    mine, others = map(session, PEOPLE[::2])
    with opened(site, mine):
        time.sleep(MARGIN.total_seconds() + 0.5)
        before = rfc3339(now())
        weaken(tmp_path, 2)
        sequence()
        time.sleep(0.5)
        back = [Stream(site, mine, since=before), Stream(site, others, since=before)]
        forgotten = Stream(site, others, since=before, last="2000-01-01T00:00:00Z")
        assert back[0].is_told(2)
        assert not back[1].is_told(1)
        assert forgotten.is_told(2), "what nobody remembers is looked at again"
        for stream in (*back, forgotten):
            stream.close()


def connections(name):
    from noroshi.operations.database import owner_parameters

    with psycopg.connect(**owner_parameters()) as owner:
        statement = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s"
        )
        return owner.execute(statement, [name]).fetchone()[0]


def test_many_open_pages_cost_one_connection_and_all_are_told_within_a_second(site, tmp_path):
    from noroshi.operations.database import most_connections

    with opened(site, *[*map(session, PEOPLE[:2])] * (PAGES // 2)) as streams:
        assert connections("noroshi live") == 1
        assert connections("noroshi web") <= most_connections()
        began = now()
        answer(signed_in("p-east@example.test"))
        committed = time.monotonic()
        assert all(stream.is_told() for stream in streams)
        assert time.monotonic() - committed < 1, began


def test_the_stream_ends_with_the_session_and_with_the_role(site, nation):
    from noroshi.parties.actions.end_role import end_role
    from noroshi.parties.models import ActorRecord
    from noroshi.parties.scope import acting_as

    leaver = signed_in("p-east@example.test")
    left = leaver.cookies["sessionid"].value
    streams = [Stream(site, left), Stream(site, session("p-west@example.test"))]
    stays = Stream(site, session("nco@example.test"))
    leaver.post("/sign-in/out/")
    west = nation["P-WEST"]
    with acting_as(west):
        hat = ActorRecord.objects.get(person__email="p-west@example.test")
        end_role(hat.id, by=west, at=now())
    assert all(stream.ends(20) for stream in streams)
    assert not stays.ends(1)
    again = Stream(site, left)
    assert not again.is_open, "and nobody gets another without a sign-in"
    for stream in (*streams, stays, again):
        stream.close()


@pytest.mark.parametrize("since", ["", "yesterday", "2026-01-01T00:00:00", "\x00"])
def test_what_is_no_instant_is_refused(east, since):
    assert east.get(PATH, {"since": since}).status_code == 422


def test_without_a_server_of_streams_nothing_more_is_promised(east):
    answer = east.get(PATH, {"since": rfc3339(now())})
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_site_stops_in_time_with_open_pages(nation, tmp_path):
    with served(tmp_path) as address:
        site = urlsplit(address)
        mine = session("p-east@example.test")
        streams = [Stream(site, mine) for _ in range(10)]
        assert all(stream.is_open for stream in streams)
        began = time.monotonic()
    assert time.monotonic() - began < 4
    for stream in streams:
        assert stream.ends(1)
        stream.close()


def test_whoever_asks_for_news_stays_who_it_was(nation):
    from django.db import connection

    from noroshi.parties.scope import acting_as
    from noroshi.warnings import sql

    east, west = nation["P-EAST"], nation["P-WEST"]
    with acting_as(east), connection.cursor() as cursor:
        cursor.execute(sql.NEWS, {"actors": [west.id], "changed": []})
        assert cursor.fetchall() == [(west.id, True, False)]
        cursor.execute("SELECT noroshi.actor(), count(*) FROM warnings_warning")
        assert cursor.fetchone() == (east.id, 1)
