"""Record a fact: its entry commits with the act, or neither does."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from noroshi.kernel.actors import Actor
from noroshi.kernel.facts import Fact
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger import sql
from noroshi.ledger.entries import Entry, digest_of, new_nonce
from noroshi.operations.prepared import execute_prepared


def record(fact: Fact, *, by: Actor | None, at: datetime, id_: UUID | None = None) -> UUID:
    """Write the fact's entry in the caller's transaction and return its id.

    by: None for the house itself; id_: a new UUIDv7 where the rows of the act name it already. The
    digest commits to the detail and to the organisation.
    Raises: RuntimeError outside a transaction, TypeError for a float in the detail."""
    return recorded(fact, by=by, at=at, id_=id_).id


def recorded(fact: Fact, *, by: Actor | None, at: datetime, id_: UUID | None = None) -> Entry:
    """The same, for whoever promises the entry afterwards."""
    if not connection.in_atomic_block:
        raise RuntimeError("a fact is recorded in the transaction of its act")
    nonce, token = new_nonce(), None if by is None else by.token
    digest = digest_of(fact, nonce=nonce)
    entry = Entry(id_ or uuid7(), fact.name(), at, token, fact.subject, digest)
    parameters = (
        entry.id.bytes,
        at.isoformat().encode(),
        entry.kind.encode(),
        token.bytes if token else None,
        entry.subject.encode(),
        fact.organisation.bytes if fact.organisation else None,
        digest,
        nonce,
    )
    execute_prepared(sql.RECORD, parameters)
    return entry
