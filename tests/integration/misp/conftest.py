"""Two operators, each with a client of MISP's interface; the site, served."""

import logging
import warnings
from types import SimpleNamespace

import psycopg
import pytest

from noroshi.kernel.clock import now
from tests.emptying import empty
from tests.nation import register
from tests.served import served_site

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pymisp import PyMISP


def key(actor, *scopes):
    """Of a client of the actor's organisation."""
    from noroshi.parties import queries
    from noroshi.parties.actions.create_client import create_client
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        own = queries.organisation(actor.organisation_code)
        made = create_client(scopes or ("misp",), organisation=own, by=actor, at=now())
    return f"{made.client_id}:{made.client_secret}"


@pytest.fixture(scope="module")
def served(migrated):
    """A site, and PyMISP signed in as either: each key costs slow hashes."""
    logging.getLogger("pymisp").setLevel(logging.CRITICAL + 1)
    actors = register()
    keys = {
        "east": key(actors["P-EAST"]),
        "west": key(actors["P-WEST"]),
        "scopeless": key(actors["P-EAST"], "taxii"),
    }
    with served_site() as address:
        east, west = (PyMISP(f"{address}/misp/", keys[name]) for name in ("east", "west"))
        yield SimpleNamespace(actors=actors, keys=keys, east=east, west=west)
    empty()


@pytest.fixture
def misp(served):
    """The same with nothing in the store."""
    from noroshi.operations.database import owner_parameters

    yield served
    with psycopg.connect(**owner_parameters(), autocommit=True) as owner:
        owner.execute("TRUNCATE intelligence_stixobject, ledger_entry CASCADE")
