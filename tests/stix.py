"""Invented objects of STIX, and an import of them as an organisation does it."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid5

import zstandard

from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult

SPACE = UUID("7c1b4a52-2d0c-4f43-9a4e-0e7c59f5d3a1")
TLP = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}


def identifier(kind: str, name: str) -> str:
    """Always the same for a name."""
    return f"{kind}--{uuid5(SPACE, name)}"


def indicator(name: str, *, tlp: str = "", day: int = 1, **more) -> dict:
    """An invented indicator, its version of a day in January 2026."""
    marked = {"object_marking_refs": [TLP[tlp]]} if tlp else {}
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": identifier("indicator", name),
        "created": "2026-01-01T00:00:00.000Z",
        "modified": f"2026-01-{day:02}T00:00:00.000Z",
        "name": name,
        "pattern": "[ipv4-addr:value = '192.0.2.77']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
        **marked,
        **more,
    }


def relationship(kind: str, source: str, target: str, **more) -> dict:
    """An invented relationship between two identifiers."""
    return {
        "type": "relationship",
        "spec_version": "2.1",
        "id": identifier("relationship", f"{kind} {source} {target}"),
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "relationship_type": kind,
        "source_ref": source,
        "target_ref": target,
        **more,
    }


def bundle(*objects: dict) -> bytes:
    """The objects in a bundle."""
    return json.dumps(
        {"type": "bundle", "id": identifier("bundle", "one"), "objects": objects}
    ).encode()


def bring(actor: Actor | None, data: bytes, **terms) -> ImportResult:
    """Import a file as the organisation does, or as the house itself."""
    from noroshi.formats.containers import read_contents
    from noroshi.intelligence.actions.import_objects import Terms, import_objects
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as

    contents = read_contents(io.BytesIO(data), source="bundle.json")
    with connected_as(Role.WORKER) if actor is None else acting_as(actor):
        return import_objects(contents, by=actor, at=now(), terms=Terms(**terms))


def unpacked(data: Path, name: str) -> bytes:
    """A file of the folder of real records, without its zstd."""
    with (data / "stix" / name).open("rb") as packed:
        return zstandard.ZstdDecompressor().stream_reader(packed).read()


def json_files(data: Path, name: str) -> Iterator:
    """The JSON files in a tar of the folder of real records."""
    with tarfile.open(fileobj=io.BytesIO(unpacked(data, name))) as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(".json"):
                yield json.loads(tar.extractfile(member).read())


def real_bundles(data: Path) -> Iterator[tuple[str, list[dict]]]:
    """The objects of each real bundle, and the file that it is of."""
    for name in ("stix21_examples.tar.zst", "opencti_datasets.tar.zst"):
        for one in json_files(data, name):
            yield name, one if isinstance(one, list) else one.get("objects", [one])
    for name in ("spyware_indicators_bundles.jsonl.zst", "unit42_playbooks_stix20.jsonl.zst"):
        for line in unpacked(data, name).splitlines():
            yield name, json.loads(line)["bundle"]["objects"]
