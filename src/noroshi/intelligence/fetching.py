"""One file of a stranger's web server: bounded, whatever the server says of itself. Knows no database."""

from collections.abc import Collection, Mapping
from http import HTTPStatus
from typing import Final

from noroshi.intelligence.exchanging import ExchangeError, peace
from noroshi.kernel.clock import now
from noroshi.operations.outgoing import Bounds, OutgoingError, Request, send
from noroshi.operations.targets import Network

SECONDS: Final = 60.0
STEP: Final = 10.0
HEADERS: Final = {"User-Agent": "Noroshi", "Accept-Encoding": "identity", "Connection": "close"}
# What is wrong with one file alone.
OF_ONE: Final = frozenset({"status 403", "status 404", "status 410", "too long"})


def fetched(
    url: str, *, named: Collection[Network], octets: int, headers: Mapping[str, str]
) -> bytes:
    """The file, of no more than so many octets. named: networks that the administrator allows beside
    the public Internet. Raises: ExchangeError."""
    bounds = Bounds(SECONDS, STEP, octets, named)
    try:
        answer = send(Request("GET", url, {**HEADERS, **headers}), bounds)
    except OutgoingError as error:
        raise ExchangeError(error.reason) from error
    if answer.status != HTTPStatus.OK:
        asked = peace(answer.headers.get("Retry-After"), now=now())
        raise ExchangeError(f"status {answer.status}", asked=asked)
    return answer.body
