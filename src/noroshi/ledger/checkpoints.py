"""Checkpoints: what the log signs of itself. Source: c2sp.org/tlog-checkpoint."""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from noroshi.kernel.errors import Location, MalformedError
from noroshi.ledger.merkle import HASH_OCTETS
from noroshi.ledger.notes import Signer, sign_note

# 2^63 has 19 digits: a longer number is no size of any log.
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_ROOT = re.compile(r"[A-Za-z0-9+/]{43}=")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """origin: the log's name, which is also its keys'; size: leaves; root: 32 octets.

    extensions: further lines, which the standard advises against and we do not write."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The note text, with its final newline."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def sign_checkpoint(checkpoint: Checkpoint, signers: Sequence[Signer]) -> str:
    """The checkpoint as a signed note."""
    return sign_note(checkpoint.text(), signers)


def read_checkpoint(text: str, *, source: str = "checkpoint") -> Checkpoint:
    """Read a note's text; verify its signatures first. Raises: MalformedError with the line."""
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or "" in lines:
        raise MalformedError("has not the three lines origin, size, root", at=Location(source))
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise MalformedError("is no tree size", at=Location(source, "line 2"))
    if not _ROOT.fullmatch(root) or b64encode(b64decode(root)).decode() != root:
        raise MalformedError(f"is no hash of {HASH_OCTETS} octets", at=Location(source, "line 3"))
    return Checkpoint(origin, int(size), b64decode(root), tuple(extensions))
