"""STIX: what is refused with which property and reason, what 2.0 becomes, how a text is read."""

import io
import json

import pytest

from noroshi.formats.stix import (
    bundle_of,
    check,
    is_old,
    observable_id,
    raised,
    read_objects,
    strictest_tlp,
)
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.imports import Refusal
from noroshi.kernel.markings import Tlp
from tests.stix import TLP, identifier, indicator, relationship

GOOD = indicator("good")
RED_1 = {
    "type": "marking-definition", "spec_version": "2.1", "name": "TLP:RED",
    "id": "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
    "created": "2017-01-20T00:00:00.000Z", "definition_type": "tlp", "definition": {"tlp": "red"},
}  # fmt: skip
SIGHTING = {**GOOD, "type": "sighting", "id": identifier("sighting", "x"),
            "sighting_of_ref": GOOD["id"]}  # fmt: skip
HOST = {"type": "domain-name", "id": identifier("domain-name", "x"), "value": "gate.example"}
ADDRESS = {"type": "ipv4-addr", "id": identifier("ipv4-addr", "x"), "value": "192.0.2.0/28"}


@pytest.mark.parametrize("one", [
    GOOD, RED_1, SIGHTING, HOST, ADDRESS, relationship("uses", GOOD["id"], HOST["id"]),
    {**GOOD, "x_own": {"a": [1, None]}, "created": "2016-12-31T23:59:60.000Z"},
    {**GOOD, "type": "x-own", "id": identifier("x-own", "x")},
    {"type": "x-own", "id": identifier("x-own", "x"), "anything": 1},
    {**GOOD, "granular_markings": [{"marking_ref": TLP["red"], "selectors": ["pattern"]}]},
    {**GOOD, "granular_markings": [{"lang": "ja", "selectors": ["name"]}]},
    {**ADDRESS, "type": "ipv6-addr", "id": identifier("ipv6-addr", "x"), "value": "::ffff:192.0.2.1"},
])  # fmt: skip
def test_what_is_sound_is_let_in(one):
    check(one)


@pytest.mark.parametrize(("one", "reason"), [
    ({}, "type: there is none"),
    ({**GOOD, "type": ["x"]}, "type: there is none"),
    ({**GOOD, "id": HOST["id"]}, "id: does not begin with indicator--"),
    ({**GOOD, "name": 7}, "name: 7 is not of type"),
    ({**GOOD, "confidence": 101}, "confidence: 101 is greater"),
    ({**GOOD, "x_own": None}, "x_own: null is not of type"),
    ({**GOOD, "modified": "2025-01-01T00:00:00.000Z"}, "modified: is not after created"),
    ({**GOOD, "created": "2026-02-30T00:00:00.000Z"}, "created: there is no such day"),
    ({**GOOD, "created": "0000-01-01T00:00:00.000Z"}, "created: there is no such day"),
    ({**GOOD, "valid_until": GOOD["valid_from"]}, "valid_until: is not after valid_from"),
    ({**RED_1, "id": TLP["red"]}, "definition: is not TLP's"),
    ({**RED_1, "definition_type": "x", "definition": {"x": 1}}, "id: is that of another definition"),
    ({**HOST, "resolves_to_refs": [GOOD["id"]]}, "resolves_to_refs: leads to ipv4-addr, ipv6"),
    ({**HOST, "resolves_to_refs": ["0"]}, "resolves_to_refs: 0 is no identifier"),
    ({**ADDRESS, "value": "2001:db8::1"}, "value: is no address of version 4"),
    ({**ADDRESS, "value": "192.0.2.256"}, "value: is neither an address nor a block"),
    ({**SIGHTING, "where_sighted_refs": [GOOD["id"]]}, "where_sighted_refs.0: "),
    ({**GOOD, "granular_markings": [{"marking_ref": TLP["red"], "selectors": ["name.[0]"]}]},
     "granular_markings.0.selectors: name.[0] leads to nothing"),
    ({**GOOD, "extensions": {"extension-definition--x": {}}}, "extensions: "),
])  # fmt: skip
def test_what_is_wrong_is_named_by_property(one, reason):
    with pytest.raises(MalformedError) as error:
        check(one)
    assert error.value.detail.startswith(reason), error.value.detail


