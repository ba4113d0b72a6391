"""One request to one address: resolved once, to the address that was checked; no redirect is followed;
not longer and not more than its bounds, whatever the other side does. Knows no database."""

import http.client
import queue
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from noroshi.kernel.errors import MalformedError
from noroshi.operations.targets import Network, check_target, is_allowed

MOST_LOOKUPS: Final = 32  # at a time: nothing ends one that hangs, but nobody waits for it
PIECE: Final = 1 << 16  # octets
_lookups = threading.BoundedSemaphore(MOST_LOOKUPS)


class OutgoingError(Exception):
    """There was no answer, or none that is read; `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Bounds:
    """seconds: for all of it but the look-up; step: for one step of it, and for the look-up; octets:
    of the answer's body, 0 for one that is not read; named: networks that the administrator allows."""

    seconds: float
    step: float
    octets: int
    named: Collection[Network]


@dataclass(frozen=True, slots=True)
class Request:
    """body: None for a request without one."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What was answered, whatever its status."""

    status: int
    headers: Message
    body: bytes


def send(request: Request, bounds: Bounds) -> Response:
    """Ask, and read the answer. Raises: OutgoingError."""
    try:
        check_target(request.url, named=bounds.named)
    except MalformedError as error:
        raise OutgoingError("refused") from error
    parts = urlsplit(request.url)
    connection = _connection(parts, _resolved(parts, bounds), bounds.step)
    is_over = threading.Event()
    clock = threading.Timer(bounds.seconds, _cut, [connection, is_over])
    clock.daemon = True
    clock.start()
    try:
        response = _asked(connection, parts, request, bounds.octets)
    except TimeoutError as error:
        raise OutgoingError("timeout") from error
    except ssl.SSLError as error:
        raise OutgoingError("tls") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutgoingError("timeout" if is_over.is_set() else "unreachable") from error
    finally:
        clock.cancel()
        connection.close()
    if is_over.is_set():  # what was cut off may look whole
        raise OutgoingError("timeout")
    return response


def _asked(connection: "_Pinned", parts: SplitResult, request: Request, octets: int) -> Response:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(request.method, path, request.body, dict(request.headers))
    answer = connection.getresponse()
    body = bytearray()
    while octets and (piece := answer.read(PIECE)):
        body += piece
        if len(body) > octets:
            raise OutgoingError("too long")
    return Response(answer.status, answer.headers, bytes(body))


def _resolved(parts: SplitResult, bounds: Bounds) -> str:
    """The address to connect to: one that a name has beside another that is refused is not it."""
    host = parts.hostname or ""
    found = _looked_up(host, _port(parts), bounds.step)
    addresses = [ip_address(text.partition("%")[0]) for text in found]
    needed = bounds.named if parts.scheme == "http" else ()
    for address in addresses:
        is_named = any(address in network for network in needed)
        if not is_allowed(address, bounds.named) or (parts.scheme == "http" and not is_named):
            raise OutgoingError("refused")
    return str(addresses[0])


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
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

    if not _lookups.acquire(timeout=seconds):
        raise OutgoingError("timeout")
    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty as error:
        raise OutgoingError("timeout") from error
    if isinstance(answer, list):
        return answer
    raise OutgoingError("no host") from answer


def _port(parts: SplitResult) -> int:
    return parts.port or _usual_port(parts)


def _usual_port(parts: SplitResult) -> int:
    return http.client.HTTP_PORT if parts.scheme == "http" else http.client.HTTPS_PORT


class _Pinned(http.client.HTTPConnection):
    """Connects to one address, whatever its name resolves to by now."""

    address = ""
    context: ssl.SSLContext | None = None

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), timeout=self.timeout)
        if self.context is not None:
            self.sock = self.context.wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: SplitResult, address: str, step: float) -> _Pinned:
    connection = _Pinned(parts.hostname or "", _port(parts), timeout=step)
    connection.address = address
    connection.default_port = _usual_port(parts)  # which the Host header leaves out
    connection.context = None if parts.scheme == "http" else ssl.create_default_context()
    return connection


def _cut(connection: Any, is_over: threading.Event) -> None:
    """The time is over: whoever waits for this connection waits no more."""
    is_over.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)
