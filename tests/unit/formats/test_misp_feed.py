"""A MISP feed in a folder: what its manifest names is read, what is broken is named."""

import json

import pytest

from noroshi.formats import misp_feed
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import Refusal

A, B, C, D = (f"5a0c6b0e-43c1-4d7a-9d0f-2f8f4d1d9b5{digit}" for digit in "0123")


def test_a_folder_is_read_by_its_manifest(tmp_path):
    assert not misp_feed.is_feed(tmp_path)
    assert not misp_feed.is_feed(tmp_path / "x.json")
    stamps = {B: "2", A: 1, C: "3", D: "4", "../x": "1"}
    manifest = {uuid: {"timestamp": stamp} for uuid, stamp in stamps.items()} | {"x": 7}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "hashes.csv").write_text("not read")
    for uuid, text in (
        (A, json.dumps({"Event": {"uuid": A.upper()}})),
        (B, "{"),
        ("z", "not read"),
    ):
        (tmp_path / f"{uuid}.json").write_text(text)
    (tmp_path / f"{C}.json").symlink_to(tmp_path / f"{A}.json")
    assert misp_feed.is_feed(tmp_path)
    found = list(misp_feed.read_folder(tmp_path))
    refused = [one for one in found if isinstance(one, Refusal)]
    (event,) = [one for one in found if not isinstance(one, Refusal)]
    assert (event.source, event.read(100)[:9]) == (str(tmp_path / f"{A}.json"), b'{"Event":')
    assert [(one.source.rpartition("/")[2], one.place) for one in refused][:2] == [
        ("manifest.json", "../x"), ("manifest.json", "x"),
    ]  # fmt: skip
    assert [one.source.rpartition("/")[2][:36] for one in refused[2:]] == [B, C, D]
    assert [one.reason for one in refused[3:]] == [
        "a link is not followed", "the manifest names it, and it is not there",
    ]  # fmt: skip
    (tmp_path / "manifest.json").write_text("[]")
    (refusal,) = misp_feed.read_folder(tmp_path)
    assert "a manifest is a JSON object" in refusal.reason


def test_an_event_is_the_one_that_is_named():
    entry = misp_feed.Entry(A, 1)
    misp_feed.check_event(json.dumps({"Event": {"uuid": A}}).encode(), entry)
    for text in ("[]", "{}", '{"Event": 1}', '{"Event": {}}', json.dumps({"Event": {"uuid": B}})):
        with pytest.raises(MalformedError):
            misp_feed.check_event(text.encode(), entry)


def test_a_manifest_is_bounded(monkeypatch):
    monkeypatch.setattr(misp_feed, "MOST_EVENTS", 1)
    data = json.dumps({uuid: {"timestamp": "1"} for uuid in (A, B)}).encode()
    with pytest.raises(MalformedError):
        misp_feed.read_manifest(data, at=Location("x"))
