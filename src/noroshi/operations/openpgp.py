"""The installation's OpenPGP key: one private file, made once, never part of a backup. And what others
sign with theirs."""

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pysequoia import Cert, Sig, SignatureMode, Tsk, sign, verify

from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.kernel.identifiers import uuid7
from noroshi.operations.config import config

FILE_NAME: Final = "openpgp-key.asc"


@dataclass(frozen=True, slots=True)
class OpenPgpKey:
    """fingerprint: forty hexadecimal digits in capitals; public: the certificate in ASCII armour."""

    fingerprint: str
    public: str
    private: Tsk

    def detached(self, octets: bytes) -> str:
        """A detached signature in ASCII armour. Source: RFC 9580."""
        return sign(self.private.signer(), octets, mode=SignatureMode.DETACHED).decode("ascii")


@dataclass(frozen=True, slots=True)
class Certificate:
    """Somebody's. fingerprint: in capitals; public: in ASCII armour."""

    fingerprint: str
    public: str


def read_certificate(octets: bytes) -> Certificate:
    """Raises: MalformedError for what is none, or for more than one."""
    try:
        found = Cert.from_bytes(octets)
    except RuntimeError as error:
        raise MalformedError("it is no OpenPGP certificate") from error
    return Certificate(found.fingerprint.upper(), str(found))


def is_signed(octets: bytes, signature: str, by: Sequence[Certificate]) -> bool:
    """Was a detached signature made of these octets by one of them?"""
    certificates = [Cert.from_bytes(one.public.encode()) for one in by]
    try:
        made = Sig.from_bytes(signature.encode())
        return bool(verify(bytes=octets, store=lambda _: certificates, signature=made).valid_sigs)
    except RuntimeError:
        return False


@cache
def openpgp_key() -> OpenPgpKey:
    """The installation's key, made when first asked for, under the name of its address then."""
    address = config().public_url.split("://", 1)[1]
    return open_key(config().keys, name=f"Noroshi {address}")


def open_key(directory: Path, *, name: str) -> OpenPgpKey:
    """Load the key, first making it under `name` if there is none. Several processes may do so at
    once: one of them wins. Raises: RefusedError when others than its owner may read it."""
    path = directory / FILE_NAME
    if not path.exists():
        _create(directory, name)
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise RefusedError(f"{path} is open to others: chmod 600 it, and ask who read it")
        private = Tsk.from_bytes(file.read())
    public = private.extract_certificate()
    return OpenPgpKey(public.fingerprint.upper(), str(public), private)


def _create(directory: Path, name: str) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    private = Tsk.generate(user_id=name)
    # Written whole and then linked, as the ledger's keys are (ledger/keys.py).
    draft = directory / f".{FILE_NAME}.{uuid7()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(private))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, directory / FILE_NAME)
    finally:
        draft.unlink()
