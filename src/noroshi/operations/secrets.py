"""Secrets of one installation: made once, kept in files that only their owner reads."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from noroshi.kernel.errors import Location, MalformedError, RefusedError

NONCE: Final = 12  # octets


def installation_secret(home: Path, name: str) -> bytes:
    """The 32 random octets kept in `home/secrets/name`, made at first use; safe against a race."""
    directory = home / "secrets"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / name
    draft = directory / f".{name}.{os.getpid()}.{secrets.token_hex(4)}"
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()


def first_line(path: Path) -> str:
    """A secret that somebody keeps in a file: its first line. Raises: MalformedError if that is empty
    or not UTF-8."""
    try:
        text = path.read_bytes().split(b"\n")[0].strip(b"\r").decode()
    except UnicodeDecodeError as error:
        raise MalformedError("the first line is not UTF-8", at=Location(str(path))) from error
    if not text:
        raise MalformedError("the first line is empty", at=Location(str(path)))
    return text


def derived(secret: bytes, purpose: str) -> str:
    """A password for one purpose, 256 bits in hexadecimal: HMAC-SHA256 of the purpose."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).hexdigest()


def sealed_for(home: Path, purpose: str, secret: bytes, *, bound: bytes) -> bytes:
    """A secret as it may be stored: ChaCha20-Poly1305 under a key of this installation for the
    purpose. bound: what it belongs to, without which it does not open."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(home, purpose).encrypt(nonce, secret, bound)


def opened_for(home: Path, purpose: str, sealed: bytes, *, bound: bytes) -> bytes:
    """The secret again. Raises: RefusedError if another installation sealed it, or for another."""
    try:
        return _cipher(home, purpose).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except (InvalidTag, ValueError) as error:  # ValueError: too short to be one
        raise RefusedError("this secret was sealed by another installation") from error


def _cipher(home: Path, purpose: str) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(bytes.fromhex(derived(installation_secret(home, purpose), purpose)))
