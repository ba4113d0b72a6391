"""JSON (RFC 8259) through a window: one value at a time, by the standard library's scanner.

Memory is that of the largest value that is asked for, never that of the document."""

import codecs
import json
import math
import re
from collections.abc import Iterator
from typing import Final, NoReturn, Protocol

from noroshi.formats.bom import MIB, BomLimits
from noroshi.kernel.errors import Location, MalformedError

CHUNK: Final = MIB // 4
WHITE_SPACE: Final = re.compile(r"[ \t\n\r]*")
# No literal or escape is longer: an error further from the window's end is one for good.
LONGEST_TOKEN: Final = 16


class Octets(Protocol):
    """What gives some octets at a time, and none at its end."""

    def read(self, size: int, /) -> bytes: ...


class TooLongError(Exception):
    """The next value is longer than what was asked for. It is still there to be taken."""


class JsonText:
    """A cursor over a JSON text in UTF-8. What it raises names the character that it came to.

    length: of the value that was taken last, in characters."""

    def __init__(self, stream: Octets, *, source: str, limits: BomLimits) -> None:
        self._stream = stream
        self._source = source
        self._limits = limits
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        decoder = json.JSONDecoder(
            parse_constant=_refuse_constant, parse_int=_whole_number, parse_float=_number
        )
        self._scan = decoder.raw_decode
        self.length = 0
        self._octets = 0
        self._passed = 0
        self._window = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            found = self._window[self._at : self._at + 1]
            if found and found not in " \t\n\r":
                return found
            if match := WHITE_SPACE.match(self._window, self._at):
                self._at = match.end()
            if self._at == len(self._window) and not self._more():
                return ""

    def take(self, expected: str) -> str:
        """Go past the next character, which is one of those expected."""
        found = self.peek()
        if not found or found not in expected:
            choice = " or ".join(expected)
            self.refuse(f"expected {choice}, found {found or 'the end'}")
        self._at += 1
        return found

    def value(self, *, longest: int) -> object:
        """The next value. Raises: TooLongError above `longest` characters."""
        while True:
            self.peek()
            try:
                value, end = self._scan(self._window, self._at)
            except RecursionError:
                self.refuse("nested too deeply")
            except ValueError as error:
                self._read_on(error, longest)
                continue
            if end - self._at > longest:
                raise TooLongError
            # A number at the window's very end may go on behind it.
            if end == len(self._window) and self._window[-1] not in '}]"' and self._more():
                continue
            self._check_depth(value, end)
            self.length = end - self._at
            self._at = end
            return value

    def skip(self, depth: int = 0) -> None:
        """Go past the next value, whatever its size. What is skipped is checked as JSON too."""
        if depth > self._limits.nesting:
            self.refuse("nested too deeply")
        try:
            self.value(longest=self._limits.value_octets)
        except TooLongError:
            opening = self.peek()
            if opening not in ("{", "["):
                self.refuse("a single text is too long")
            for _ in self.members() if opening == "{" else self.items():
                self.skip(depth + 1)

    def members(self) -> Iterator[str]:
        """The names of an object's members; the caller takes each value before it goes on."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            name = self._name()
            self.take(":")
            yield name
            if self.take(",}") == "}":
                return

    def items(self) -> Iterator[int]:
        """The indexes of an array's items; the caller takes each value before it goes on."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        index = 0
        while True:
            yield index
            index += 1
            if self.take(",]") == "]":
                return

    def finish(self) -> None:
        """Nothing but white space may follow."""
        if self.peek():
            self.refuse("something follows the document")

    def refuse(self, reason: str, place: str = "") -> NoReturn:
        """Raises: MalformedError, at the character that was come to unless a place is given."""
        place = place or f"character {self._passed + self._at + 1}"
        raise MalformedError(reason, at=Location(self._source, place))

    def _name(self) -> str:
        if self.peek() != '"':
            self.take('"')
        try:
            return str(self.value(longest=self._limits.value_octets))
        except TooLongError:
            self.refuse("a single text is too long")

    def _read_on(self, error: ValueError, longest: int) -> None:
        """Read on where the value may only be cut off by the window's end."""
        at: int = getattr(error, "pos", self._at)
        reason: str = getattr(error, "msg", str(error))
        if reason.startswith("Unterminated string") or at > len(self._window) - LONGEST_TOKEN:
            if len(self._window) - self._at > longest:
                raise TooLongError from error
            if self._more():
                return
        self._at = min(at, len(self._window))
        self.refuse(reason)

    def _check_depth(self, value: object, end: int) -> None:
        window, at, levels = self._window, self._at, self._limits.nesting
        if window.count("{", at, end) + window.count("[", at, end) <= levels:
            return
        row = [value]
        for _ in range(levels):
            row = [inner for outer in row for inner in _inside(outer)]
        if any(isinstance(part, dict | list) for part in row):
            self.refuse(f"nested more than {levels} deep")

    def _more(self) -> bool:
        """Read on; False at the end of the document."""
        if self._ended:
            return False
        # As much again as is there: a value is scanned a few times at most until it is whole.
        octets = self._stream.read(max(CHUNK, len(self._window) - self._at))
        self._ended = not octets
        try:
            text = self._decoder.decode(octets, final=self._ended)
        except UnicodeDecodeError as error:
            self.refuse("not UTF-8", f"octet {self._octets + error.start + 1}")
        self._octets += len(octets)
        if self._octets > self._limits.octets:
            self.refuse(f"longer than {self._limits.octets} octets")
        self._passed += self._at
        self._window = self._window[self._at :] + text
        self._at = 0
        return not self._ended


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        return iter(value.values())
    return iter(value) if isinstance(value, list) else iter(())


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON value")


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number beyond all that a computer holds")
    return number


def _whole_number(digits: str) -> int:
    if len(digits) > 100:
        raise ValueError(f"a number of {len(digits)} digits")
    return int(digits)
