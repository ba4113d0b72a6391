"""One signed message to one endpoint: resolved once, to the address that was checked; no redirect is
followed; not longer than LONGEST, whatever the other side does. Knows no database.

Source: Standard Webhooks, https://www.standardwebhooks.com."""

import http.client
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

LONGEST: Final = 8.0  # seconds for all of it
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
    try:
        found = socket.getaddrinfo(host, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PostingError("no host") from error
    addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    needed = named if parts.scheme == "http" else ()
    for address in addresses:
        is_named = any(address in network for network in needed)
        if not is_allowed(address, named) or (parts.scheme == "http" and not is_named):
            raise PostingError("refused")
    return str(addresses[0])


def _port(parts: SplitResult) -> int:
    return parts.port or (80 if parts.scheme == "http" else 443)


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
    connection.context = None if parts.scheme == "http" else ssl.create_default_context()
    return connection


def _cut(connection: Any, is_over: threading.Event) -> None:
    """The time is over: whoever waits for this connection waits no more."""
    is_over.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
