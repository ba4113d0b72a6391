"""Bundles (STIX 2.1 section 8), read object by object: memory is that of the largest object."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from noroshi.formats.bom import MIB, BomLimits
from noroshi.formats.json_text import JsonText, Octets, TooLongError
from noroshi.kernel.imports import Refusal

LIMITS: Final = BomLimits(octets=8 << 30, value_octets=16 * MIB)
BUNDLE_ID: Final = re.compile(
    r"bundle--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A JSON object of which nothing is checked yet. place: JSON pointer into its document, with
    `document 3` before it where there are several; length: in characters, where it is known."""

    place: str
    object: dict[str, Any]
    length: int = 0


def read_objects(stream: Octets, *, source: str) -> Iterator[Found | Refusal]:
    """What a text holds: bundles, TAXII envelopes, arrays of objects or single ones, one after
    another (as in JSON Lines). What is no object, or too large, gives a Refusal.

    A bundle may be of STIX 2.0 or 2.1; that is each object's own to say. Of the bundle itself
    nothing is kept. Raises: MalformedError, naming the character, for what is not JSON, and for a
    bundle without its own identifier: what was given of the stream before is then to be forgotten."""
    text = JsonText(stream, source=source, limits=LIMITS)
    if not text.peek():
        text.refuse("the document is empty")
    number = 0
    while text.peek():
        number += 1
        prefix = f"document {number}" if number > 1 else ""
        if text.peek() == "[":
            yield from _items(text, source, prefix)
        elif text.peek() == "{":
            yield from _whole(text, source, prefix)
        else:
            text.refuse("neither a bundle nor an object")


def _items(text: JsonText, source: str, prefix: str) -> Iterator[Found | Refusal]:
    for index in text.items():
        place = f"{prefix}/{index}"
        try:
            value = text.value(longest=LIMITS.value_octets)
        except TooLongError:
            text.skip()
            yield Refusal(source, place, f"longer than {LIMITS.value_octets} characters")
            continue
        if isinstance(value, dict):
            yield Found(place, value, text.length)
        else:
            yield Refusal(source, place, "is no object")


def _whole(text: JsonText, source: str, prefix: str) -> Iterator[Found | Refusal]:
    """A bundle, an envelope, or one object: which of them, its members tell in any order."""
    members: dict[str, Any] = {}
    is_bundle = False
    for name in text.members():
        if name == "objects" and text.peek() == "[":
            is_bundle = True
            yield from _items(text, source, f"{prefix}/objects")
            continue
        try:
            members[name] = text.value(longest=LIMITS.value_octets)
        except TooLongError:
            text.refuse(f"{name} is longer than {LIMITS.value_octets} characters")
    if members.get("type") == "bundle":
        if not BUNDLE_ID.fullmatch(str(members.get("id"))):
            text.refuse("id: a bundle is named bundle-- and a UUID")
    elif is_bundle and "type" in members:
        text.refuse("type: objects stand in a bundle")
    elif not is_bundle:
        yield Found(prefix or "/", members)


def bundle_of(objects: Iterable[str]) -> Iterator[bytes]:
    """A bundle of 2.1 in JSON, piece by piece. objects: each in JSON."""
    yield f'{{"type":"bundle","id":"bundle--{uuid4()}"'.encode()
    lead = ',"objects":['
    for one in objects:
        yield f"{lead}\n{one}".encode()
        lead = ","
    yield b"}\n" if lead != "," else b"\n]}\n"
