"""Events of MISP in the store: once, and seen as their labels say."""

import json

from noroshi.formats.stix import PAP_REFS
from noroshi.kernel.markings import Pap
from tests.nation import register
from tests.stix import bring
from tests.unit.formats.test_misp import EVENT


def attribute(number, *tags):
    return {
        "uuid": f"5f0f0f0f-0000-4000-8000-00000000000{number}", "type": "ip-dst",
        "category": "Network activity", "value": f"192.0.2.{number}", "to_ids": True,
        "timestamp": "1767225600", "Tag": [{"name": tag} for tag in tags],
    }  # fmt: skip


TAGGED = {
    "uuid": "5f0f0f0f-0000-4000-8000-000000000001", "info": "Invented", "date": "2026-01-01",
    "timestamp": "1767225600", "analysis": "0", "threat_level_id": "1", "published": True,
    "Tag": [{"name": "tlp:amber"}, {"name": "PAP:AMBER"}],
    "Attribute": [attribute(2, "tlp:green", "PAP:RED"), attribute(3, "tlp:red"), attribute(4)],
}  # fmt: skip


def test_an_event_comes_in_once_and_reaches_whom_its_label_lets_it(database):
    from noroshi.intelligence import queries
    from noroshi.parties.scope import acting_as

    actors = register()
    east, west = actors["P-EAST"], actors["P-WEST"]
    export = json.dumps({"response": [EVENT, {"Event": TAGGED}]}).encode()
    first = bring(east, export, events=True)
    assert first.refused == []
    assert first.accepted > 10
    again = bring(east, export, events=True)
    assert (again.accepted, again.unchanged, again.refused) == (
        0,
        first.accepted + first.unchanged,
        [],
    )
    with acting_as(east):
        held = {one.stix_id: one for one in queries.objects(size=100)}
    assert "架空の攻撃" in {one.name for one in held.values()}
    with acting_as(west):
        assert {one.type for one in queries.objects(size=100)} <= {"marking-definition"}
    # An event that is TLP:AMBER says nothing that is GREEN, whatever its attributes have.
    made = {one["uuid"][-1]: held[f"indicator--{one['uuid']}"] for one in TAGGED["Attribute"]}
    assert {name: one.tlp for name, one in made.items()} == {"2": "amber", "3": "red", "4": "amber"}
    paps = set(PAP_REFS.values())
    assert {name: paps & set(json.loads(one.content)["object_marking_refs"])
            for name, one in made.items()} == {
        "2": {PAP_REFS[Pap.RED]}, "3": {PAP_REFS[Pap.AMBER]}, "4": {PAP_REFS[Pap.AMBER]},
    }  # fmt: skip
    assert held[PAP_REFS[Pap.RED]].tlp == "clear"


def test_who_may_not_send_events_is_told_that_it_is_no_object(database):
    actors = register()
    refused = bring(actors["P-EAST"], json.dumps(EVENT).encode()).refused
    assert [one.reason for one in refused] == ["type: there is none"]
