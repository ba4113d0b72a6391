"""What is read of real bills is written again: valid by the standards' own schemas, and the same."""

import io
import json
import tarfile
from datetime import UTC, datetime
from itertools import pairwise

import jsonschema_rs
import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from noroshi.formats import cyclonedx, spdx
from noroshi.formats.bom import BomHeader, Component, Edge, EdgeKind, Service
from noroshi.formats.cyclonedx import writing as cyclonedx_writing
from noroshi.formats.spdx import writing as spdx_writing
from noroshi.kernel.errors import MalformedError
from tests.bills import parts_and_edges

ARCHIVES = (
    "cyclonedx_bom_examples", "cyclonedx_spec_testcases", "cbom_cbomkit", "syft_container_sboms",
    "spdx_examples", "sbomqs_samples",
)  # fmt: skip


def files(data, archive):
    path = data / "sbom" / f"{archive}.tar.zst"
    octets = zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True)
    with octets, tarfile.open(fileobj=octets, mode="r|") as members:
        for member in members:
            if member.isfile():
                yield member.name, members.extractfile(member).read()


@pytest.fixture(scope="module")
def schemas(data):
    found = dict(files(data, "schemas"))
    folder = {
        f"http://cyclonedx.org/schema/{name.rpartition('/')[2]}": json.loads(octets)
        for name, octets in found.items()
        if name.startswith("schema/")
    }
    registry = jsonschema_rs.Registry(list(folder.items()))
    bom = folder["http://cyclonedx.org/schema/bom-1.6.schema.json"]
    return {
        "cyclonedx": jsonschema_rs.validator_for(bom, registry=registry),
        "spdx": jsonschema_rs.validator_for(json.loads(found["spdx/2.3/spdx-schema.json"])),
    }


def bills(data, archive):
    for name, octets in files(data, archive):
        readers = [x for x, known in READERS.items() if known(octets[:4096])]
        for reader in readers[:1]:
            try:
                yield name, list(reader(io.BytesIO(octets), source=name))
            except MalformedError:
                continue


READERS = {cyclonedx.read_bom: cyclonedx.is_cyclonedx, spdx.read_bom: spdx.is_spdx}


def written(module, items):
    out = io.BytesIO()
    components, edges = parts_and_edges(items, items[0].subject)
    services = [item for item in items if isinstance(item, Service)]
    module.write_bom(out, with_what_is_required(items[0]), components, edges, services)
    return out.getvalue()


def with_what_is_required(header):
    required = {
        "serial_number": header.serial_number or "urn:uuid:6f0d3c1e-5a52-4c0e-9c35-0d2a3b7e4f10",
        "timestamp": header.timestamp or datetime(2026, 4, 1, tzinfo=UTC),
    }
    return BomHeader(**{name: getattr(header, name) for name in header.__slots__} | required)


def test_the_schemas_find_faults(schemas):
    faulty = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "x"}]}
    licence = {"type": "file", "name": "x", "licenses": [{"license": {"id": "none such"}}]}
    assert not schemas["cyclonedx"].is_valid(faulty)
    assert not schemas["cyclonedx"].is_valid(faulty | {"components": [licence]})
    assert schemas["cyclonedx"].is_valid(faulty | {"components": []})
    assert not schemas["spdx"].is_valid({"SPDXID": "SPDXRef-DOCUMENT"})


@pytest.mark.parametrize("archive", ARCHIVES)
def test_everything_that_was_read_is_written_as_valid_cyclonedx(data, schemas, archive):
    for name, items in bills(data, archive):
        document = json.loads(written(cyclonedx_writing, items))
        faults = [error.message for error in schemas["cyclonedx"].iter_errors(document)]
        assert faults == [], name


@pytest.mark.parametrize("archive", ARCHIVES)
def test_everything_that_was_read_is_written_as_valid_spdx(data, schemas, archive):
    for name, items in bills(data, archive):
        document = json.loads(written(spdx_writing, items))
        faults = [error.message for error in schemas["spdx"].iter_errors(document)]
        assert faults == [], name


# Anything that a component may hold, whether either standard has a word for it or not.
ODD = st.text(max_size=8)
MADE = st.builds(
    Component,
    place=ODD,
    bom_ref=st.none() | st.text(min_size=1, max_size=8),
    type=st.sampled_from(["library", "file", "data", "cryptographic-asset", "device-driver"]),
    group=st.none() | st.text(min_size=1, max_size=4),
    name=st.text(min_size=1, max_size=8),
    version=st.none() | st.sampled_from(["1", "NOASSERTION", "例"]),
    supplier=st.none() | st.text(min_size=1, max_size=8),
    hashes=st.lists(st.tuples(st.sampled_from(["MD5", "SHA-256", "MD2", "BLAKE3"]),
                              st.sampled_from(["ab" * 16, "ab" * 32, "ab"])), max_size=2).map(tuple),
    licences=st.lists(ODD | st.sampled_from(["MIT", "mit", "MIT OR ISC", "LicenseRef-a b", "例",
                      "DocumentRef-a:LicenseRef-b", "GPL-2.0+"]), max_size=3).map(tuple),
    parent_ref=st.none() | st.text(min_size=1, max_size=1),
)  # fmt: skip


@pytest.mark.parametrize("standard", ["cyclonedx", "spdx"])
@settings(max_examples=60, deadline=None)
@given(st.lists(MADE, max_size=5, unique_by=lambda one: one.bom_ref), ODD)
def test_whatever_is_held_is_written_as_valid(schemas, standard, parts, text):
    header = BomHeader(
        "1.6", name=text or None, authors=(text,), tools=(text, "x"), contexts=(text,)
    )
    pairs = pairwise([one.bom_ref for one in parts if one.bom_ref])
    edges = [Edge(a, b, kind) for a, b in pairs for kind in EdgeKind]
    module = {"cyclonedx": cyclonedx_writing, "spdx": spdx_writing}[standard]
    document = json.loads(written(module, [header, *parts, *edges]))
    assert [error.message for error in schemas[standard].iter_errors(document)] == []


@pytest.mark.parametrize("archive", ARCHIVES)
def test_what_was_written_says_the_same_when_it_is_read(data, archive):
    count = 0
    for name, items in bills(data, archive):
        again = list(spdx.read_bom(io.BytesIO(written(spdx_writing, items)), source=name))
        told = [item for item in items if isinstance(item, Component)]
        if items[0].subject and items[0].subject.place not in {item.place for item in told}:
            told.append(items[0].subject)
        assert sorted(map(known_by, told)) == sorted(
            known_by(item) for item in again if isinstance(item, Component)
        ), name
        count += len(told)
    assert count > 50


def known_by(component):
    group = f"{component.group}/" if component.group else ""
    return msgspec.json.encode(
        (group + component.name, component.version, component.purl, component.cpe)
    )
