"""Lists of values that are common, and no sign of an attack by themselves, as the MISP project keeps
them (misp-warninglists, `schema.json`)."""

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.formats.names.observables import ObservableKind
from noroshi.kernel.errors import Location, MalformedError

LIMITS: Final = JsonLimits(octets=64 << 20, commas=5_000_000)
MOST_REFUSED: Final = 1000
LONGEST_VALUE: Final = 2048
LONGEST_PATTERN: Final = 500
PEEK_OCTETS: Final = 1 << 16
MEMBERS: Final = tuple(
    re.compile(rb'"%s"\s*:' % name) for name in (b"list", b"name", b"type", b"version")
)
KIND: Final = re.compile(rb'"type"\s*:\s*"(?:string|substring|hostname|cidr|regex)"')
# /…/ and its letters, of which `i` alone means something here.
PATTERN: Final = re.compile(r"/(?P<body>.*)/(?P<letters>[a-z]*)", re.DOTALL)
# What makes an expression's time grow beyond the length of the text; refused.
BACK_REFERENCE: Final = re.compile(r"\\[1-9]|\\k|\(\?P=")

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Match(StrEnum):
    """How a list's entries are held against a value."""

    STRING = "string"
    SUBSTRING = "substring"
    HOSTNAME = "hostname"
    CIDR = "cidr"
    REGEX = "regex"


@dataclass(frozen=True, slots=True)
class WarningList:
    """kinds: of the observables that it speaks of, None for any, empty if they are none of ours (numbers
    of telephones). entries: each once, in the
    spelling that it is compared in, expressions without their slashes. refused: (JSON pointer, reason)
    of each bad entry."""

    name: str
    description: str
    version: int
    match: Match
    kinds: tuple[ObservableKind, ...] | None
    entries: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


class _List(msgspec.Struct):
    name: Text
    version: Annotated[int, msgspec.Meta(ge=0, lt=1 << 60)]
    type: Match
    entries: list[str] = msgspec.field(name="list")
    description: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    matching_attributes: list[str] = []


_LIST = msgspec.json.Decoder(_List)

Kind = ObservableKind
# MISP's types of attributes; what is none of our kinds is left out.
KINDS: Final[Mapping[str, tuple[ObservableKind, ...]]] = {
    "ip-src": (Kind.IPV4, Kind.IPV6),
    "ip-dst": (Kind.IPV4, Kind.IPV6),
    "ip": (Kind.IPV4, Kind.IPV6),
    "domain": (Kind.DOMAIN,),
    "hostname": (Kind.DOMAIN,),
    "url": (Kind.URL,),
    "uri": (Kind.URL,),
    "email": (Kind.EMAIL,),
    "email-src": (Kind.EMAIL,),
    "email-dst": (Kind.EMAIL,),
    "target-email": (Kind.EMAIL,),
    "whois-registrant-email": (Kind.EMAIL,),
    "dns-soa-email": (Kind.EMAIL,),
    "md5": (Kind.MD5,),
    "sha1": (Kind.SHA1,),
    "sha256": (Kind.SHA256,),
    "sha512": (Kind.SHA512,),
    "x509-fingerprint-md5": (Kind.MD5,),
    "x509-fingerprint-sha1": (Kind.SHA1,),
    "x509-fingerprint-sha256": (Kind.SHA256,),
    "ja3-fingerprint-md5": (Kind.JA3,),
    "filename": (Kind.FILE_NAME,),
    "AS": (Kind.ASN,),
    "btc": (Kind.WALLET,),
}


def is_list(data: bytes) -> bool:
    """Whether it looks like one, of which only the start and the end are looked at."""
    ends = data[:PEEK_OCTETS] + data[-PEEK_OCTETS:]
    return bool(KIND.search(ends)) and all(member.search(ends) for member in MEMBERS)


def read(data: bytes, *, at: Location) -> WarningList:
    """One list; a bad entry is refused by itself.

    Raises: MalformedError when the list as such is bad, or more than 1,000 of its entries."""
    raw = read_json(data, _LIST, limits=LIMITS, at=at)
    entries: dict[str, None] = {}
    refused: list[tuple[str, str]] = []
    compared = _COMPARED[raw.type]
    for number, text in enumerate(raw.entries):
        try:
            entries[compared(text)] = None
        except ValueError as error:
            refused.append((f"/list/{number}", str(error)))
        if len(refused) > MOST_REFUSED:
            raise MalformedError(f"more than {MOST_REFUSED} entries are malformed", at=at)
    return WarningList(
        name=raw.name,
        description=raw.description,
        version=raw.version,
        match=raw.type,
        kinds=_kinds(raw.matching_attributes),
        entries=tuple(entries),
        refused=tuple(refused),
    )


def _kinds(attributes: Sequence[str]) -> tuple[ObservableKind, ...] | None:
    """`ip-dst|port` speaks of its parts."""
    parts = {part for attribute in attributes for part in attribute.split("|")}
    named = {kind for part in parts for kind in KINDS.get(part, ())}
    return tuple(sorted(named)) if attributes else None


def _text(text: str) -> str:
    value = text.strip().lower()
    if not value or len(value) > LONGEST_VALUE or "\0" in value:
        raise ValueError(f"between 1 and {LONGEST_VALUE} characters")
    return value


def _host(text: str) -> str:
    return _text(text.strip().strip("."))


def _network(text: str) -> str:
    return str(ipaddress.ip_network(text.strip(), strict=False))


def _expression(text: str) -> str:
    match = PATTERN.fullmatch(text.strip())
    body, letters = (match["body"], match["letters"]) if match else (text.strip(), "")
    if not body or len(body) > LONGEST_PATTERN or "\0" in body:
        raise ValueError(f"an expression of 1 to {LONGEST_PATTERN} characters")
    if BACK_REFERENCE.search(body):
        raise ValueError("an expression that refers back is not read")
    return f"(?i){body}" if "i" in letters else body


_COMPARED: Final[Mapping[Match, Callable[[str], str]]] = {
    Match.STRING: _text,
    Match.SUBSTRING: _text,
    Match.HOSTNAME: _host,
    Match.CIDR: _network,
    Match.REGEX: _expression,
}
