"""Machine tags: what they mean is imported, objects are found by it, and MISP's events keep to it."""

import json

import pytest

from noroshi.kernel.clock import now
from noroshi.operations.database import Role, connected_as
from tests.integration.intelligence.test_searching import names
from tests.integration.intelligence.test_techniques import bring_matrix, index, seen
from tests.nation import register
from tests.stix import bring, bundle, indicator
from tests.tags import ACTORS, tables


@pytest.fixture
def actors(database):
    return register()


def bring_tags(folder, *more):
    from noroshi.intelligence.actions.import_reference import import_reference

    path = folder / "tags.jsonl"
    path.write_text("\n".join([tables(), *map(json.dumps, more)]))
    with connected_as(Role.WORKER):
        return import_reference([path], by=None, at=now())


def test_an_object_is_found_by_what_its_tags_stand_for(actors, tmp_path):
    east, west = actors["P-EAST"], actors["P-WEST"]
    bring_matrix(tmp_path)
    assert bring_tags(tmp_path).accepted == 3
    older = {**ACTORS, "version": 1}
    assert (bring_tags(tmp_path, older).unchanged, len(bring_tags(tmp_path).refused)) == (4, 0)
    labels = ['misp-galaxy:threat-actor="Kagemusha Gang (fictional)"', "kagami:clear"]
    shared = indicator("a", tlp="green", labels=labels)
    secret = indicator("b", tlp="red", labels=['misp-galaxy:threat-actor="shadow actors"'])
    named = indicator(
        "c", tlp="green", labels=['misp-galaxy:mitre-attack-pattern="break the door"']
    )
    bring(east, bundle(shared, secret, named))
    index()
    assert set(names(east, text="shadow actors")) == {"a", "b"}
    assert names(west, text="shadow actors") == ["a"]
    assert names(west, text="seen clearly") == ["a"]
    assert seen(west)[1] == {"T1190": (1, 1)}
    from noroshi.intelligence.tags.queries import meanings
    from noroshi.parties.scope import acting_as

    with acting_as(west):
        known = meanings(['MISP-galaxy:threat-actor="OBORO group"', labels[0], "none:such"])
    assert {one.tag for one in known.values()} == {
        'misp-galaxy:threat-actor="Oboro Group"',  # its own name, though a synonym of the other
        labels[0],
    }
