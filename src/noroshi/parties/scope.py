"""`acting_as`: the requester that the database sees."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction

from noroshi.kernel.actors import Actor
from noroshi.operations.prepared import begin_with

REQUESTER = "SET LOCAL noroshi.actor = '{actor}'"

_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def current_actor() -> Actor | None:
    """Who acts in this context, if anybody."""
    return _acting.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """One transaction in which row-level security takes the actor for the requester.

    The setting is local to the transaction. A scope within a scope is refused, and so is a scope
    within a transaction: releasing a savepoint would leak the inner requester outwards.
    Raises: RuntimeError for a nested scope."""
    if _acting.get() is not None:
        raise RuntimeError("acting_as does not nest")
    if connection.in_atomic_block:
        raise RuntimeError("acting_as begins its own transaction")
    mark = _acting.set(actor)
    try:
        with transaction.atomic(durable=True):
            begin_with(REQUESTER.format(actor=UUID(int=actor.id.int)))
            yield
    finally:
        _acting.reset(mark)
