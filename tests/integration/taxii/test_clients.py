"""Clients that others wrote work unmodified: OASIS's taxii2-client and the stix2 library."""

import json
import warnings

import pytest
from requests.exceptions import HTTPError

from tests.stix import bring, bundle, identifier, indicator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import stix2
    from taxii2client.v21 import Server, as_pages


def server(site, client):
    return Server(f"{site}/taxii2/", user=client.made.client_id, password=client.made.client_secret)


def test_taxii2_client_reads_filters_pages_adds_and_deletes(taxii, site):
    bring(None, bundle(indicator("office's", tlp="green")))
    found = server(site, taxii.east)
    assert found.title == "Noroshi"
    root = found.default
    assert root.max_content_length > 1_000_000
    own, everything = root.collections
    assert (own.can_read, own.can_write) == (True, True)
    assert (everything.can_read, everything.can_write) == (True, False)
    assert own.get_objects() == {}
    assert [one["name"] for one in everything.get_objects()["objects"]] == ["office's"]

    ipv4 = {"type": "ipv4-addr", "id": identifier("ipv4-addr", "x"), "value": "192.0.2.77"}
    ours = [indicator("a"), indicator("a", day=2), indicator("b", tlp="amber"), ipv4]
    status = own.add_objects({"objects": [*ours, indicator("c", created="never")]})
    assert (status.status, status.success_count, status.failure_count) == ("complete", 4, 1)
    assert status.failures[0]["id"] == indicator("c")["id"]
    assert status.failures[0]["message"]
    assert root.get_status(status.id).successes == status.successes
    versions = {one["version"] for one in status.successes if one["id"] == ours[0]["id"]}
    assert versions == {"2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"}

    envelope = own.get_objects()
    assert sorted(one["type"] for one in envelope["objects"]) == [
        "indicator", "indicator", "ipv4-addr",
    ]  # fmt: skip
    assert ours[1] in envelope["objects"]
    assert ours[0] not in envelope["objects"]
    assert own.get_objects(type="ipv4-addr")["objects"] == [ipv4]
    assert own.get_objects(id=ours[2]["id"])["objects"] == [ours[2]]
    assert own.get_objects(spec_version="2.0") == {}
    assert ours[0] in own.get_objects(version="first", type="indicator")["objects"]
    pages = [page["objects"] for page in as_pages(own.get_objects, per_request=2, version="all")]
    assert [len(page) for page in pages] == [2, 2]
    manifest = own.get_manifest(version="all")["objects"]
    assert {(one["id"], one["version"]) for one in manifest} >= {
        (one["id"], one["modified"]) for one in ours[:3]
    }
    assert own.get_objects(added_after=manifest[-1]["date_added"]) == {}
    assert own.object_versions(ours[0]["id"])["versions"] == [
        "2026-01-02T00:00:00.000Z", "2026-01-01T00:00:00.000Z",
    ]  # fmt: skip
    assert own.get_object(ours[0]["id"])["objects"] == [ours[1]]
    assert own.get_object(ours[0]["id"], version="2026-01-01T00:00:00Z")["objects"] == [ours[0]]

    own.delete_object(ours[0]["id"], version="last")
    assert own.get_object(ours[0]["id"])["objects"] == [ours[0]]
    own.delete_object(ours[0]["id"])
    with pytest.raises(HTTPError, match="404"):
        own.get_object(ours[0]["id"])
    assert [len(everything.get_objects()["objects"])] == [3]

    theirs, all_of_theirs = server(site, taxii.west).default.collections
    assert theirs.id != own.id
    assert [one["name"] for one in all_of_theirs.get_objects()["objects"]] == ["office's"]


def test_source_and_sink_of_stix2_work(taxii, site):
    own, _ = server(site, taxii.east).default.collections
    made = stix2.Indicator(pattern="[url:value = 'https://evil.example/']", pattern_type="stix")
    stix2.TAXIICollectionSink(own).add(made)
    newer = made.new_version(name="now with a name")
    stix2.TAXIICollectionSink(own).add([newer])
    source = stix2.TAXIICollectionSource(own)
    assert source.get(made.id).serialize() == newer.serialize()
    assert len(source.all_versions(made.id)) == 2
    assert source.query([stix2.Filter("type", "=", "malware")]) == []
    (found,) = source.query([stix2.Filter("type", "=", "indicator")])
    assert json.loads(found.serialize()) == json.loads(newer.serialize())
