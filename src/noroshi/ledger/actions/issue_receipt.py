"""Promise that a recorded entry will be merged."""

from datetime import datetime
from uuid import UUID

from noroshi.ledger.entries import Entry, leaf_hash
from noroshi.ledger.queries import content, entry
from noroshi.ledger.receipts import Receipt, sign_receipt
from noroshi.ledger.signing import signing_keys


def issue_receipt(entry_id: UUID, *, at: datetime) -> str:
    """A signed promise for an entry; after its act has committed, or it may promise in vain.

    Raises: AbsentError."""
    return promise(content(entry(entry_id)), at=at)


def promise(leaf: Entry, *, at: datetime) -> str:
    """The same for an entry that is known already."""
    keys = signing_keys()
    return sign_receipt(Receipt(keys.name, leaf.id, leaf_hash(leaf), at), keys.signers)
