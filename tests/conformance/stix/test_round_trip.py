"""Real bundles come out as they came in."""

import json

from noroshi.formats.stix import check, is_old, raised
from noroshi.formats.stix.raising import IMPLIED, LABELS
from noroshi.kernel.errors import MalformedError
from tests.nation import register
from tests.stix import bring, bundle, real_bundles


def test_every_bundle_of_21_comes_out_as_it_came_in(database, data):
    from noroshi.intelligence import queries
    from noroshi.parties.scope import acting_as

    objects = {}
    for _, found in real_bundles(data):
        for one in found:
            if not is_old(one):
                objects.setdefault((one["id"], one.get("modified", one.get("created"))), one)
    east = register()["P-EAST"]
    result = bring(east, bundle(*objects.values()))
    assert [one.reason.partition(":")[0] for one in result.refused] == ["payload_bin"] * 3
    assert result.accepted == len(objects) - 3
    with acting_as(east):
        held = list(queries.every_object(queries.Chosen(versions=("all",))))
    refused = {one.place for one in result.refused}
    stored = [one for number, one in enumerate(objects.values())
              if f"/objects/{number}" not in refused]  # fmt: skip
    assert sorted(json.dumps(one, sort_keys=True) for one in stored) == sorted(
        json.dumps(json.loads(one.content), sort_keys=True) for one in held
    )


def test_every_object_of_20_is_raised_and_only_said_otherwise(data):
    wrong, count = [], 0
    for _, found in real_bundles(data):
        for one in filter(is_old, found):
            new, *rest = raised(one)
            count += 1
            try:
                check(new)
            except MalformedError as error:
                wrong.append(error.detail.partition(":")[0])
                continue
            back = {**new, "labels": new.get(LABELS.get(one["type"]), one.get("labels"))}
            names = set(one) | {"spec_version", *IMPLIED.get(one["type"], ())}
            assert rest == []
            assert set(new) - {LABELS.get(one["type"])} <= names | {"name"}
            assert {name: back[name] for name in one} == one
    assert wrong == ["identity_class"] * 15
    assert count > 26_000
