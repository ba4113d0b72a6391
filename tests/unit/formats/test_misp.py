"""MISP events: what they say in STIX, the same each time, and what is refused."""

import copy
import os
import signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats import misp
from noroshi.formats.stix import check, strictest_tlp
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp

EVENT = {
    "Event": {
        "uuid": "5a0d6d2a-464c-4b9c-8406-421c950d210f",
        "info": "架空の攻撃",
        "date": "2026-03-01",
        "timestamp": "1772323200",
        "published": True,
        "Orgc": {"name": "Tanuki", "uuid": "55f6ea5e-2c60-40e5-964f-47a8950d210f"},
        "Tag": [{"name": "tlp:amber"}],
        "Attribute": [
            {
                "type": "ip-dst",
                "category": "Network activity",
                "value": "192.0.2.7",
                "to_ids": True,
            },
            {"type": "domain", "category": "Network activity", "value": "gate.example"},
            {"type": "regkey", "category": "Persistence mechanism", "value": "HKLM\\Software\\X"},
        ],
        "Object": [
            {
                "name": "file",
                "meta-category": "file",
                "Attribute": [
                    {"type": "md5", "object_relation": "md5", "value": "0" * 32, "to_ids": True}
                ],
            }
        ],
        "Galaxy": [
            {
                "name": "Tool",
                "type": "tool",
                "GalaxyCluster": [
                    {"type": "tool", "value": "Tanuki RAT", "uuid": "", "meta": {}, "tag_name": "x"}
                ],
            }
        ],
    }
}


@pytest.fixture(scope="module")
def converter():
    with misp.Converter() as found:
        yield found


def test_an_event_says_its_objects_in_stix(converter):
    found = converter.objects_of(EVENT)
    for one in found:
        check(one)
    kinds = {one["type"] for one in found}
    assert {"grouping", "indicator", "observed-data", "identity", "tool", "domain-name"} <= kinds
    patterns = " ".join(one.get("pattern", "") for one in found)
    assert "dst_ref.value = '192.0.2.7'" in patterns
    assert "0" * 32 in patterns
    keys = [one["key"] for one in found if one["type"] == "windows-registry-key"]
    assert keys == ["HKEY_LOCAL_MACHINE\\Software\\X"]
    group = next(one for one in found if one["type"] == "grouping")
    assert strictest_tlp(group) is Tlp.AMBER
    assert group["name"] == "架空の攻撃"


def test_an_event_is_the_same_each_time_and_kept_as_it_was(converter):
    event = copy.deepcopy(EVENT)
    del event["Event"]["uuid"]
    before = copy.deepcopy(event)
    assert converter.objects_of(event) == converter.objects_of(event)
    assert event == before


def test_events_are_told_from_objects_of_stix():
    assert misp.events(EVENT) == [EVENT]
    assert misp.events({"response": [EVENT, {"Event": 1}, 2]}) == [EVENT]
    assert misp.events({"type": "indicator", "Event": {}}) == []
    assert misp.events({"response": "x"}) == []


def test_what_is_no_event_is_refused(converter):
    with pytest.raises(MalformedError, match="Event: cannot be converted"):
        converter.objects_of({"Event": {"Attribute": "x"}})


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(EVENT["Event"])), SCRAPS)
def test_no_event_does_more_than_be_refused(converter, name, scrap):
    try:
        found = converter.objects_of({"Event": {**EVENT["Event"], name: scrap}})
    except MalformedError:
        return
    assert all(isinstance(one, dict) for one in found)


def test_what_takes_too_much_is_refused_and_the_next_is_read(converter):
    many = {"info": "x", "Attribute": [{}] * (misp.MOST_ATTRIBUTES + 1)}
    with pytest.raises(MalformedError, match="more than 50,000 attributes"):
        converter.objects_of({"Event": many})
    os.kill(next(iter(converter._pool._processes)), signal.SIGKILL)
    with pytest.raises(MalformedError, match="too much memory or time"):
        converter.objects_of(EVENT)
    assert converter._pool is None  # the next event gets a process of its own
