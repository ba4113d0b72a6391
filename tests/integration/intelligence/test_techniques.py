"""ATT&CK's matrix of what was seen: whatever way a technique is named, each object once, in the period,
and nothing of what one may not see."""

import dataclasses
from datetime import UTC, datetime

import pytest

from noroshi.kernel.clock import now
from noroshi.operations.database import Role, connected_as
from tests.attack import matrix, pattern
from tests.nation import register
from tests.stix import TLP, bring, bundle, identifier, indicator, relationship

GREEN = [TLP["green"]]


@pytest.fixture
def actors(database):
    return register()


def bring_matrix(folder, *more, **terms):
    from noroshi.intelligence.actions.import_reference import import_reference

    (folder / "attack.json").write_bytes(matrix(*more, **terms))
    with connected_as(Role.WORKER):
        return import_reference([folder], by=None, at=now())


def index():
    from noroshi.intelligence.actions.index_objects import index_objects

    with connected_as(Role.WORKER):
        index_objects()


def seen(actor, **narrowed):
    from noroshi.intelligence import techniques
    from noroshi.parties.scope import acting_as

    period = dataclasses.replace(techniques.Period(), **narrowed)
    with acting_as(actor):
        found = techniques.matrix("enterprise-attack", period)
        behind = {
            cell.number: len(techniques.behind(period, number=cell.number, size=100))
            for cell in found.cells
        }
    assert behind == {cell.number: cell.whole.objects for cell in found.cells}
    return found, {cell.number: (cell.own.objects, cell.whole.objects) for cell in found.cells}


def told():
    """Of each way to name a technique one object."""
    event = {
        "type": "sighting",
        "spec_version": "2.1",
        "id": identifier("sighting", "s"),
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "sighting_of_ref": identifier("attack-pattern", "T1566.002"),
        "last_seen": "2026-03-05T00:00:00Z",
        "object_marking_refs": GREEN,
    }
    own = {**pattern("T1190", "Ours", "initial-access"), "id": identifier("attack-pattern", "own")}
    phase = [{"kill_chain_name": "mitre-attack", "phase_name": "execution"}]
    actor = identifier("intrusion-set", "i")
    return bundle(
        indicator("tag", tlp="green",
                  labels=['misp-galaxy:mitre-attack-pattern="Break the Door - T1190"']),
        indicator("label", tlp="green", labels=["attack.t1190", "year-2026"]),
        indicator("old", tlp="green", labels=["T1001"]),
        indicator("faded", tlp="green", labels=["T1003"]),
        indicator("unknown", tlp="green", labels=["T1999"]),
        indicator("phase", tlp="green", kill_chain_phases=phase),
        {**own, "object_marking_refs": GREEN},
        {**pattern("T1190", "MITRE's own", "initial-access"), "object_marking_refs": GREEN},
        relationship("uses", actor, own["id"], object_marking_refs=GREEN),
        relationship("mitigates", identifier("course-of-action", "c"), own["id"],
                     object_marking_refs=GREEN),
        event,
    )  # fmt: skip


def test_each_way_to_name_a_technique_counts_once_and_revoked_ones_are_followed(actors, tmp_path):
    east, west = actors["P-EAST"], actors["P-WEST"]
    assert bring_matrix(tmp_path).accepted == 1
    assert bring_matrix(tmp_path).unchanged == 1
    bring(east, told())
    bring(east, told(), source="second")  # another source's copy counts no more
    index()
    found, counts = seen(west)
    assert counts == {
        "T1190": (4, 4),  # tag, label, own pattern and what uses it; MITRE's own says of no use
        "T1566": (0, 2),
        "T1566.001": (1, 1),  # of T1001, twice revoked
        "T1566.002": (1, 1),
        "T1003": (1, 1),
        "T1999": (1, 1),
    }
    first, second = found.columns
    assert (first.name, [cell.number for cell in first.seen]) == ("Initial Access",
                                                                  ["T1190", "T1566"])  # fmt: skip
    assert (second.alone.objects, found.objects) == (1, 9)
    assert [cell.number for cell in found.others] == ["T1003", "T1999"]
    assert [cell.level for cell in first.seen] == [4, 2]
    march = datetime(2026, 3, 1, tzinfo=UTC)
    assert seen(west, since=march)[1] == {"T1566": (0, 1), "T1566.002": (1, 1)}
    assert "T1566.002" not in seen(west, until=march)[1]
    assert seen(west, tellers=[west.organisation])[1] == {}
    assert seen(west, source="second")[1] == {}  # another's source is not told
    assert seen(east, source="second")[1] == counts
    newer = {**indicator("tag", tlp="green", day=9), "labels": ["T1566"]}
    bring(east, bundle(newer))
    index()
    assert seen(west)[1]["T1190"] == (3, 3)  # its newest says it no more
    assert bring_matrix(tmp_path, modified="2025-01-01T00:00:00.000Z").unchanged == 1


def test_nothing_of_another_is_counted_named_or_stands_behind(actors, tmp_path):
    east, west = actors["P-EAST"], actors["P-WEST"]
    bring_matrix(tmp_path)
    pointed = identifier("attack-pattern", "hidden")
    hidden = {
        **pattern("T1190", "Hidden", "execution"),
        "id": pointed,
        "object_marking_refs": [TLP["red"]],
    }
    bring(
        east,
        bundle(
            hidden,
            indicator("secret", tlp="red", labels=["T1566"]),
            relationship("uses", identifier("malware", "m"), pointed, object_marking_refs=GREEN),
        ),
        source="informer",
    )
    index()
    assert seen(east)[1] == {"T1190": (2, 2), "T1566": (1, 1)}
    found, counts = seen(west)
    assert (counts, found.objects) == ({}, 0)
    for narrowed in ({"source": "informer"}, {"tellers": [east.organisation]}):
        assert seen(west, **narrowed)[1] == {}
