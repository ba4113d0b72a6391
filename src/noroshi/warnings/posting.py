"""One signed message to one endpoint, as every request of the house goes out (operations.outgoing); of
the answer the status alone is read. Not longer than LONGEST, whatever the other side does, and STEP for
the look-up of its name. Knows no database.

Source: Standard Webhooks, https://www.standardwebhooks.com."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from standardwebhooks.webhooks import Webhook

from noroshi.operations.outgoing import Bounds, OutgoingError, Request, send
from noroshi.operations.targets import Network

LONGEST: Final = 8.0  # seconds for all of it but the look-up
STEP: Final = 4.0  # seconds for one step of it
GONE: Final = 410


class PostingError(Exception):
    """It did not arrive; `reason` is a code, or `status` and a number."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    """id: the same at every attempt; body: JSON; secret: the endpoint's own."""

    id: str
    url: str
    body: str
    secret: bytes


def headers_of(message: Message, *, at: datetime) -> dict[str, str]:
    """The message's number, time and signature, with its kind."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Noroshi",
        "Connection": "close",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(message.secret).sign(message.id, at, message.body),
    }


def post(message: Message, *, named: Collection[Network], at: datetime) -> None:
    """Send it. named: networks that the administrator allows. Raises: PostingError."""
    headers = headers_of(message, at=at)
    request = Request("POST", message.url, headers, message.body.encode())
    try:
        status = send(request, Bounds(LONGEST, STEP, octets=0, named=named)).status
    except OutgoingError as error:
        raise PostingError(error.reason) from error
    if not 200 <= status < 300:
        raise PostingError(f"status {status}")
