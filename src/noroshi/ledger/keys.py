"""The log's signing keys: one private file, made once, never part of a backup."""

import os
import re
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA65PrivateKey

from noroshi.kernel.errors import AbsentError, Location, MalformedError, RefusedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.notes import ED25519, ML_DSA_65, Signer, Verifier, is_key_name

FILE_NAME: Final = "ledger-signing-keys.pem"

_PEM = re.compile(r"-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n")


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """name: the log's origin; ed25519 and ml_dsa_65 sign side by side."""

    name: str
    ed25519: Signer
    ml_dsa_65: Signer

    @property
    def signers(self) -> Sequence[Signer]:
        return (self.ed25519, self.ml_dsa_65)

    @property
    def verifiers(self) -> Sequence[Verifier]:
        return tuple(signer.verifier for signer in self.signers)

    def public_key_text(self) -> str:
        """The verifier keys, one a line: what whoever will verify keeps."""
        return "".join(f"{verifier.vkey()}\n" for verifier in self.verifiers)


def open_keys(directory: Path, *, name: str) -> SigningKeys:
    """Load the keys, first making them under `name` if there are none. Several processes may
    do so at once: one of them wins, and all load the same keys.

    Raises: what `load_keys` raises."""
    if not (directory / FILE_NAME).exists():
        _create(directory, name)
    return load_keys(directory)


def load_keys(directory: Path) -> SigningKeys:
    """Load the keys; their name is in the file.

    Raises: AbsentError without the file, RefusedError when others than its owner may read it,
    MalformedError when it does not hold the two keys."""
    path = directory / FILE_NAME
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise RefusedError(f"{path} is open to others: chmod 600 it, and ask who read it")
            text = file.read()
    except FileNotFoundError:
        raise AbsentError(f"no signing keys at {path}") from None
    return _read(text, path)


def _create(directory: Path, name: str) -> None:
    if not is_key_name(name):
        raise MalformedError(f"a log's name has no space and no plus sign, unlike {name!r}")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    keys = (Ed25519PrivateKey.generate(), MLDSA65PrivateKey.generate())
    text = f"{name}\n" + "".join(_pem(key) for key in keys)
    # Written whole under another name and then linked, which fails if the name is taken: nobody
    # ever reads half a file, and a second maker does not replace the first one's keys.
    draft = directory / f".{FILE_NAME}.{uuid7()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, directory / FILE_NAME)
    finally:
        draft.unlink()


def _pem(key: Ed25519PrivateKey | MLDSA65PrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _read(text: str, path: Path) -> SigningKeys:
    name, _, rest = text.partition("\n")
    try:
        ed25519, ml_dsa_65 = (
            serialization.load_pem_private_key(block.encode(), password=None)
            for block in _PEM.findall(rest)
        )
    except ValueError:
        raise MalformedError("does not hold two private keys", at=Location(str(path))) from None
    if not isinstance(ed25519, Ed25519PrivateKey) or not isinstance(ml_dsa_65, MLDSA65PrivateKey):
        raise MalformedError("holds keys of another kind", at=Location(str(path)))
    return SigningKeys(
        name=name,
        ed25519=Signer(Verifier(name, ED25519, ed25519.public_key()), ed25519),
        ml_dsa_65=Signer(Verifier(name, ML_DSA_65, ml_dsa_65.public_key()), ml_dsa_65),
    )
