"""MISP's records: read again they are the same, carried by STIX that is STIX, and marked no wider than
anything says that they are in."""

import json
from datetime import UTC, datetime

import pytest
import zstandard

from noroshi.formats import misp_records
from noroshi.formats.misp_records import CARRIED, assembled, marked, parts, read_event, written
from noroshi.formats.stix import check as check_stix
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp

AT = datetime(2026, 10, 1, 3, tzinfo=UTC)
ATTRIBUTE = {
    "type": "ip-dst",
    "value": "192.0.2.77",
    "uuid": "5a0c6b0e-43c1-4d7a-9d0f-2f8f4d1d9b52",
}
EVENT = {"info": "架空の攻撃", "published": True, "distribution": 3, "Attribute": [ATTRIBUTE]}


def carried(event):
    """Its STIX objects, each of which must be one."""
    read = read_event(event, AT)
    found = [
        one
        for part in parts(read)
        for one in written(part, Tlp.GREEN, created=misp_records.instant(AT), at=AT)
    ]
    for one in found:
        check_stix(one)
        misp_records.check(one)
    return found


def test_real_events_are_read_carried_and_whole_again(data):
    read, refused = 0, []
    for path in sorted((data / "misp").glob("events_*.jsonl.zst")):
        text = zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read()
        for line in text.splitlines():
            event = json.loads(line)
            try:
                once = read_event(event, AT)
            except MalformedError as error:
                refused.append(error.detail)
                continue
            read += 1
            assert read_event(once, AT) == once
            assert assembled(parts(once)) == once
            for mine, sent in zip(
                once["Attribute"], event["Event"].get("Attribute", ()), strict=True
            ):
                told = {name: sent[name] for name in ("uuid", "type", "comment") if sent.get(name)}
                assert told.items() <= mine.items()
            if read % 10 == 0:
                carried(event)
    assert (read, refused) == (57, ["uuid: of several records in the event"])


def reaches(**event):
    return [tlp for _, tlp in marked(read_event({**EVENT, **event}, AT), Tlp.CLEAR)]


def tagged(name):
    return {"Tag": [{"name": name}]}


def test_the_strictest_of_all_that_is_said_counts():
    assert reaches() == [Tlp.CLEAR] * 2
    for number, tlp in enumerate(
        (Tlp.AMBER_STRICT, Tlp.GREEN, Tlp.GREEN, Tlp.CLEAR, Tlp.AMBER_STRICT)
    ):
        assert reaches(distribution=number) == [tlp] * 2
    assert reaches(**tagged("tlp:RED")) == [Tlp.RED] * 2
    assert reaches(distribution="0", **tagged("tlp:clear")) == [Tlp.AMBER_STRICT] * 2
    assert reaches(Attribute=[{**ATTRIBUTE, "distribution": 0}]) == [Tlp.CLEAR, Tlp.AMBER_STRICT]
    inner = {"name": "file", "distribution": 1, "Attribute": [{**ATTRIBUTE, **tagged("tlp:amber")}]}
    assert reaches(Attribute=[], Object=[inner]) == [Tlp.CLEAR, Tlp.GREEN, Tlp.AMBER]
    plain = read_event({"info": "x"}, AT)
    assert [tlp for _, tlp in marked(plain, Tlp.CLEAR)] == [Tlp.AMBER_STRICT]
    assert [tlp for _, tlp in marked(read_event(EVENT, AT), Tlp.RED)] == [Tlp.RED] * 2


def test_events_that_are_none():
    for sent, place in (
        ([], "Event"), ({"Event": 1}, "Event"), ({}, "info"), ({"info": "x", "uuid": "x"}, "uuid"),
        ({"info": "x\0"}, "info"), ({"info": "x", "date": "2026-02-30"}, "date"),
        ({"info": "x", "distribution": 9}, "distribution"), ({"info": "x", "published": []}, "published"),
        ({"info": "x", "Attribute": {"a": 1}}, "Attribute"), ({"info": "x", "Tag": [1]}, "Tag"),
        ({**EVENT, "Attribute": [ATTRIBUTE, ATTRIBUTE]}, "uuid"),
        ({**EVENT, "Attribute": [{"type": "nothing", "value": "x"}]}, "Attribute/0/type"),
        ({**EVENT, "Attribute": [{**ATTRIBUTE, "category": "Person"}]}, "Attribute/0/category"),
        ({**EVENT, "Attribute": [{**ATTRIBUTE, "value": " "}]}, "Attribute/0/value"),
        ({**EVENT, "Object": [{"name": "file", "Attribute": [{}]}]}, "Object/0/Attribute/0/type"),
        ({**EVENT, "timestamp": "x"}, "timestamp"), ({**EVENT, "timestamp": 1e400}, "timestamp"),
    ):  # fmt: skip
        with pytest.raises(MalformedError) as refusal:
            read_event(sent, AT)
        assert refusal.value.detail.startswith(place), sent


def test_a_record_that_came_by_another_road_is_held_to_the_same():
    event, attribute, _ = carried(EVENT)
    strange = {**attribute["misp"], "Galaxy": [{"x": "\0"}]}
    other = "5a0c6b0e-43c1-4d7a-9d0f-2f8f4d1d9b53"
    for one, change in (
        (event, {"misp": None}), (event, {"misp": {}}), (event, {"event_ref": event["id"]}),
        (event, {"misp": {**event["misp"], "extra": 1}}), (attribute, {"misp": event["misp"]}),
        (attribute, {"event_ref": ""}), (attribute, {"event_ref": attribute["id"]}),
        (attribute, {"event_ref": f"{CARRIED['event']}--x"}), (attribute, {"object_uuid": 1}),
        (attribute, {"misp": strange}), (attribute, {"id": f"{CARRIED['attribute']}--{other}"}),
        (attribute, {"misp": {**attribute["misp"], "to_ids": "1"}}),
    ):  # fmt: skip
        with pytest.raises(MalformedError):
            misp_records.check({**one, **change})


def test_indicators_are_patterns_whatever_the_value():
    for kind, value, pattern in (
        ("ip-dst", "2001:db8::1", "[ipv6-addr:value = '2001:db8::1']"),
        ("domain|ip", "a.example|192.0.2.1",
         "[domain-name:value = 'a.example' AND ipv4-addr:value = '192.0.2.1']"),
        ("filename", r"c:\x'y", r"[file:name = 'c:\\x\'y']"),
        ("sha1", "ab" * 20, f"[file:hashes.'SHA-1' = '{'ab' * 20}']"),
        ("ip-src", "nowhere", None), ("comment", "x", None), ("filename|md5", "x", None),
    ):  # fmt: skip
        sent = {"type": kind, "value": value, "to_ids": 1}
        found = [
            one for one in carried({**EVENT, "Attribute": [sent]}) if one["type"] == "indicator"
        ]
        assert [one["pattern"] for one in found] == ([pattern] if pattern else []), kind
