"""Receipts: the log's signed promise that an entry will be merged. The proof follows."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from noroshi.kernel.clock import rfc3339
from noroshi.ledger.notes import Signer, sign_note

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
