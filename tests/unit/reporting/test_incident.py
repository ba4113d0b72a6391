import json

import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.reporting.incident import Kind, as_json, example, read_incident, schema


@pytest.mark.parametrize("kind", Kind)
def test_an_example_is_an_incident_and_stays_one(kind):
    incident = read_incident(example(kind), "example.json")
    assert incident.kind is kind
    again = json.dumps(as_json(incident)).encode()
    assert read_incident(again, "again.json") == incident


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("people", "affected"), -1, "people.affected"),
        (("people", "affected"), "many", "people.affected"),
        (("when", "aware"), "2026-11-02T06:40:00", "when.aware"),
        (("when", "awere"), "2026-11-02T06:40:00Z", "when"),
        (("contacts",), [], "contacts"),
        (("regimes",), ["jp-akt"], "regimes[0]"),
        (("regimes",), ["jp-act", "jp-act"], "regimes"),
        (("traits",), ["many_people"], "traits[0]"),
        (("what",), " ", "what"),
        (("ransom",), None, "ransom"),
        (("title",), "x" * 301, "title"),
        (("technical", "indicators"), ["x"] * 2001, "technical.indicators"),
    ],
)
def test_a_wrong_field_is_refused_by_its_name(path, value, place):
    whole = json.loads(example(Kind.RANSOMWARE))
    part = whole
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    with pytest.raises(MalformedError) as refused:
        read_incident(json.dumps(whole).encode(), "mine.json")
    assert (refused.value.at.source, refused.value.at.place) == ("mine.json", place)


@pytest.mark.parametrize("octets", [b"", b"[" * 100_000, b"\xff", b"{}", b"null", b" " * (1 << 21)])
def test_an_attack_is_malformed(octets):
    with pytest.raises(MalformedError):
        read_incident(octets, "attack.json")


def test_the_schema_knows_every_field():
    defined = schema()["$defs"]
    assert set(as_json(read_incident(example(Kind.RANSOMWARE), ""))) <= set(
        defined["Incident"]["properties"]
    )
    assert defined["Incident"]["additionalProperties"] is False
