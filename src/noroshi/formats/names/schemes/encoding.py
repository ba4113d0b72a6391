"""The alphabet that all keys are written in, so that comparing bytes compares versions.

A key is a row of tokens, each of which begins with its class; the classes, least first:

    0x01..0x0F  what makes a version older than its release (pre-releases, tilde)
    0x10        END: nothing follows
    0x11..0x3F  what makes it newer without being a number (letters, patches, caret)
    0x40..0xAB  a number: 0x40 and its octets' count, then its octets, big-endian
    0xC0        a name that outranks numbers (SemVer's alphanumeric identifiers)

No token begins another of its class, so the first octet that differs decides."""

from collections.abc import Sequence

END = b"\x10"
WORD = b"\x20"
STOP = b"\x00"
ZERO = b"\x40"


def _encode(value: int) -> bytes:
    octets = (value.bit_length() + 7) // 8
    return bytes((0x40 + octets,)) + value.to_bytes(octets, "big")


_SMALL = tuple(_encode(value) for value in range(4096))


def number(value: int) -> bytes:
    """Token of a non-negative number below 10^256."""
    return _SMALL[value] if value < len(_SMALL) else _encode(value)


def word(letters: str) -> bytes:
    """Token of a name, ordered by its UTF-8 octets, a shorter name before its extensions."""
    return WORD + letters.encode() + STOP


def release(numbers: Sequence[int]) -> bytes:
    """Tokens of a row of numbers without the zeros at its end: 1.0.0 is 1."""
    end = len(numbers)
    while end and not numbers[end - 1]:
        end -= 1
    return b"".join([number(value) for value in numbers[:end]])
