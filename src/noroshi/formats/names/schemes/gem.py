"""RubyGems versions (Gem::Version): numbers and letters in turn, letters announce a release.

A missing segment is 0, so that zeros at the end, and before the first letters, do not count. As
letters precede 0 and numbers follow it, a zero that counts compares with nothing by what comes
after it; that is written into its token."""

import re

from noroshi.formats.names.schemes.encoding import END, STOP, number

_VERSION = re.compile(
    r"[vV]?([0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)(?:\+[0-9A-Za-z.-]+)?"
)
_SEGMENTS = re.compile(r"[0-9]+|[A-Za-z]+")
_LETTERS = b"\x02"
_ZERO_THEN_LETTERS = b"\x03"
_ZERO_THEN_MORE = b"\x13"


def key(text: str) -> bytes | None:
    """Sorts as `Gem::Version#<=>`; None for what it refuses, but for a `v` before the number and
    build metadata after it, which do not count."""
    version = _VERSION.fullmatch(text)
    if version is None:
        return None
    segments = _SEGMENTS.findall(version[1].replace("-", ".pre."))
    first_letters = next(
        (place for place, segment in enumerate(segments) if segment.isalpha()), len(segments)
    )
    tokens = [END]
    zero = b""
    for place, segment in reversed(tuple(enumerate(segments))):
        if segment.isalpha():
            zero = b"" if place == first_letters else _ZERO_THEN_LETTERS
            tokens.append(_LETTERS + segment.encode() + STOP)
        elif value := int(segment):
            zero = _ZERO_THEN_MORE
            tokens.append(number(value))
        elif zero:
            tokens.append(zero)
    return b"".join(reversed(tokens))
