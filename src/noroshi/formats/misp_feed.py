"""A MISP feed: `manifest.json`, which names events and when each was changed, and a file for each event.

Its `hashes.csv` says nothing that the events do not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from noroshi.formats.containers import Content
from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import Refusal

MANIFEST: Final = "manifest.json"
MOST_EVENTS: Final = 100_000
LIMITS: Final = JsonLimits(octets=64 << 20, commas=4_000_000)
LONGEST_NAME: Final = 100
UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STAMP: Final = re.compile(r"[0-9]{1,11}", re.ASCII)
_ANY: Final = msgspec.json.Decoder(Any)


class Entry(NamedTuple):
    """An event of a feed. stamp: when it was changed, in seconds since 1970."""

    uuid: str
    stamp: int

    @property
    def file(self) -> str:
        """Its name beside the manifest."""
        return f"{self.uuid}.json"


class Manifest(NamedTuple):
    """The events in the order of their instants; what is none, with the reason."""

    entries: list[Entry]
    refused: list[tuple[str, str]]


def read_manifest(data: bytes, *, at: Location) -> Manifest:
    """What a feed tells. Raises: MalformedError for what is no manifest."""
    told = read_json(data, _ANY, limits=LIMITS, at=at)
    if not isinstance(told, dict) or len(told) > MOST_EVENTS:
        raise MalformedError(
            f"a manifest is a JSON object of {MOST_EVENTS:,} events at most", at=at
        )
    found = Manifest([], [])
    for name, one in told.items():
        uuid = name.lower()
        stamp = str(one.get("timestamp")) if isinstance(one, dict) else ""
        if not UUID.fullmatch(uuid):
            found.refused.append((name[:LONGEST_NAME], "the manifest names it by no UUID"))
        elif not STAMP.fullmatch(stamp):
            found.refused.append((uuid, "timestamp: the manifest does not say when it was changed"))
        else:
            found.entries.append(Entry(uuid, int(stamp)))
    found.entries.sort(key=lambda one: (one.stamp, one.uuid))
    return found


def is_feed(folder: Path) -> bool:
    """Does a folder hold a feed?"""
    return (folder / MANIFEST).is_file()


def read_folder(folder: Path) -> Iterator[Content | Refusal]:
    """The events that a feed in a folder names, the oldest first; what is broken or not there, with the
    reason."""
    source = str(folder / MANIFEST)
    try:
        found = read_manifest(_octets(folder / MANIFEST), at=Location(source))
    except MalformedError as error:
        yield Refusal(source, error.at.place if error.at else "", error.detail)
        return
    for name, reason in found.refused:
        yield Refusal(source, name, reason)
    for entry in found.entries:
        path = folder / entry.file
        try:
            data = _octets(path)
            check_event(data, entry)
        except FileNotFoundError:
            yield Refusal(str(path), "", "the manifest names it, and it is not there")
        except MalformedError as error:
            yield Refusal(str(path), error.at.place if error.at else "", error.detail)
        else:
            yield Content(str(path), iter([data]))


def _octets(path: Path) -> bytes:
    """As much of a file as is taken, and one octet more. Raises: MalformedError for a link."""
    if path.is_symlink():
        raise MalformedError("a link is not followed")
    with path.open("rb") as file:
        return file.read(LIMITS.octets + 1)


def check_event(data: bytes, entry: Entry) -> None:
    """Raises: MalformedError unless it is the event that the manifest names."""
    at = Location(entry.file)
    told = read_json(data, _ANY, limits=LIMITS, at=at)
    event = told.get("Event") if isinstance(told, dict) else None
    if not isinstance(event, dict):
        raise MalformedError("Event: it is no event of MISP", at=at)
    if str(event.get("uuid")).lower() != entry.uuid:
        raise MalformedError("uuid: it is another event than the manifest says", at=at)
