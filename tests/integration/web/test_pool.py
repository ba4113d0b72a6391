"""The site's connections: few, used again and again, and no request sees by another's requester."""

from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

import psycopg
import pytest

from noroshi.operations.database import most_connections
from tests.e2e.conftest import served
from tests.integration.web.conftest import signed_in


@pytest.fixture
def site(nation, tmp_path):
    with served(tmp_path) as address:
        yield address


def connections():
    """Process ids of the database server's ends of the site's connections."""
    from noroshi.operations.database import owner_parameters

    with psycopg.connect(**owner_parameters()) as owner:
        rows = owner.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'noroshi web'"
        )
        return {pid for (pid,) in rows}


def test_requests_share_few_connections_and_see_each_what_is_theirs(site):
    people = ("p-east@example.test", "p-west@example.test", "nco@example.test")
    sessions = [signed_in(one).cookies["sessionid"].value for one in people]

    def ask(number):
        session = sessions[number % len(sessions)]
        asked = Request(f"{site}/warnings/?format=csv", headers={"Cookie": f"sessionid={session}"})
        with urlopen(asked, timeout=60) as answer:
            return number % len(sessions), answer.read().decode().count("CVE-2099-0001")

    with ThreadPoolExecutor(12) as pool:
        first = set(pool.map(ask, range(48)))
        held = connections()
        second = set(pool.map(ask, range(48)))
    assert first == second
    seen = dict(first)
    assert len(first) == len(seen), "each sees the same every time"
    assert seen[0] == seen[2] > 0
    assert seen[1] == 0
    assert 0 < len(held) <= most_connections()
    assert held & connections(), "what was opened is used again"
    assert len(connections()) <= most_connections()
