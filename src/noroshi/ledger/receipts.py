"""Receipts: the log's signed promise that an entry will be merged. The proof follows."""

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from noroshi.kernel.clock import rfc3339
from noroshi.kernel.errors import Location, MalformedError
from noroshi.ledger.notes import Signer, Verifier, read_note, require_signed, sign_note

MERGE_WITHIN: Final = timedelta(seconds=5)

# The first line, and a third line that is no hash, keep a receipt from passing for a checkpoint.
HEADER: Final = "noroshi/receipt/v1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """origin: the log's name; at: when the promise was given, UTC."""

    origin: str
    id: UUID
    leaf_hash: bytes
    at: datetime

    def text(self) -> str:
        """Six lines: header, origin, entry's id, leaf hash in base64, promised, merged by."""
        lines = (
            HEADER,
            self.origin,
            str(self.id),
            b64encode(self.leaf_hash).decode(),
            rfc3339(self.at),
            rfc3339(self.at + MERGE_WITHIN),
        )
        return "".join(f"{line}\n" for line in lines)


def sign_receipt(receipt: Receipt, signers: Sequence[Signer]) -> str:
    """The receipt as a signed note (c2sp.org/signed-note)."""
    return sign_note(receipt.text(), signers)


def read_receipt(text: str, verifiers: Sequence[Verifier], *, source: str = "receipt") -> Receipt:
    """A receipt from its signed note, or from a document in which the house hands it out: `promise`,
    by itself or under `receipt`.

    verifiers: the log's, all of which must have signed. Raises: MalformedError, RefusedError."""
    note = read_note(_promise(text), source=source)
    require_signed(note, verifiers)
    try:
        header, origin, id_, leaf, at, _ = note.text.rstrip("\n").split("\n")
        found = Receipt(origin, UUID(id_), b64decode(leaf), datetime.fromisoformat(at))
        is_whole = (header, found.text()) == (HEADER, note.text)
    except (ValueError, OverflowError, binascii.Error):
        is_whole = False
    if not is_whole:
        raise MalformedError("is no receipt", at=Location(source))
    return found


def _promise(text: str) -> str:
    if not text.lstrip().startswith("{"):
        return text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return text
    held = document.get("receipt", document)
    promise = held.get("promise") if isinstance(held, dict) else None
    return promise if isinstance(promise, str) else text
