"""What is there and may not be seen is answered as what is not there, on pages and by the API.

Counted are worlds: of each one actor asks for one thing, or looks at a page that is made of many."""

import os
import random
from uuid import UUID, uuid4

from tests.property.need_to_know.doors import OBJECTS, SUMMARIES, Knocker, address_of, told
from tests.property.need_to_know.shown import Expected
from tests.property.need_to_know.test_row_security import connection as connection  # noqa: PLC0414
from tests.property.need_to_know.visiting import Side, visit

WORLDS = int(os.environ.get("THING_WORLDS", "500"))
FIRST = 20_000  # seed


def test_what_may_not_be_seen_is_as_what_is_not_there(connection):
    visit(connection, range(FIRST, FIRST + WORLDS), look)


def look(side: Side, knocker: Knocker, expected: Expected, dice: random.Random) -> None:
    """At a thing, or at a page that is made of many."""
    if dice.random() < 0.9:
        look_at_thing(side, knocker, expected, _thing(side, expected, dice))
    else:
        look_at_summary(side, knocker, expected, dice.choice(SUMMARIES))


def look_at_thing(
    side: Side, knocker: Knocker, expected: Expected, thing: tuple[str, UUID]
) -> None:
    """A thing is shown, or all is as if it were not there."""
    template, id_ = thing
    table = side.tables[id_]
    answer = knocker.get(address_of(template, table, id_))
    if id_ in expected.shown.get(table, ()):
        assert answer.status_code == 200, thing
        given = side.named(answer.content.decode())
        assert given <= expected.named(), thing
        note = side.note_of.get(id_)
        assert (note in given) == (note in expected.shown.get("warnings_note", ())), thing
        return
    nothing = uuid4()
    absent = knocker.get(address_of(template, table, nothing))
    assert absent.status_code == (404 if expected.seen else _shut(template)), thing
    assert told(answer, id_) == told(absent, nothing), thing


def _shut(template: str) -> int:
    """What somebody hears who acts no more."""
    return 401 if template.startswith("/api/") else 403


def look_at_summary(side: Side, knocker: Knocker, expected: Expected, address: str) -> None:
    """Nothing on a page names what may not be seen."""
    answer = knocker.get(address)
    assert answer.status_code in (200, 403), address
    if expected.seen:
        assert side.named(answer.content.decode()) <= expected.named(), address


def _thing(side: Side, expected: Expected, dice: random.Random) -> tuple[str, UUID]:
    """Where a thing is shown, and which: as often one that may be seen as any."""
    table = dice.choice(list(OBJECTS))
    seen = sorted(expected.shown.get(table, ()))
    every = [id_ for id_, where in side.tables.items() if where == table]
    return dice.choice(OBJECTS[table]), dice.choice(seen if seen and dice.random() < 0.5 else every)
