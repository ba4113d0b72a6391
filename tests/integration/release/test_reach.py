"""What decisions open is never more than what stands."""

import threading

import psycopg
import pytest

from tests.nation import register

WITHDRAW = """
UPDATE release_decision SET withdrawn_at = now() WHERE withdrawn_at IS NULL
  AND recipient_id = (SELECT id FROM parties_organisation WHERE code = 'METI')
  AND (owner_id = (SELECT id FROM parties_organisation WHERE code = 'P-EAST')) = %s
"""
REACH = """
SELECT count(*) FROM release_reach
WHERE recipient_id = (SELECT id FROM parties_organisation WHERE code = 'METI')
"""


@pytest.fixture
def owners(database):
    from noroshi.operations.database import owner_parameters

    register()
    with (
        psycopg.connect(**owner_parameters()) as one,
        psycopg.connect(**owner_parameters()) as other,
    ):
        yield one, other


def test_two_who_withdraw_at_once_leave_nothing_open(owners):
    one, other = owners
    assert one.execute(REACH).fetchone()[0] > 0
    one.execute(WITHDRAW, [True])
    thread = threading.Thread(target=other.execute, args=[WITHDRAW, [False]])
    thread.start()
    thread.join(1)
    assert thread.is_alive(), "it waits for the first"
    one.commit()
    thread.join()
    other.commit()
    assert one.execute(REACH).fetchone() == (0,)


def test_without_decisions_nothing_is_open(owners):
    one, _ = owners
    one.execute("TRUNCATE release_decision")
    assert one.execute("SELECT count(*) FROM release_reach").fetchone() == (0,)
