"""Objects as rows of COPY: what is asked of an object read from it, the rest kept whole."""

import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from noroshi.formats import misp_records
from noroshi.formats.stix import (
    Found,
    canonical,
    check,
    is_old,
    marking_refs,
    raised,
    strictest_tlp,
)
from noroshi.intelligence.rules import LONGEST_NAME, UNMARKED, audience_of
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.imports import Refusal
from noroshi.kernel.markings import Tlp
from noroshi.operations.copy_text import NULL, line, octets, text

# What a list shows of an object that has no name, in the order of preference.
NAMING: Final = ("name", "value", "key", "path", "subject", "opinion", "abstract", "product")


class Part(NamedTuple):
    """Some objects of a source. own: the audience of the organisation; unmarked: what is what says
    nothing of TLP."""

    source: str
    own: int
    unmarked: Tlp
    found: Sequence[Found | Refusal]


NOTHING: Final = Part("", 0, UNMARKED, ())


def prepare(part: Part) -> tuple[bytes, list[Refusal]]:
    """The rows of the objects, and what is refused; one of 2.0 may be several objects."""
    rows: list[bytes] = []
    refused: list[Refusal] = []
    for found in part.found:
        if isinstance(found, Refusal):
            refused.append(found)
            continue
        try:
            rows += [
                prepared(one, place=found.place, own=part.own, unmarked=part.unmarked)
                for one in _current(found)
            ]
        except MalformedError as error:
            refused.append(Refusal(part.source, found.place, error.detail))
    return b"".join(rows), refused


def _current(found: Found) -> Iterable[dict[str, Any]]:
    """The object in 2.1; one of 2.0 with the observables that stood in it. Raises: MalformedError."""
    if not is_old(found.object):
        return (found.object,)
    canonical(found.object)
    return raised(found.object)


def prepared(one: Mapping[str, Any], *, place: str, own: int, unmarked: Tlp) -> bytes:
    """The row of sql.COPY for an object, which is checked. own: the audience of its organisation;
    unmarked: what it is where it says nothing of TLP.

    Raises: MalformedError."""
    content = canonical(one)
    check(one)
    misp_records.check(one)
    refs = list(dict.fromkeys(marking_refs(one)))
    tlp = strictest_tlp(one) or unmarked
    created = one.get("created")
    version = one.get("modified") or created
    confidence = one.get("confidence")
    return line(
        text(place),
        _identifier(),
        one["id"],
        one["type"],
        _instant(version),
        _instant(created),
        one.get("created_by_ref", ""),
        NULL if confidence is None else str(confidence),
        str(audience_of(tlp, own=own)),
        tlp,
        f"{{{','.join(refs)}}}",
        "t" if one.get("revoked") is True else "f",
        text(_name(one)),
        one.get("relationship_type", "") if one["type"] == "relationship" else "",
        *_ends(one),
        text(content.decode()),
        octets(hashlib.sha256(content).digest()),
    ).encode()


def _instant(timestamp: str | None) -> str:
    """A timestamp to the microsecond, as far as the database keeps it; a leap second is the one before
    it."""
    if timestamp is None:
        return NULL
    return f"{timestamp.rstrip('Z')[:26].replace(':60', ':59')}Z"


def _ends(one: Mapping[str, Any]) -> tuple[str, str]:
    if one["type"] == "relationship":
        return one["source_ref"], one["target_ref"]
    if one["type"] == "sighting":
        return "", one["sighting_of_ref"]
    return "", one.get("event_ref", "") if one["type"] in misp_records.KINDS else ""


def _name(one: Mapping[str, Any]) -> str:
    for member in NAMING:
        value = one.get(member)
        if isinstance(value, str) and value:
            return value[:LONGEST_NAME].replace("\0", "\ufffd")
    return ""


def _identifier() -> str:
    """A UUIDv7 as text, as kernel.identifiers makes them; written out, for there are millions."""
    digits = f"{time.time_ns() // 1_000_000:012x}7{os.urandom(10).hex()[1:]}"
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
