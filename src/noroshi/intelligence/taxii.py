"""A client of TAXII 2.1 (OASIS Standard, 10 June 2021), as far as an exchange needs one. It sends what it
knows of itself to the partner's own host alone. Knows no database.

A server's answers are a stranger's: bounded, of the right media type, read into types."""

import base64
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from typing import Final, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

import msgspec

from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.intelligence.exchanging import (
    INSTANT,
    LONGEST_CURSOR,
    ExchangeError,
    Turned,
    Walk,
    peace,
)
from noroshi.kernel.clock import now
from noroshi.kernel.errors import Location, MalformedError
from noroshi.operations.outgoing import Bounds, OutgoingError, Request, Response, send
from noroshi.operations.targets import Network

TAXII: Final = "application/taxii+json"
VERSION: Final = "2.1"
MIB: Final = 1 << 20
MOST_OCTETS: Final = 32 * MIB  # of an answer
MOST_SENT: Final = 4 * MIB  # of a request
PAGE: Final = 1000  # objects that are asked for at a time
SECONDS: Final = 60.0
STEP: Final = 10.0
LIMITS: Final = JsonLimits(octets=MOST_OCTETS, commas=4_000_000)
LONGEST_STATUS: Final = 200

T = TypeVar("T")


class _Resource(msgspec.Struct):
    """Either a discovery (section 4.1.1) or an API root (section 4.2.1)."""

    default: str = ""
    api_roots: list[str] = msgspec.field(default_factory=list)
    versions: list[str] = msgspec.field(default_factory=list)
    max_content_length: int = MOST_SENT


class _Envelope(msgspec.Struct):
    more: bool = False
    next: str = ""
    objects: list[msgspec.Raw] = msgspec.field(default_factory=list)


class Detail(msgspec.Struct):
    """Section 4.3.1.1."""

    id: str
    version: str = ""
    message: str = ""


class Status(msgspec.Struct):
    """Section 4.3.1: what became of what was added."""

    id: str
    status: str
    failures: list[Detail] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """body: the envelope; objects: each as it was written in it."""

    body: bytes
    objects: Sequence[bytes]
    turned: Turned


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks. authorization: the header's value, empty for none; named: networks that the
    administrator allows beside the public Internet."""

    authorization: str
    named: Collection[Network]

    def root(self, url: str) -> "Root":
        """The API root that an address leads to: its own, or of a discovery. Raises: ExchangeError."""
        found = _decoded(self.ask("GET", url), _RESOURCE)
        if found.versions:
            return Root(self, _folder(url), min(found.max_content_length, MOST_SENT))
        wanted = found.default or next(iter(found.api_roots), "")
        if not wanted:
            raise ExchangeError("no api root")
        address = _folder(urljoin(url, wanted))
        if _origin(address) != _origin(url):
            raise ExchangeError("other host")
        there = _decoded(self.ask("GET", address), _RESOURCE)
        return Root(self, address, min(there.max_content_length, MOST_SENT))

    def ask(self, method: str, url: str, body: bytes | None = None) -> Response:
        """Raises: ExchangeError for everything but success in TAXII's media type."""
        headers = {"Accept": f"{TAXII};version={VERSION}", "User-Agent": "Noroshi"}
        headers |= {"Accept-Encoding": "identity", "Connection": "close"}
        if self.authorization:
            headers["Authorization"] = self.authorization
        if body is not None:
            headers["Content-Type"] = f"{TAXII};version={VERSION}"
        bounds = Bounds(SECONDS, STEP, MOST_OCTETS, self.named)
        try:
            answer = send(Request(method, url, headers, body), bounds)
        except OutgoingError as error:
            raise ExchangeError(error.reason) from error
        if answer.status not in (HTTPStatus.OK, HTTPStatus.ACCEPTED):
            asked = peace(answer.headers.get("Retry-After"), now=now())
            raise ExchangeError(f"status {answer.status}", asked=asked)
        if not _is_taxii(answer.headers):
            raise ExchangeError("media type")
        return answer


@dataclass(frozen=True, slots=True)
class Root:
    """An API root, as a client reaches it. most: octets that it takes in one request."""

    client: Client
    url: str
    most: int

    def page(self, collection: str, walk: Walk) -> Page:
        """The next objects of a collection, in all their versions. Raises: ExchangeError."""
        query = {"limit": str(PAGE), "match[version]": "all"}
        if walk.added_after:
            query["added_after"] = walk.added_after
        if walk.cursor:
            query["next"] = walk.cursor
        answer = self.client.ask("GET", f"{self._objects(collection)}?{urlencode(query)}")
        envelope = _decoded(answer, _ENVELOPE)
        last = answer.headers.get("X-TAXII-Date-Added-Last", "").strip()
        if len(envelope.next) > LONGEST_CURSOR or (last and not INSTANT.fullmatch(last)):
            raise ExchangeError("malformed")
        objects = [bytes(one) for one in envelope.objects]
        return Page(answer.body, objects, Turned(envelope.more, envelope.next, last))

    def add(self, collection: str, contents: Sequence[str]) -> Status:
        """Add objects, each JSON. Raises: ExchangeError."""
        body = f'{{"objects":[{",".join(contents)}]}}'.encode()
        return _status(self.client.ask("POST", self._objects(collection), body))

    def status(self, name: str) -> Status:
        """What became of what was added. Raises: ExchangeError."""
        return _status(self.client.ask("GET", f"{self.url}status/{quote(name, safe='')}/"))

    def _objects(self, collection: str) -> str:
        return f"{self.url}collections/{quote(collection, safe='')}/objects/"


_RESOURCE: Final = msgspec.json.Decoder(_Resource)
_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)
_STATUS: Final = msgspec.json.Decoder(Status)


def basic(user: str, password: str) -> str:
    """The header's value for a name and a password (RFC 7617)."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def bearer(token: str) -> str:
    """The header's value for a token (RFC 6750)."""
    return f"Bearer {token}"


def _decoded(answer: Response, decoder: "msgspec.json.Decoder[T]") -> T:
    try:
        return read_json(answer.body, decoder, limits=LIMITS, at=Location("partner"))
    except MalformedError as error:
        raise ExchangeError("malformed") from error


def _status(answer: Response) -> Status:
    status = _decoded(answer, _STATUS)
    if len(status.id) > LONGEST_STATUS or status.status not in ("complete", "pending"):
        raise ExchangeError("malformed")
    return status


def _is_taxii(headers: Message) -> bool:
    version = headers.get_param("version", VERSION)
    return headers.get_content_type() == TAXII and version == VERSION


def _folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


def _origin(url: str) -> Mapping[str, object]:
    parts = urlsplit(url)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return {"scheme": parts.scheme, "host": parts.hostname, "port": parts.port or usual}
