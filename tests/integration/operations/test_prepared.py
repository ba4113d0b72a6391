"""Statements that go straight through the driver's library: alone, asked, and several in one round trip."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from noroshi.operations.prepared import (
    Prepared,
    ask_models,
    ask_prepared,
    execute_prepared,
    together,
)

pytestmark = pytest.mark.usefixtures("database")

ADD = Prepared(b"test_add", b"INSERT INTO kept VALUES (($1::text)::integer)")
NEXT = Prepared(b"test_next", b"INSERT INTO kept SELECT max(number) + 1 FROM kept")
KEPT = Prepared(b"test_kept", b"SELECT number FROM kept ORDER BY number")
END = Prepared(b"test_end", b"SELECT pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
def kept():
    """What a table of one's own holds."""
    from django.db import connection

    connection.close()  # what a table of the same name was is forgotten with it
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (number integer PRIMARY KEY)")
    yield lambda: [number for (number,) in ask_prepared(KEPT)]
    connection.close()


def add(*numbers, after=None):
    with together():
        for number in numbers:
            if not isinstance(number, bytes):
                raise TypeError("no number")
            execute_prepared(ADD, [number])
            if after:
                execute_prepared(after, [])


def test_several_are_sent_at_the_end_and_done_in_their_order(kept):
    from django.db import transaction

    with transaction.atomic(), together():
        execute_prepared(ADD, [b"5"])
        with together():
            execute_prepared(NEXT, [])
        execute_prepared(NEXT, [])
        assert kept() == []
    assert kept() == [5, 6, 7]


def test_the_first_that_fails_is_told_and_nothing_of_them_stays(kept):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="kept_pkey"), transaction.atomic():
        add(b"1", b"2", b"1", b"3")
    assert kept() == []
    execute_prepared(ADD, [b"4"])
    assert kept() == [4]


def test_what_fails_before_the_end_sends_nothing(kept):
    with pytest.raises(TypeError, match="no number"):
        add(b"1", b"2", 3)
    execute_prepared(ADD, [b"2"])
    assert kept() == [2]


def test_a_server_that_goes_away_meanwhile_is_told(kept):
    from django.db import OperationalError, connection, transaction

    with pytest.raises(OperationalError), transaction.atomic():
        add(b"1", b"2", after=END)
    connection.close()
    assert ask_prepared(Prepared(b"test_one", b"SELECT 1")) == [(1,)]


def test_what_is_asked_comes_as_a_cursor_reads_it():
    named = b"SELECT $1::uuid, $2::text, ARRAY[1, 2], timestamptz '2026-10-01 09:00+09', NULL::text"
    name = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    (found,) = ask_prepared(Prepared(b"test_types", named), [name.bytes, "狼煙".encode()])
    assert found == (name, "狼煙", [1, 2], datetime(2026, 10, 1, tzinfo=UTC), None)


def test_asking_outside_a_transaction_begins_none():
    from django.db import connection

    ask_prepared(Prepared(b"test_idle", b"SELECT 1"))
    assert connection.connection.info.transaction_status.name == "IDLE"


def test_models_are_found_whatever_the_order_of_their_columns():
    from bench.nation import register
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.models import Organisation

    text = b"SELECT name, audience, o.* FROM parties_organisation o ORDER BY code"
    register(2)
    with connected_as(Role.WORKER):
        found = ask_models(Organisation, Prepared(b"test_models", text))
        assert found
        assert [vars(one) for one in found] == [
            {**vars(one), "_state": mine._state}
            for one, mine in zip(Organisation.objects.order_by("code"), found, strict=True)
        ]
