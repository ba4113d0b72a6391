"""Record a fact: its entry commits with the act, or neither does."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from noroshi.kernel.actors import Actor
from noroshi.kernel.facts import Fact
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger import sql
from noroshi.ledger.entries import digest_of, new_nonce
from noroshi.operations.database import execute_prepared


def record(fact: Fact, *, by: Actor | None, at: datetime, id_: UUID | None = None) -> UUID:
    """Write the fact's entry in the caller's transaction and return its id.

    by: None for the house itself; id_: a new UUIDv7 where the rows of the act name it already. The
    digest commits to the detail and to the organisation.
    Raises: RuntimeError outside a transaction, TypeError for a float in the detail."""
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is recorded in the transaction of its act")
    id_, nonce = id_ or uuid7(), new_nonce()
    parameters = (
        id_.bytes,
        at.isoformat().encode(),
        fact.name().encode(),
        None if by is None else by.token.bytes,
        fact.subject.encode(),
        None if fact.organisation is None else fact.organisation.bytes,
        digest_of(fact, nonce=nonce),
        nonce,
    )
    execute_prepared(sql.RECORD, parameters)
    return id_
