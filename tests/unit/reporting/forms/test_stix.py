"""A report as STIX, held to OASIS's own schemas."""

import json
import os
import tarfile
from dataclasses import replace
from pathlib import Path

import jsonschema_rs
import pytest
import zstandard

from noroshi.reporting.forms.formats import FORMS
from noroshi.reporting.forms.stix import write_stix
from tests.unit.reporting.forms.samples import BY_TELEPHONE, filed, with_files

DATA = os.environ.get("NOROSHI_DATA")
TECHNICAL = {
    "entry_route": "（例）attacker[at]mail.example から 2001:db8[:]:1、hxxps://update[.]example/x へ",
    "vulnerabilities": ["CVE-2099-0001", "an unnamed one"],
    "indicators": ["192.0.2[.]77", "192.0.2.0/24", "bad[.]example", "f" * 64, "e" * 40, "d" * 32],
}


def objects(**changed):
    return json.loads(write_stix(filed(**changed)))["objects"]


def test_a_bundle_says_who_what_and_how_far():
    found = objects(technical=TECHNICAL)
    by_type = {one["type"]: one for one in found}
    incident = by_type["incident"]
    assert incident["labels"] == ["ransomware"]
    (told,) = (one for one in objects(on_behalf=BY_TELEPHONE) if one["type"] == "incident")
    assert told["labels"] == ["ransomware", "filed-on-behalf"]
    assert incident["external_references"][0]["external_id"] == "20261102-ABCDEF01-1"
    assert by_type["marking-definition"]["name"] == "TLP:AMBER+STRICT"
    marked = [one for one in found if one["type"] != "marking-definition"]
    assert all(
        one["object_marking_refs"] == [by_type["marking-definition"]["id"]] for one in marked
    )
    produced = [one for one in marked if "created" in one]
    assert {one["created_by_ref"] for one in produced} == {by_type["identity"]["id"]}
    assert {one["type"] for one in produced} == {
        "identity", "incident", "vulnerability", "relationship",
    }  # fmt: skip
    values = {
        one.get("value") or str(one["hashes"]) for one in found if "value" in one or "hashes" in one
    }
    assert {"192.0.2.77", "192.0.2.0/24", "2001:db8::1", "bad.example"} < values
    assert {"attacker@mail.example", "https://update.example/x"} < values
    assert sum("hashes" in one for one in found) == 3
    linked = {one["target_ref"] for one in found if one["type"] == "relationship"}
    assert linked == {
        one["id"] for one in found if one["type"] in ("vulnerability", "file") or "value" in one
    }


def test_identifiers_follow_from_what_they_identify():
    assert write_stix(filed()) == write_stix(filed())
    (address,) = (one for one in objects(technical={"indicators": ["198.51.100[.]3"]})
                  if one["type"] == "ipv4-addr")  # fmt: skip
    # As OASIS's own library derives it.
    assert address["id"] == "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"


@pytest.mark.skipif(not DATA, reason="NOROSHI_DATA is unset")
def test_every_object_is_valid_by_the_schemas_of_oasis():
    resources = {}
    path = Path(DATA) / "stix" / "stix21_json_schemas.tar.zst"
    with (
        path.open("rb") as packed,
        zstandard.open(packed) as plain,
        tarfile.open(fileobj=plain, mode="r|") as archive,
    ):
        for member in archive:
            if member.name.endswith(".json"):
                schema = json.load(archive.extractfile(member))
                resources[schema["$id"]] = schema
    registry = jsonschema_rs.Registry(list(resources.items()))
    by_name = {name.rpartition("/")[2]: schema for name, schema in resources.items()}
    for one in objects(technical=TECHNICAL):
        schema = by_name[f"{one['type']}.json"]
        validator = jsonschema_rs.Draft202012Validator(schema, registry=registry)
        assert [error.message for error in validator.iter_errors(one)] == [], one["type"]


@pytest.mark.parametrize(
    ("name", "trigger", "instant"),
    [
        ("nis2-early", "significant", "awareness"),
        ("nis2-final", "significant", "awareness"),
        ("cra-notification", "severe", "awareness"),
        ("circia-report", "believed", "belief"),
    ],
)
def test_a_stage_abroad_says_its_trigger_and_instants(name, trigger, instant):
    when = {"aware": "2026-11-02T06:40:00+09:00", "believed": "2026-11-02T07:00:00+09:00"}
    one = filed(traits=[trigger] if trigger != "believed" else [], when=when)
    document = json.loads(FORMS[name].write(one))
    (duty,) = (duty for duty in document["duties"] if trigger in duty["triggers"])
    assert duty["triggers"][trigger] is True
    assert duty["instants"][instant].startswith("2026-11-01T2")
    assert document["incident"]["title"] == one.incident.title
    assert (document["filed_on_behalf"], document["attachments"]) == (None, [])
    taken = replace(with_files(filed(on_behalf=BY_TELEPHONE)), is_unconfirmed=True)
    told = json.loads(FORMS[name].write(taken))
    assert told["filed_on_behalf"] == {
        "office": "NCO", "called_at": "2026-11-02T00:30:00Z", "is_unconfirmed": True,
    }  # fmt: skip
    assert told["attachments"][1]["look"] == "program"
    assert "unconfirmed" in FORMS["stix"].write(taken).decode()
    none = json.loads(FORMS[name].write(filed(when={"aware": when["aware"]})))
    assert not any(any(duty["triggers"].values()) for duty in none["duties"])
