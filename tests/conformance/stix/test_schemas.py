"""Our schemas judge as OASIS's do: real objects as they are, and each with one property spoilt."""

import random
from collections import Counter

import jsonschema_rs
import pytest

from noroshi.formats.stix import schemas
from noroshi.formats.stix.checking import RULES, check
from noroshi.kernel.errors import MalformedError
from tests.stix import json_files, real_bundles

SPOILT = (None, 0, -1, 1.5, "", "x", True, [], ["x"], [1], {}, {"x": "y"}, "2020-01-01T00:00:00Z")
ADDED = {"x_own": [], "X": 1, "severity": "high", "ab": 1, "x_null": None, "x_hex": "0g"}
# Where we judge otherwise, and why (docs/divergences.md).
ARGUED = {
    # Checked as addresses, not by an expression that knows no embedded IPv4.
    ("ipv4-addr", "value"), ("ipv6-addr", "value"),
    # A language may stand in place of a marking (section 7.2.3).
    ("*", "granular_markings"),
    # Names of properties are held to section 11.1 in marking definitions, too.
    *(("marking-definition", name) for name in ADDED),
    # TLP's identifiers are TLP's: nothing else is defined under them.
    ("marking-definition", "definition"), ("marking-definition", "definition_type"),
    # A pattern is one by its grammar, which no schema says.
    ("indicator", "pattern"), ("indicator", "pattern_type"),
    # An identifier is one, also where the schema asks for a text that begins like one.
    ("observed-data", "object_refs"), ("observed-data", "objects"),
}  # fmt: skip
EACH_TYPE = 6


@pytest.fixture(scope="module")
def theirs(data):
    found = list(json_files(data, "stix21_json_schemas.tar.zst"))
    registry = jsonschema_rs.Registry(
        [(one["$id"], one) for one in found if "$id" in one], draft=jsonschema_rs.Draft202012
    )
    return {
        one["$id"].rsplit("/", 1)[1].removesuffix(".json"): jsonschema_rs.Draft202012Validator(
            {"$ref": one["$id"]}, registry=registry
        )
        for one in found
        if "$id" in one
    }


@pytest.fixture(scope="module")
def objects(data):
    every = [one for _, found in real_bundles(data) for one in found]
    return [one for one in every if one.get("spec_version") == "2.1" or "created" not in one]


def judged(one, kind):
    """By the schema alone; of a definition by its rule, too, which OASIS has in a schema."""
    section = schemas.sections()[kind]
    if not schemas.validator(kind, section).is_valid(one):
        return False
    try:
        RULES.get(kind if section == "definition" else "", bool)(one)
    except MalformedError:
        return False
    return True


def test_real_objects_are_judged_alike(objects, theirs):
    """By our schemas and by our rules, which refuse nothing that OASIS's schemas let in."""
    verdicts = Counter()
    for one in objects:
        verdict = theirs.get(one["type"], theirs["core"]).is_valid(one)
        try:
            check(one)
            ours = True
        except MalformedError:
            ours = False
        assert ours == verdict, one
        verdicts[verdict] += 1
    assert verdicts[True] > 7000
    assert verdicts[False] == 3


def spoilt(one):
    for name in one:
        yield name, {key: value for key, value in one.items() if key != name}
        for value in SPOILT:
            yield name, {**one, name: value}
    for name, value in ADDED.items():
        yield name, {**one, name: value}


def test_spoilt_objects_are_judged_alike(objects, theirs):
    dice = random.Random(1)
    dice.shuffle(objects)
    taken, differing, compared = Counter(), Counter(), 0
    for one in objects:
        kind = one["type"]
        if kind not in theirs or taken[kind] == EACH_TYPE:
            continue
        taken[kind] += 1
        for name, other in spoilt(one):
            compared += 1
            if name in ("type", "id") or {(kind, name), ("*", name)} & ARGUED:
                continue
            if judged(other, kind) != theirs[kind].is_valid(other):
                differing[kind, name, repr(other.get(name))[:60], judged(other, kind)] += 1
    assert dict(differing) == {}
    assert compared > 10_000
    assert len(taken) > 30
