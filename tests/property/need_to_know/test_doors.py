"""Through the API, the pages and the exports, too, a requester sees what the oracle says.

Counted are worlds: of each one actor looks at one list by one door, both drawn by chance out of all, a
page with all that follow it. All of the list is there, the count over it is of what may be seen, and no number, code, name or network of any
other row of any world, were it in another table. What exchanges intelligence (TAXII, MISP, feeds) and
the live page are not among these doors."""

import os
import random

import pytest

from tests.property.need_to_know.doors import CODED, DOORS, KIND, Door, Knocker, count
from tests.property.need_to_know.shown import Expected
from tests.property.need_to_know.test_row_security import connection as connection  # noqa: PLC0414
from tests.property.need_to_know.visiting import Side, visit
from tests.property.need_to_know.worlds import WEAKNESSES

WORLDS = int(os.environ.get("DOOR_WORLDS", "2000"))
FIRST = 10_000  # seed
LONG = 100  # rows
COUNTED = {"warnings_warning", "assets_asset", "assets_system", *CODED}  # over the list
WEIGHTS = [1 if door.way == "page" else 2 for door in DOORS]  # pages take three times as long


@pytest.mark.parametrize("part", range(2))
def test_every_list_shows_exactly_what_the_oracle_says(connection, part):
    half = WORLDS // 2
    visit(connection, range(FIRST + part * half, FIRST + (part + 1) * half), look_at_list)


def look_at_list(side: Side, knocker: Knocker, expected: Expected, dice: random.Random) -> None:
    """All of a list is there, and nothing on it names anything else."""
    door, kind = _door(expected, dice), dice.choice(WEAKNESSES)
    address = door.address.replace(KIND, str(kind))
    texts = list(knocker.texts(Door(door.table, door.way, address)))
    given = set().union(*map(side.named, texts))
    wanted = side.listed(expected.shown.get(door.table, set()), door.table, kind)
    assert side.listed(given, door.table, kind) == wanted, door
    assert given <= expected.named(), door
    if door.way == "page" and door.table in COUNTED and expected.seen:
        assert count(texts[0]) == len(expected.seen.get(door.table, ())), door


def _door(expected: Expected, dice: random.Random) -> Door:
    """Of lists that are long, as the nation's are to its office, one in a few is walked through."""
    while True:
        door = dice.choices(DOORS, WEIGHTS)[0]
        if len(expected.shown.get(door.table, ())) < LONG or dice.random() < 0.1:
            return door
