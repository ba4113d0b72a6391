"""A sealed file: a header in clear, then a stream that only the passphrase opens.

Frames of 64 KiB under ChaCha20-Poly1305, each nonce a counter and a last octet that is 1 for the
final frame only, so that a frame altered, moved, cut off or added is noticed, and memory stays
that of a frame. The header is authenticated with every frame. The key comes from the passphrase
by scrypt, with a salt of the file's own; hence no nonce is ever used twice.
Source: Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance" (2015), the construction STREAM; RFC 7914; RFC 8439."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from noroshi.kernel.errors import Location, MalformedError, RefusedError

MAGIC: Final = b"noroshi sealed 1\n"
FRAME: Final = 64 * 1024
LONGEST_HEADER: Final = 1024 * 1024

_SALT: Final = 16
_TAG: Final = 16
_SIZE: Final = 4
_COST: Final = 2**17  # with r=8: 128 MiB and a third of a second a guess


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands before the frames. header: the sealer's own octets, in clear; octets: all of it,
    as the frames authenticate it."""

    header: bytes
    salt: bytes
    octets: bytes


def seal(target: BinaryIO, parts: Iterable[bytes], *, header: bytes, passphrase: bytes) -> None:
    """Write a sealed file of what `parts` yield, in pieces of any length."""
    salt = secrets.token_bytes(_SALT)
    before = MAGIC + salt + len(header).to_bytes(_SIZE, "big") + header
    cipher, bound = _cipher(passphrase, salt), hashlib.sha256(before).digest()
    target.write(before)
    target.writelines(_sealed(cipher, parts, bound))


def sealed_frames(key: bytes, parts: Iterable[bytes], *, bound: bytes) -> Iterator[bytes]:
    """The frames of a stream. key: 32 octets that seal nothing else; bound: what it belongs to, without
    which no frame opens."""
    return _sealed(ChaCha20Poly1305(key), parts, bound)


def opened_frames(
    key: bytes, frames: Iterable[bytes], *, bound: bytes, name: str
) -> Iterator[bytes]:
    """The stream again, a part for each frame. Raises: as `opened`."""
    return _opened(ChaCha20Poly1305(key), frames, bound, name)


def read_envelope(source: BinaryIO, *, name: str) -> Envelope:
    """Read what stands before the frames. Nothing of it is to be believed until a frame was opened.

    Raises: MalformedError if this is no sealed file."""
    magic, salt, size = (source.read(length) for length in (len(MAGIC), _SALT, _SIZE))
    length = int.from_bytes(size, "big")
    if magic != MAGIC or len(size) < _SIZE or length > LONGEST_HEADER:
        raise MalformedError("is no sealed file of this kind", at=Location(name))
    header = source.read(length)
    if len(header) < length:
        raise MalformedError("ends within its header", at=Location(name))
    return Envelope(header, salt, magic + salt + size + header)


def opened(
    source: BinaryIO, envelope: Envelope, *, passphrase: bytes, name: str
) -> Iterator[bytes]:
    """The sealed stream, frame by frame, from where `read_envelope` left the source.

    Raises: RefusedError where the first frame does not open, as a wrong passphrase and an altered
    file look alike; MalformedError where a later one does not."""
    cipher = _cipher(passphrase, envelope.salt)
    bound = hashlib.sha256(envelope.octets).digest()
    return _opened(cipher, _read(source), bound, name)


def _sealed(cipher: ChaCha20Poly1305, parts: Iterable[bytes], bound: bytes) -> Iterator[bytes]:
    number, waiting = 0, bytearray()
    for part in parts:
        waiting += part
        while len(waiting) > FRAME:
            yield cipher.encrypt(_nonce(number), bytes(waiting[:FRAME]), bound)
            del waiting[:FRAME]
            number += 1
    yield cipher.encrypt(_nonce(number, final=1), bytes(waiting), bound)


def _read(source: BinaryIO) -> Iterator[bytes]:
    yield source.read(FRAME + _TAG)
    while frame := source.read(FRAME + _TAG):
        yield frame


def _opened(
    cipher: ChaCha20Poly1305, frames: Iterable[bytes], bound: bytes, name: str
) -> Iterator[bytes]:
    coming = iter(frames)
    number, frame = 0, next(coming, b"")
    while True:
        following = next(coming, b"")
        try:
            yield cipher.decrypt(_nonce(number, final=0 if following else 1), frame, bound)
        except (InvalidTag, ValueError):  # ValueError: shorter than a tag
            raise _unopened(number, name) from None
        if not following:
            return
        number, frame = number + 1, following


def _unopened(number: int, name: str) -> MalformedError | RefusedError:
    if number == 0:
        return RefusedError(f"{name}: the passphrase is wrong, or the file was altered or cut")
    place = f"frame {number + 1}"
    return MalformedError("the file was altered or cut", at=Location(name, place))


def _nonce(number: int, *, final: int = 0) -> bytes:
    return number.to_bytes(11, "big") + bytes([final])


def _cipher(passphrase: bytes, salt: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase))
