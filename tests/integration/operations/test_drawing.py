"""Identifiers drawn by lot within a statement."""

from uuid import RFC_4122, UUID

import pytest
from django.db import connection

from noroshi.operations.drawing import drawn_bigint, drawn_uuid, seed

MANY = 2_000
pytestmark = pytest.mark.usefixtures("database")


def _drawn(expression: str, by: bytes) -> list[object]:
    statement = f"SELECT {expression} FROM generate_series(1, {MANY}) n"
    with connection.cursor() as cursor:
        cursor.execute(statement, {"seed": by})
        return [value for (value,) in cursor.fetchall()]


def test_they_are_random_uuids() -> None:
    found = _drawn(drawn_uuid("n"), seed())
    assert len(set(found)) == MANY
    assert {(one.version, one.variant) for one in found if isinstance(one, UUID)} == {(4, RFC_4122)}
    assert sorted(found, key=str) != found


def test_they_are_numbers_of_60_bits() -> None:
    found = _drawn(drawn_bigint("n"), seed())
    assert len(set(found)) == MANY
    assert all(isinstance(one, int) and 0 <= one < 1 << 60 for one in found)
    assert any(isinstance(one, int) and one >= 1 << 59 for one in found)


def test_another_seed_draws_others() -> None:
    assert not set(_drawn(drawn_uuid("n"), seed())) & set(_drawn(drawn_uuid("n"), seed()))
