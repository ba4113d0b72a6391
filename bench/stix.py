"""`intelligence import`: STIX objects checked and stored with their versions and audiences."""

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import orjson

from bench.house import empty
from bench.measure import Memory, Outcome, median, of_peer, runs, told
from noroshi.formats.containers import read_contents
from noroshi.formats.stix import bundle_of, observable_id
from noroshi.intelligence.actions.import_objects import import_objects
from noroshi.kernel.clock import now
from noroshi.kernel.identifiers import uuid7
from noroshi.operations.database import Role, connected_as
from noroshi.parties.models import Organisation

OBJECTS = 60_000
OF_PEER = 3_000  # which parses two thousand in a second
SPACE = UUID("5a0d1a36-5d8f-4f0f-8a43-2f1d4c2f7f10")
GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"


def stix_import() -> Outcome:
    """Of a bundle of indicators, addresses, files and relationships, a quarter of each."""
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = Path(folder) / "bundle.json", Path(folder) / "small.json"
        write_bundle(ours, OBJECTS)
        write_bundle(theirs, OF_PEER)
        with Memory() as memory:
            found = runs(partial(_import, ours), before=_office)
        peer = of_peer("stix2_parse", theirs)
        octets = ours.stat().st_size
    return Outcome(
        OBJECTS / median(found),
        [f"{OBJECTS:,} generated objects of {octets / OBJECTS:.0f} octets; {told(found)}"],
        peer=f"stix2 parsing {OF_PEER:,} of the same kind, storing none",
        theirs=peer["objects"] / peer["seconds"],
        peak_mib=memory.peak_mib,
    )


def write_bundle(file: Path, count: int) -> None:
    """A bundle of so many objects, always the same but for its own identifier."""
    with file.open("wb") as bundle:
        bundle.writelines(bundle_of(orjson.dumps(one).decode() for one in _objects(count)))


def _objects(count: int) -> Iterator[dict[str, Any]]:
    for number in range(count // 4):
        made = {
            "spec_version": "2.1",
            "created": "2026-01-01T00:00:00.000Z",
            "modified": f"2026-01-01T00:00:00.{number % 1000:03}Z",
            "object_marking_refs": [GREEN],
            "created_by_ref": f"identity--{uuid5(SPACE, 'maker')}",
        }
        value = f"198.{18 + number % 2}.{number // 256 % 256}.{number % 256}"
        address = {"type": "ipv4-addr", "spec_version": "2.1", "value": value}
        digest = f"{number:064x}"
        file = {
            "type": "file",
            "spec_version": "2.1",
            "hashes": {"SHA-256": digest},
            "size": number,
        }
        indicator = {
            **made,
            "type": "indicator",
            "id": f"indicator--{uuid5(SPACE, f'indicator {number}')}",
            "name": f"Invented address {number}",
            "description": "Seen where an invented loader asks for its next stage. " * 2,
            "indicator_types": ["malicious-activity"],
            "pattern": f"[ipv4-addr:value = '{value}']",
            "pattern_type": "stix",
            "valid_from": "2026-01-01T00:00:00Z",
            "confidence": number % 101,
        }
        yield indicator
        yield {**address, "id": f"ipv4-addr--{uuid5(SPACE, f'address {number}')}"}
        yield {**file, "id": observable_id(file)}
        yield {
            **made,
            "type": "relationship",
            "id": f"relationship--{uuid5(SPACE, f'relationship {number}')}",
            "relationship_type": "based-on",
            "source_ref": indicator["id"],
            "target_ref": f"ipv4-addr--{uuid5(SPACE, f'address {number}')}",
        }


def _office() -> None:
    empty()
    with connected_as(Role.OWNER):
        Organisation.objects.create(id=uuid7(), code="NCO", kind="nco", name="x", name_ja="x")


def _import(bundle: Path) -> None:
    with connected_as(Role.WORKER):
        result = import_objects(read_contents(bundle), by=None, at=now())
    assert result.accepted == OBJECTS, result.refused[:1]
