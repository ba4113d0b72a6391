"""Maven's version order (POM reference, "Version Order Specification"; ComparableVersion of
Maven 4).

A version is a row of items in which LIST says "a hyphen's list begins here". Items compare place
by place: text < LIST < number; where one row has ended, the other compares with nothing:
0 and `ga` equal it, texts known as pre-releases precede it, all else follows it.

Maven compares a LIST or 0 with nothing by the first item after it that decides. That look-ahead
is written into the token, so that octets alone can be compared. Maven's own order runs in a
circle in a few odd forms (1 < 1.foo.2 < 1-rc1 < 1); there a pre-release stays before its release."""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from noroshi.formats.names.schemes.encoding import END, STOP, ZERO, number

_DOTTED = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_PIECES = re.compile(r"([^0-9.-]+)(?:-?([0-9]+))?|([0-9]+)|([.-])")
_RANKS = {"alpha": 0, "beta": 1, "milestone": 2, "rc": 3, "cr": 3, "snapshot": 4}
_RELEASE = 5
_RELEASE_NAMES = frozenset(("ga", "final", "release"))
_SP = 6
_UNKNOWN = 7
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}


# Classes 0x01..0x03 precede END, 0x11..0x13 follow it; a number that counts follows them all.
_OLDER = 0x01
_NEWER = 0x11
_ZERO_THEN_MORE = b"\x13"


class _Kind(IntEnum):
    TEXT = 0
    LIST = 1
    NUMBER = 2


class _Item(NamedTuple):
    """kind; sign: how it compares with nothing, 0 when what follows decides; token: its octets."""

    kind: _Kind
    sign: int
    token: bytes = b""
    is_word: bool = False


_LIST = _Item(_Kind.LIST, 0)
_NOTHING = _Item(_Kind.NUMBER, 0, ZERO)


def key(text: str) -> bytes | None:
    """Sorts as ComparableVersion; never None, any text is a version to Maven."""
    if _DOTTED.fullmatch(text):
        return _key_of_numbers([int(part) for part in text.split(".")])
    items = _without_nulls(_items(text.lower()))
    tokens: list[bytes] = [END]
    sign = 0
    for item in reversed(items):
        sign = item.sign or sign
        if sign == 0:
            continue
        tokens.append(_token(item, sign))
    return b"".join(reversed(tokens))


def _key_of_numbers(numbers: list[int]) -> bytes:
    while numbers and not numbers[-1]:
        numbers.pop()
    return b"".join([number(value) if value else _ZERO_THEN_MORE for value in numbers]) + END


def _token(item: _Item, sign: int) -> bytes:
    if item.kind is _Kind.NUMBER and item.sign:
        return item.token
    first = (_OLDER if sign < 0 else _NEWER) + item.kind
    return bytes((first,)) + (item.token if item.kind is _Kind.TEXT else b"")


def _items(text: str) -> list[_Item]:
    items: list[_Item] = []
    after_separator = True
    last = len(text)
    for piece in _PIECES.finditer(text):
        letters, digits, plain, separator = piece.groups()
        if separator:
            if after_separator:
                items.append(_NOTHING)
            if separator == "-":
                items.append(_LIST)
            after_separator = True
            continue
        if plain:
            items.append(_number(plain))
        else:
            # A word opens a list of its own, unless another item follows it after a dot.
            opens = digits or not after_separator or piece.end() == last
            if opens and items and items[-1] is not _LIST:
                items.append(_LIST)
            items.append(_text(letters, digits))
        after_separator = False
    return items


def _number(digits: str) -> _Item:
    value = int(digits)
    return _Item(_Kind.NUMBER, 1, number(value)) if value else _NOTHING


@lru_cache(maxsize=4096)
def _text(letters: str, digits: str | None) -> _Item:
    name = _SHORT.get(letters, letters) if digits else letters
    rank = _rank(name)
    unknown = name.encode("utf-16-be", "surrogatepass") if rank == _UNKNOWN else b""
    token = bytes((rank,)) + unknown + STOP + STOP
    token += number(int(digits)) if digits else STOP
    sign = (rank > _RELEASE) - (rank < _RELEASE)
    return _Item(_Kind.TEXT, sign or bool(digits), token, is_word=True)


def _rank(name: str) -> int:
    if name in _RELEASE_NAMES:
        return _RELEASE
    return _SP if name == "sp" else _RANKS.get(name, _UNKNOWN)


def _without_nulls(items: list[_Item]) -> list[_Item]:
    """Zeros and empty lists go at the end of all, and zeros before a word."""
    kept: list[_Item] = []  # from the last item to the first
    for item in reversed(items):
        ahead = kept[-1] if kept else None
        if ahead is None and (item is _LIST or item is _NOTHING):
            continue
        if item is _NOTHING and ahead is not None and _leads_to_word(kept, ahead):
            continue
        kept.append(item)
    kept.reverse()
    return kept


def _leads_to_word(kept: list[_Item], ahead: _Item) -> bool:
    if ahead is _LIST:
        return len(kept) > 1 and kept[-2].is_word
    return ahead.is_word
