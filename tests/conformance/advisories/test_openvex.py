"""OpenVEX against its own schema: its words are the ones that are read."""

import io
import json
import tarfile

import pytest
import zstandard

from noroshi.formats import openvex
from noroshi.formats.advisories import Justification, Status


@pytest.fixture(scope="module")
def statement(data):
    packed = (data / "sbom/openvex.tar.zst").read_bytes()
    with zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        unpacked = io.BytesIO(stream.read())
    with tarfile.open(fileobj=unpacked) as archive:
        schema = archive.extractfile("openvex-spec/openvex_json_schema.json").read()
        assert not openvex.is_document(schema)
    return json.loads(schema)["properties"]["statements"]["items"]["properties"]


def test_the_words_of_the_schema_are_ours(statement):
    assert set(statement["status"]["enum"]) == set(Status)
    assert set(statement["justification"]["enum"]) == set(Justification)
