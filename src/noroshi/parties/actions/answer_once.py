"""Answer a submission once: who sends it again gets the same answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import MalformedError
from noroshi.operations.insertion import insert
from noroshi.operations.prepared import ask_prepared, execute_prepared
from noroshi.parties import sql
from noroshi.parties.models import Submission


@dataclass(frozen=True, slots=True)
class Sent:
    """key: the sender's own name for the submission; digest: 32 octets, of all that was sent."""

    key: str
    digest: bytes


@transaction.atomic(savepoint=False)
def answer_once(sent: Sent, give: Callable[[], Any], *, by: Actor, at: datetime) -> Any:
    """The JSON value that `give` returns, kept with what it did; or the one that was kept.

    Of two at once, the second waits for the first. What `give` raises is not kept, and undoes the
    transaction that this is part of.
    Raises: MalformedError if the actor used the key for something else."""
    execute_prepared(sql.LOCK_SUBMISSION, [f"{by.id} {sent.key}".encode()])
    asked = (by.id.bytes, sent.key.encode(), by.organisation.bytes)
    ((audience, digest, kept),) = ask_prepared(sql.SUBMISSION, asked)
    if digest is None:
        answer = give()
        new = Submission(
            organisation_id=by.organisation,
            audience=audience,
            actor_id=by.id,
            key=sent.key,
            digest=sent.digest,
            answer=orjson.dumps(answer).decode(),
            answered_at=at,
        )
        insert([new])
        return answer
    if bytes(digest) != sent.digest:
        raise MalformedError("this idempotency key stands for another submission")
    return orjson.loads(kept)
