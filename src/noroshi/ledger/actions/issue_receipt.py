"""Promise that a recorded entry will be merged."""

from datetime import datetime
from uuid import UUID

from noroshi.ledger.entries import leaf_hash
from noroshi.ledger.queries import content, entry
from noroshi.ledger.receipts import Receipt, sign_receipt
from noroshi.ledger.signing import signing_keys


def issue_receipt(entry_id: UUID, *, at: datetime) -> str:
    """A signed promise for an entry; after its act has committed, or it may promise in vain.

    Raises: AbsentError."""
    keys = signing_keys()
    receipt = Receipt(keys.name, entry_id, leaf_hash(content(entry(entry_id))), at)
    return sign_receipt(receipt, keys.signers)
