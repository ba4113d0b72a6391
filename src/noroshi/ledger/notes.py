"""Signed notes: text and the signatures under it. Source: c2sp.org/signed-note.

Two signature types are written and read. Ed25519 is type 0x01 of the standard. ML-DSA-65
(FIPS 204, pure, empty context, over the note text) has no type there: 0x06 is ML-DSA-44 alone,
with a time inside. It stands under 0xff, the type for what is unassigned, followed as the
standard recommends by an identifier of our own, `noroshi/ml-dsa-65/v1`."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PublicKey

from noroshi.kernel.errors import Location, MalformedError, RefusedError

ED25519: Final = b"\x01"
ML_DSA_65: Final = b"\xffnoroshi/ml-dsa-65/v1"

# The standard asks for 16 signatures at least; the longest of today's have under 7 KiB of base64.
MAX_NOTE_OCTETS: Final = 256 * 1024
MAX_SIGNATURES: Final = 32

ID_OCTETS: Final = 4
_NAME = re.compile(r"[^\s+\x00-\x20]{1,256}")
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f]")


class PublicKey(Protocol):
    """What both libraries' public keys can do."""

    def verify(self, signature: bytes, data: bytes, /) -> None: ...

    def public_bytes_raw(self) -> bytes: ...


class PrivateKey(Protocol):
    """What both libraries' private keys can do."""

    def sign(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Verifier:
    """One public key with the name of who signs by it; algorithm: the type octets."""

    name: str
    algorithm: bytes
    key: PublicKey

    @property
    def id(self) -> bytes:
        """The four octets that stand before each signature."""
        content = self.name.encode() + b"\n" + self.algorithm + self.key.public_bytes_raw()
        return sha256(content).digest()[:ID_OCTETS]

    def vkey(self) -> str:
        """`name+id+key`, as verifiers keep it."""
        material = b64encode(self.algorithm + self.key.public_bytes_raw()).decode()
        return f"{self.name}+{self.id.hex()}+{material}"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the verifier of what it signs."""

    verifier: Verifier
    key: PrivateKey


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note, not yet verified."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """text: with its final newline, and only that is signed."""

    text: str
    signatures: tuple[Signature, ...]


_KEYS: Final[Sequence[tuple[bytes, Callable[[bytes], PublicKey]]]] = (
    (ED25519, Ed25519PublicKey.from_public_bytes),
    (ML_DSA_65, MLDSA65PublicKey.from_public_bytes),
)


def is_key_name(name: str) -> bool:
    """Not empty, no space, no plus sign."""
    return _NAME.fullmatch(name) is not None


def sign_note(text: str, signers: Sequence[Signer]) -> str:
    """The note with one signature line per signer. `text` ends in a newline."""
    if not text.endswith("\n") or _FORBIDDEN.search(text):
        raise MalformedError("a note ends in a newline and holds no control character")
    lines = []
    for signer in signers:
        verifier = signer.verifier
        signature = b64encode(verifier.id + signer.key.sign(text.encode())).decode()
        lines.append(f"— {verifier.name} {signature}\n")
    return f"{text}\n{''.join(lines)}"


def read_note(note: str, *, source: str = "note") -> Note:
    """Split a note into its text and signatures, verifying none. Raises: MalformedError."""
    if len(note) > MAX_NOTE_OCTETS:
        raise _malformed("is too long", source)
    if _FORBIDDEN.search(note):
        raise _malformed("holds a control character", source)
    body, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise _malformed("has no signature lines after an empty line", source)
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise _malformed(f"has more than {MAX_SIGNATURES} signatures", source)
    first = body.count("\n") + 3
    signatures = [_signature(line, source, first + number) for number, line in enumerate(lines)]
    return Note(text=body + "\n", signatures=tuple(signatures))


def read_keys(text: str, *, source: str = "key file") -> tuple[Verifier, ...]:
    """Verifier keys, one a line; empty lines and lines that begin with # are passed over.

    Raises: MalformedError with the line."""
    verifiers = [
        _verifier(line.strip(), Location(source, f"line {number}"))
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not verifiers:
        raise MalformedError("holds no verifier key", at=Location(source))
    return tuple(verifiers)


def require_signed(note: Note, verifiers: Sequence[Verifier]) -> None:
    """Every one of the keys has signed the note, and none of its signatures is wrong.

    Stricter than the standard, which is content with one: a forger must break both algorithms.
    Signatures by unknown keys are passed over. Raises: RefusedError naming the key."""
    for verifier in verifiers:
        own = [s for s in note.signatures if (s.name, s.key_id) == (verifier.name, verifier.id)]
        if not own:
            raise RefusedError(f"not signed by the key {_short(verifier)}")
        for signature in own:
            try:
                verifier.key.verify(signature.signature, note.text.encode())
            except InvalidSignature:
                raise RefusedError(f"wrong signature of the key {_short(verifier)}") from None


def _short(verifier: Verifier) -> str:
    return f"{verifier.name}+{verifier.id.hex()}"


def _signature(line: str, source: str, number: int) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    material = _base64(encoded)
    if dash != "—" or not is_key_name(name) or material is None or len(material) <= ID_OCTETS:
        raise MalformedError("is no signature line", at=Location(source, f"line {number}"))
    return Signature(name, material[:ID_OCTETS], material[ID_OCTETS:])


def _verifier(line: str, at: Location) -> Verifier:
    name, _, rest = line.partition("+")
    key_id, _, encoded = rest.partition("+")
    material = _base64(encoded)
    if not is_key_name(name) or material is None:
        raise MalformedError("is no verifier key (name+id+base64)", at=at)
    for algorithm, load in _KEYS:
        if not material.startswith(algorithm):
            continue
        try:
            key = load(material[len(algorithm) :])
        except ValueError:
            break
        verifier = Verifier(name, algorithm, key)
        if verifier.id.hex() != key_id:
            raise MalformedError("the key's id is not that of its name and key", at=at)
        return verifier
    raise MalformedError("is neither an Ed25519 nor an ML-DSA-65 key", at=at)


def _base64(text: str) -> bytes | None:
    """Only the one spelling that encoding gives back."""
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if b64encode(data).decode() == text else None


def _malformed(detail: str, source: str) -> MalformedError:
    return MalformedError(detail, at=Location(source))
