"""Two operators and the national office, each with a client of TAXII; the site, served."""

import base64
from types import SimpleNamespace

import psycopg
import pytest

from noroshi.kernel.clock import now
from tests.emptying import empty
from tests.integration.api.conftest import browser
from tests.nation import register
from tests.served import served_site

MEDIA_TYPE = "application/taxii+json;version=2.1"
ROOT = "/taxii2/noroshi/"


class Taxii:
    """A client that sends its own credentials with each request."""

    def __init__(self, actor, *scopes):
        from noroshi.parties import queries
        from noroshi.parties.actions.create_client import create_client
        from noroshi.parties.scope import acting_as

        with acting_as(actor):
            own = queries.organisation(actor.organisation_code)
            self.made = create_client(scopes or ("taxii",), organisation=own, by=actor, at=now())
        self.authorization = basic(self.made.client_id, self.made.client_secret)

    def call(self, method, path, body="", *, content_type=MEDIA_TYPE, **headers):
        headers = {"Accept": MEDIA_TYPE, "Authorization": self.authorization} | headers
        path = path if path.startswith("/") else ROOT + path
        given = {name: value for name, value in headers.items() if value}
        return browser().generic(method, path, body, content_type, headers=given)

    def get(self, path, **headers):
        return self.call("GET", path, **headers)

    def post(self, path, body, **headers):
        return self.call("POST", path, body, **headers)


def basic(name, secret):
    return f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"


@pytest.fixture(scope="module")
def clients(migrated):
    """Two of one organisation, one of another, one without the scope: each costs slow hashes."""
    actors = register()
    east, west = actors["P-EAST"], actors["P-WEST"]
    yield SimpleNamespace(
        actors=actors,
        east=Taxii(east),
        second=Taxii(east),
        west=Taxii(west),
        scopeless=Taxii(east, "warnings"),
    )
    empty()


@pytest.fixture
def taxii(clients):
    """The same, with nothing in the store."""
    from noroshi.operations.database import owner_parameters

    yield clients
    with psycopg.connect(**owner_parameters(), autocommit=True) as owner:
        owner.execute("TRUNCATE intelligence_stixobject, ledger_entry CASCADE")


@pytest.fixture
def site(clients):
    with served_site() as address:
        yield address
