"""Debian package versions (Debian Policy 5.6.12): `[epoch:]upstream[-revision]`.

Letters sort before other characters, a tilde before everything, even the end of a part; a
missing epoch or revision is 0."""

import re
from functools import lru_cache

from noroshi.formats.names.schemes.encoding import ZERO, number

_VERSION = re.compile(
    r"(?:(?P<epoch>[0-9]+):)?(?P<upstream>[A-Za-z0-9.+~:-]+?)(?:-(?P<revision>[A-Za-z0-9.+~]+))?"
)
_PIECES = re.compile(r"([^0-9]*)([0-9]*)")
_END_OF_TEXT = b"\x02"
_ORDER = {
    ord(character): chr(rank)
    for rank, character in (
        (0x01, "~"),
        *((0x40 + place, letter) for place, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        *((0x60 + place, letter) for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")),
        (0x7B, "+"),
        (0x7C, "-"),
        (0x7D, "."),
        (0x7E, ":"),
    )
}


def key(text: str) -> bytes | None:
    """Sorts as `dpkg --compare-versions`; None when a character is not Policy's."""
    version = _VERSION.fullmatch(text)
    if version is None:
        return None
    epoch = number(int(version["epoch"] or 0))
    return epoch + _part(version["upstream"]) + _part(version["revision"] or "0")


def _part(text: str) -> bytes:
    tokens = []
    for letters, digits in _PIECES.findall(text):
        tokens.append(_text(letters))
        if letters or digits:
            tokens.append(number(int(digits)) if digits else ZERO)
    return b"".join(tokens)


@lru_cache(maxsize=4096)
def _text(letters: str) -> bytes:
    return letters.translate(_ORDER).encode() + _END_OF_TEXT
