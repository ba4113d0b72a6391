"""Events of MISP in the store: once, and seen as their labels say."""

import json

from tests.nation import register
from tests.stix import bring
from tests.unit.formats.test_misp import EVENT


def test_an_event_comes_in_once_and_reaches_whom_its_label_lets_it(database):
    from noroshi.intelligence import queries
    from noroshi.parties.scope import acting_as

    actors = register()
    east, west = actors["P-EAST"], actors["P-WEST"]
    export = json.dumps({"response": [EVENT]}).encode()
    first = bring(east, export, events=True)
    assert first.refused == []
    assert first.accepted > 10
    again = bring(east, export, events=True)
    assert (again.accepted, again.unchanged, again.refused) == (0, first.accepted, [])
    with acting_as(east):
        assert "架空の攻撃" in [one.name for one in queries.objects(size=100)]
    with acting_as(west):
        assert {one.type for one in queries.objects(size=100)} <= {"marking-definition"}


def test_who_may_not_send_events_is_told_that_it_is_no_object(database):
    actors = register()
    refused = bring(actors["P-EAST"], json.dumps(EVENT).encode()).refused
    assert [one.reason for one in refused] == ["type: there is none"]
