"""Answer a submission once: who sends it again gets the same answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import MalformedError
from noroshi.operations.insertion import insert
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
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK_SUBMISSION, [f"{by.id} {sent.key}"])
        cursor.execute(sql.SUBMISSION, [by.id, sent.key, by.organisation])
        audience, digest, kept = cursor.fetchone()
    if digest is None:
        answer = give()
        new = Submission(
            organisation_id=by.organisation,
            audience=audience,
            actor_id=by.id,
            key=sent.key,
            digest=sent.digest,
            answer=json.dumps(answer, ensure_ascii=False),
            answered_at=at,
        )
        insert([new])
        return answer
    if bytes(digest) != sent.digest:
        raise MalformedError("this idempotency key stands for another submission")
    return json.loads(kept)
