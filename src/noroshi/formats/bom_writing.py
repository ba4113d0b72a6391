"""What writing a bill of materials takes, whatever its standard: JSON that streams out."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO

import msgspec


class JsonObject:
    """One object, member by member; long lists of it one item a line, never held."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._separator = b"{"

    def members(self, values: Mapping[str, object]) -> None:
        """Short members."""
        for name, value in values.items():
            self._begin(name)
            self._out.write(msgspec.json.encode(value))

    def items(self, name: str, values: Iterable[object]) -> None:
        """A list, as long as it may be."""
        self._begin(name)
        separator = b"[\n"
        for value in values:
            self._out.write(separator + msgspec.json.encode(value))
            separator = b",\n"
        self._out.write(b"[]" if separator == b"[\n" else b"\n]")

    def objects(self, name: str, writes: Iterable[Callable[["JsonObject"], None]]) -> None:
        """A list of objects, each of which writes its own members."""
        self._begin(name)
        separator = b"[\n"
        for write in writes:
            self._out.write(separator)
            inner = JsonObject(self._out)
            write(inner)
            inner.finish()
            separator = b",\n"
        self._out.write(b"[]" if separator == b"[\n" else b"]")

    def finish(self) -> None:
        """The end of the object."""
        self._out.write(b"\n}\n")

    def _begin(self, name: str) -> None:
        self._out.write(self._separator + b"\n" + msgspec.json.encode(name) + b":")
        self._separator = b","


def given(values: Mapping[str, object]) -> dict[str, object]:
    """Those that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", (), [], {})}


def unique(texts: Iterable[str]) -> Iterator[str]:
    """Each text once, in order."""
    return iter(dict.fromkeys(texts))


def instant_text(at: datetime) -> str:
    """`2026-10-01T03:00:00Z`, as SPDX 2.3 section 6.9 has it and CycloneDX takes it."""
    return f"{at.replace(tzinfo=None, microsecond=0).isoformat()}Z"
