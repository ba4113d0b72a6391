"""Secrets of one installation: made once, kept in files that only their owner reads."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path


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


def derived(secret: bytes, purpose: str) -> str:
    """A password for one purpose, 256 bits in hexadecimal: HMAC-SHA256 of the purpose."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).hexdigest()
