"""JSON from strangers, straight into types: bounded, and malformed rather than a crash."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from noroshi.kernel.errors import Location, MalformedError

BOM = b"\xef\xbb\xbf"
DETAIL_CHARACTERS = 300

# U+0000 is lawful in JSON (RFC 8259 section 7) and in no text column: it is read as U+FFFD.
NUL_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class JsonLimits:
    """octets: of the whole text. commas: also in strings; since a list or object of n values
    has n - 1 of them, they bound what the values take in memory."""

    octets: int
    commas: int


def read_json(
    data: bytes, decoder: msgspec.json.Decoder[T], *, limits: JsonLimits, at: Location
) -> T:
    """One JSON text in UTF-8, with or without a byte order mark, as the decoder's type.

    Raises: MalformedError for what is too long, not UTF-8, not JSON, nested too deeply, or not of
    the type; its detail names the member (`$.containers.cna.title`) or the byte."""
    if len(data) > limits.octets:
        raise MalformedError(f"longer than {limits.octets} octets", at=at)
    if len(data) > limits.commas and data.count(b",") > limits.commas:
        raise MalformedError(f"holds more than {limits.commas} values", at=at)
    text = data.removeprefix(BOM)
    if b"\\u0000" in text:
        text = NUL_ESCAPE.sub(rb"\1\\ufffd", text)
    try:
        if not text.isascii():
            text.decode()  # msgspec looks only into the members that the type names
        return decoder.decode(text)
    except UnicodeDecodeError as error:
        raise MalformedError("not UTF-8", at=at) from error
    except RecursionError as error:
        raise MalformedError("nested too deeply", at=at) from error
    except msgspec.MsgspecError as error:
        raise MalformedError(str(error)[:DETAIL_CHARACTERS], at=at) from error


def utc(instant: datetime, *, at: Location) -> datetime:
    """The instant in UTC; without a zone it was meant so.

    Raises: MalformedError when that is beyond the years 1 to 9999."""
    if instant.tzinfo is UTC:
        return instant
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise MalformedError("an instant beyond all calendars", at=at) from error
