"""The header Idempotency-Key: what is sent twice is done once."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.api.schemas import Sending
from noroshi.entrypoints.api.uploads import Upload, received
from noroshi.kernel.clock import now
from noroshi.parties.actions.answer_once import Sent, answer_once

Answer = Mapping[str, Any]
Done = TypeVar("Done")


def once(request: Request, key: str | None, content: bytes, give: Callable[[], Answer]) -> Answer:
    """Give the answer, or with a key the one that was given under it.

    content: of the body, or its digest. Raises: MalformedError for a key used otherwise."""
    if key is None:
        return give()
    digest = hashlib.sha256(f"{request.path}\n".encode() + content).digest()
    answer: Answer = answer_once(Sent(key, digest), give, by=request.auth, at=now())
    return answer


def taken_in(
    request: Request, source: str, sending: Sending, take_in: Callable[[Upload], Answer]
) -> Answer:
    """Take in the file that came with a request; under the same Idempotency-Key once. source: its
    name, where the form gives none."""
    with received(request, source) as upload:
        return once(request, sending.idempotency_key, upload.digest, lambda: take_in(upload))


def acted(
    request: Request,
    sending: Sending,
    act: Callable[..., object],
    *given: Any,
    tell: Callable[[UUID], Answer],
) -> Answer:
    """Act on what the first of the given names, and tell how it stands then; under the same
    Idempotency-Key once."""
    return submitted(
        request,
        sending,
        lambda: act(*given, by=request.auth, at=now()),
        lambda _: tell(given[0]),
    )


def submitted(
    request: Request, sending: Sending, act: Callable[[], Done], tell: Callable[[Done], Answer]
) -> Answer:
    """Do what a body asks for and tell what became of it; under the same Idempotency-Key once."""
    return once(request, sending.idempotency_key, request.body, lambda: tell(act()))
