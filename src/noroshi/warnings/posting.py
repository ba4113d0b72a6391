"""One signed message to one endpoint: resolved once, to the address that was checked; no redirect is
followed, no body read; not longer than LONGEST, whatever the other side does, and STEP for the look-up
of its name. Knows no database.

Source: Standard Webhooks, https://www.standardwebhooks.com."""

import http.client
import queue
import socket
import ssl
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from standardwebhooks.webhooks import Webhook

from noroshi.kernel.errors import MalformedError
from noroshi.warnings.targets import Network, check_target, is_allowed

LONGEST: Final = 8.0  # seconds for all of it but the look-up
STEP: Final = 4.0  # seconds for one step of it
MOST_LOOKUPS: Final = 32  # at a time: nothing ends one that hangs, but nobody waits for it
GONE: Final = 410
_lookups = threading.BoundedSemaphore(MOST_LOOKUPS)


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
    try:
        check_target(message.url, named=named)
    except MalformedError as error:
        raise PostingError("refused") from error
    parts = urlsplit(message.url)
    connection = _connection(parts, _resolved(parts, named))
    is_over = threading.Event()
    clock = threading.Timer(LONGEST, _cut, [connection, is_over])
    clock.daemon = True
    clock.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = headers_of(message, at=at)
        connection.request("POST", path, message.body.encode(), headers)
        status = connection.getresponse().status
    except TimeoutError as error:
        raise PostingError("timeout") from error
    except ssl.SSLError as error:
        raise PostingError("tls") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PostingError("timeout" if is_over.is_set() else "unreachable") from error
    finally:
        clock.cancel()
        connection.close()
    if is_over.is_set():  # a head that was cut off may look whole
        raise PostingError("timeout")
    if not 200 <= status < 300:
        raise PostingError(f"status {status}")


def _resolved(parts: SplitResult, named: Collection[Network]) -> str:
    """The address to connect to: one that a name has beside another that is refused is not it."""
    host = parts.hostname or ""
    addresses = [ip_address(text.partition("%")[0]) for text in _looked_up(host, _port(parts))]
    needed = named if parts.scheme == "http" else ()
    for address in addresses:
        is_named = any(address in network for network in needed)
        if not is_allowed(address, named) or (parts.scheme == "http" and not is_named):
            raise PostingError("refused")
    return str(addresses[0])


def _looked_up(host: str, port: int) -> list[str]:
    """Every address of a name. The system's own look-up has no time limit: it is left alone."""
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put([str(one[4][0]) for one in found])
        except (OSError, UnicodeError) as error:
            answers.put(error)
        finally:
            _lookups.release()

    if not _lookups.acquire(timeout=STEP):
        raise PostingError("timeout")
    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=STEP)
    except queue.Empty as error:
        raise PostingError("timeout") from error
    if isinstance(answer, list):
        return answer
    raise PostingError("no host") from answer


def _port(parts: SplitResult) -> int:
    return parts.port or _usual_port(parts)


def _usual_port(parts: SplitResult) -> int:
    return http.client.HTTP_PORT if parts.scheme == "http" else http.client.HTTPS_PORT


class _Pinned(http.client.HTTPConnection):
    """Connects to one address, whatever its name resolves to by now."""

    address = ""
    context: ssl.SSLContext | None = None

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), timeout=STEP)
        if self.context is not None:
            self.sock = self.context.wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: SplitResult, address: str) -> _Pinned:
    connection = _Pinned(parts.hostname or "", _port(parts), timeout=STEP)
    connection.address = address
    connection.default_port = _usual_port(parts)  # which the Host header leaves out
    connection.context = None if parts.scheme == "http" else ssl.create_default_context()
    return connection


def _cut(connection: Any, is_over: threading.Event) -> None:
    """The time is over: whoever waits for this connection waits no more."""
    is_over.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
