"""What another provider offers: its metadata, its ROLIE feeds and its `changes.csv` (section 7.1 of CSAF
2.0), as far as everybody may have it."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, Final, Literal, NamedTuple
from urllib.parse import urljoin

import msgspec

from noroshi.formats.json_limits import JsonLimits, read_json, utc
from noroshi.kernel.errors import Location, MalformedError

METADATA: Final = "provider-metadata.json"
CHANGES: Final = "changes.csv"
MOST_OCTETS: Final = 64 << 20  # of a list
MOST_DOCUMENTS: Final = 100_000
LIMITS: Final = JsonLimits(octets=MOST_OCTETS, commas=4_000_000)
METADATA_LIMITS: Final = JsonLimits(octets=1 << 20, commas=10_000)
LONGEST_URL: Final = 500
OPEN: Final = ("WHITE", "CLEAR")
RESTRICTED: Final = ("/green/", "/amber/", "/red/")

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Url = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_URL)]


class Issuer(msgspec.Struct, frozen=True):
    """`publisher` of the metadata."""

    category: Literal["coordinator", "discoverer", "other", "translator", "user", "vendor"]
    name: Text
    namespace: Url
    contact_details: Text | None = None
    issuing_authority: Text | None = None


class Key(msgspec.Struct, frozen=True):
    """Where an OpenPGP key is."""

    url: Url
    fingerprint: Annotated[str, msgspec.Meta(pattern="^[0-9a-fA-F]{40,64}$")] | None = None


class Feed(msgspec.Struct, frozen=True):
    """A ROLIE feed of one label."""

    tlp_label: str
    url: Url


class Rolie(msgspec.Struct, frozen=True):
    """Some feeds."""

    feeds: Annotated[tuple[Feed, ...], msgspec.Meta(max_length=100)]


class Distribution(msgspec.Struct, frozen=True):
    """One way to the documents."""

    rolie: Rolie | None = None
    directory_url: Url | None = None


class Metadata(msgspec.Struct, frozen=True):
    """`provider-metadata.json` as far as it is read."""

    canonical_url: Url
    last_updated: datetime
    list_on: bool = msgspec.field(name="list_on_CSAF_aggregators")
    mirror_on: bool = msgspec.field(name="mirror_on_CSAF_aggregators")
    metadata_version: Literal["2.0"]
    publisher: Issuer
    role: Literal["csaf_publisher", "csaf_provider", "csaf_trusted_provider"]
    distributions: Annotated[tuple[Distribution, ...], msgspec.Meta(max_length=100)] = ()
    public_openpgp_keys: Annotated[tuple[Key, ...], msgspec.Meta(max_length=10)] = ()

    @property
    def feeds(self) -> list[str]:
        """Addresses of the ROLIE feeds of what everybody may have."""
        lists = [one.rolie.feeds for one in self.distributions if one.rolie]
        return unique(feed.url for feeds in lists for feed in feeds if feed.tlp_label in OPEN)

    @property
    def folders(self) -> list[str]:
        """Addresses of folders, with a slash at the end; those whose name says a stricter label
        are left out."""
        told = [one.directory_url for one in self.distributions if one.directory_url]
        ended = unique(url if url.endswith("/") else f"{url}/" for url in told)
        return [url for url in ended if not url.lower().endswith(RESTRICTED)]


class Offered(NamedTuple):
    """A document that is offered. updated_at: when it was changed, as the list says; hashes: addresses
    by algorithm; signature: its address, empty for none."""

    url: str
    updated_at: datetime
    hashes: dict[str, str]
    signature: str


class Offers(NamedTuple):
    """What a list offers, and what of it cannot be read: address and reason."""

    documents: list[Offered]
    refused: list[tuple[str, str]]


class Link(msgspec.Struct, frozen=True):
    """Of an entry."""

    rel: str
    href: str


class Content(msgspec.Struct, frozen=True):
    """Of an entry."""

    src: str = ""


class Entry(msgspec.Struct, frozen=True):
    """An entry of a feed."""

    updated: datetime
    link: tuple[Link, ...] = ()
    content: Content = Content()


class _Entries(msgspec.Struct, frozen=True):
    entry: list[Any] = []


class _Feed(msgspec.Struct, frozen=True):
    feed: _Entries


_METADATA: Final = msgspec.json.Decoder(Metadata)
_FEED: Final = msgspec.json.Decoder(_Feed)


def unique(urls: Iterable[str]) -> list[str]:
    """Each once, in their order."""
    return list(dict.fromkeys(urls))


def read_metadata(data: bytes, *, at: Location) -> Metadata:
    """Raises: MalformedError for what is no metadata of 2.0."""
    found = read_json(data, _METADATA, limits=METADATA_LIMITS, at=at)
    utc(found.last_updated, at=at)
    return found


def read_feed(data: bytes, *, at: Location) -> Offers:
    """What a ROLIE feed offers. Raises: MalformedError for what is none."""
    entries = read_json(data, _FEED, limits=LIMITS, at=at).feed.entry
    _check_many(len(entries), at)
    found = Offers([], [])
    for number, told in enumerate(entries):
        try:
            found.documents.append(_offered(msgspec.convert(told, Entry), at))
        except (msgspec.ValidationError, MalformedError) as error:
            found.refused.append((f"/feed/entry/{number}", str(error)[:300]))
    return found


def read_changes(data: bytes, folder: str, *, at: Location) -> Offers:
    """What a folder's `changes.csv` offers. Raises: MalformedError for what is none."""
    found = Offers([], [])
    for number, row in enumerate(_rows(data, at), start=1):
        _check_many(number, at)
        try:
            found.documents.append(_listed(row, folder, at))
        except MalformedError as error:
            found.refused.append((f"line {number}", error.detail))
    return found


def _rows(data: bytes, at: Location) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(data.decode()), strict=True)
    except (UnicodeDecodeError, csv.Error) as error:
        raise MalformedError("it is no list of changes", at=at) from error


def _listed(row: list[str], folder: str, at: Location) -> Offered:
    if len(row) != 2:
        raise MalformedError("a line is a path and an instant")
    url = urljoin(folder, row[0])
    if not url.startswith(folder):
        raise MalformedError("the path leads out of the folder")
    try:
        updated = utc(datetime.fromisoformat(row[1]), at=at)
    except ValueError as error:
        raise MalformedError("a line is a path and an instant") from error
    hashes = {name: f"{_sound(url)}.{name}" for name in ("sha512", "sha256")}
    return Offered(url, updated, hashes, f"{url}.asc")


def _offered(entry: Entry, at: Location) -> Offered:
    links: dict[str, list[str]] = {}
    for one in entry.link:
        links.setdefault(one.rel, []).append(one.href)
    url = _sound(next(iter(links.get("self", [entry.content.src]))))
    hashes = {
        name: address
        for name in ("sha512", "sha256")
        for address in links.get("hash", ())
        if address.endswith(f".{name}")
    }
    signature = next(iter(links.get("signature", [])), "")
    return Offered(url, utc(entry.updated, at=at), hashes, signature)


def _sound(url: str) -> str:
    if not url or len(url) > LONGEST_URL or not url.isprintable():
        raise MalformedError("there is no address of a document")
    return url


def _check_many(many: int, at: Location) -> None:
    if many > MOST_DOCUMENTS:
        raise MalformedError(f"more than {MOST_DOCUMENTS:,} documents", at=at)