def test_identifiers_of_observables_follow_from_what_they_say():
    """As the library of OASIS makes them: those in the text of the specification are invented."""
    assert observable_id({"type": "ipv4-addr", "value": "198.51.100.3"}) == (
        "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"
    )
    assert observable_id({"type": "process", "pid": 1}) is None
    hashes = {"SHA-256": "b" * 64, "MD5": "a" * 32}
    of_md5 = observable_id({"type": "file", "hashes": {"MD5": "a" * 32}})
    assert observable_id({"type": "file", "hashes": hashes}) == of_md5


def test_the_strictest_label_of_an_object_and_its_parts_counts():
    part = {"granular_markings": [{"marking_ref": RED_1["id"], "selectors": ["name"]}]}
    assert strictest_tlp(GOOD) is None
    assert strictest_tlp(indicator("a", tlp="green")) is Tlp.GREEN
    assert strictest_tlp(indicator("a", tlp="green", **part)) is Tlp.RED
    assert strictest_tlp(RED_1) is Tlp.CLEAR


def test_stix_20_is_raised_with_the_observables_in_it():
    times = {"created": "2017-01-01T00:00:00.000Z", "modified": "2017-01-01T00:00:00.000Z"}
    observed = {
        "type": "observed-data", "id": identifier("observed-data", "x"), **times,
        "first_observed": "2017-01-01T00:00:00Z", "last_observed": "2017-01-01T00:00:00Z",
        "number_observed": 1, "object_marking_refs": [TLP["amber"]],
        "objects": {
            "0": {"type": "ipv4-addr", "value": "198.51.100.3"},
            "1": {"type": "domain-name", "value": "gate.example", "resolves_to_refs": ["0"]},
            "2": {"type": "directory", "path": "/a", "created": "2017-01-01T00:00:00Z",
                  "contains_refs": ["3"]},
            "3": {"type": "file", "name": "b", "parent_directory_ref": "2"},
        },
    }  # fmt: skip
    assert is_old(observed)
    data, *held = raised(observed)
    by_type = {one["type"]: one for one in held}
    assert data["object_refs"] == [one["id"] for one in held]
    assert by_type["ipv4-addr"]["id"] == "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"
    assert by_type["domain-name"]["resolves_to_refs"] == [by_type["ipv4-addr"]["id"]]
    assert by_type["directory"]["ctime"] == "2017-01-01T00:00:00Z"
    assert by_type["directory"]["contains_refs"] == [by_type["file"]["id"]]
    assert by_type["file"]["parent_directory_ref"] == by_type["directory"]["id"]
    for one in (data, *held):
        check(one)
        assert strictest_tlp(one) is Tlp.AMBER
    assert [one["id"] for one in raised(observed)] == [one["id"] for one in (data, *held)]
    actor = {"type": "threat-actor", "id": identifier("threat-actor", "x"), **times,
             "name": "x", "labels": ["spy"]}  # fmt: skip
    (new,) = raised(actor)
    check(new)
    assert new["threat_actor_types"] == ["spy"]
    old_red = {name: value for name, value in RED_1.items() if name not in ("name", "spec_version")}
    assert list(raised(old_red)) == [RED_1]


def read(text):
    return list(read_objects(io.BytesIO(text.encode()), source="x"))


def test_bundles_envelopes_arrays_and_lines_are_read():
    bundle = json.dumps({"objects": [GOOD, 7], "type": "bundle", "id": identifier("bundle", "x")})
    first, second = read(bundle)
    assert (first.place, first.object) == ("/objects/0", GOOD)
    assert second == Refusal("x", "/objects/1", "is no object")
    assert [one.place for one in read(f"{bundle}\n{json.dumps(HOST)}\n[{json.dumps(HOST)}]")] == [
        "/objects/0", "/objects/1", "document 2", "document 3/0",
    ]  # fmt: skip
    assert [one.object for one in read(json.dumps({"more": False, "objects": [HOST]}))] == [HOST]
    written = b"".join(bundle_of([json.dumps(GOOD), json.dumps(HOST)])).decode()
    assert [one.object for one in read(written)] == [GOOD, HOST]
    assert read(b"".join(bundle_of([])).decode()) == []


@pytest.mark.parametrize("text", [
    "", "7", '{"type": "bundle", "objects": []}', '{"type": "x", "objects": []}',
    '{"type": "bundle", "id": "bundle--x"', '[{"a": 1e999}]', "[{}", "[" * 70 + "]" * 70,
])  # fmt: skip
def test_what_is_damaged_says_where(text):
    with pytest.raises(MalformedError, match=r"x: character"):
        read(text)
