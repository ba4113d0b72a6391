"""Organisations as they arrive: a sheet, or JSON in the shape in which they leave."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import BinaryIO, Final

import idna
import orjson

from noroshi.formats.sheets import (
    MIB,
    Column,
    Rejoined,
    Row,
    RowError,
    converted,
    fault_of,
    one_line,
    read_rows,
)
from noroshi.kernel.errors import Location, MalformedError

LONGEST_JSON: Final = 8 * MIB
CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
CORPORATE_NUMBER: Final = re.compile(r"[0-9]{13}")
COLUMNS: Final = (
    Column("code", filled=True, longest=32),
    Column("name", filled=True, longest=200),
    Column("name_ja", longest=200),
    Column("kind", filled=True, longest=32),
    Column("sector", longest=32),
    Column("corporate_number", longest=32),
    Column("networks", longest=64 * 1024),
    Column("domains", longest=64 * 1024),
)
LISTS: Final = frozenset({"networks", "domains"})


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """One organisation. line: as in Row; kind and sector as written, sector empty for none.

    corporate_number: 13 digits or empty, its check digit not looked at; networks: without host
    bits; domains: as the DNS has them (IDNA 2008), in lower case."""

    line: int
    code: str
    name: str
    name_ja: str
    kind: str
    sector: str
    corporate_number: str
    networks: tuple[IPv4Network | IPv6Network, ...]
    domains: tuple[str, ...]


def read_organisations(stream: BinaryIO, *, source: str) -> Iterator[OrganisationRow | RowError]:
    """Organisations of a sheet with COLUMNS, lists separated by spaces, or of JSON, whichever it is
    by its content: `{"items": […]}` or a list; further members are ignored.

    Raises: MalformedError for what is neither."""
    beginning = stream.read(4096)
    whole = BufferedReader(Rejoined(beginning, stream))
    is_json = beginning.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
    rows = _json_rows if is_json else _sheet_rows
    for row in rows(whole, source):
        if isinstance(row, RowError):
            yield row
            continue
        values, faults = converted(row, READERS)
        if faults:
            yield from faults
        else:
            yield OrganisationRow(line=row.line, **values)


def _sheet_rows(stream: BinaryIO, source: str) -> Iterator[Row | RowError]:
    return read_rows(stream, source=source, columns=COLUMNS)


def _json_rows(stream: BinaryIO, source: str) -> Iterator[Row | RowError]:
    octets = stream.read(LONGEST_JSON + 1)
    if len(octets) > LONGEST_JSON:
        raise MalformedError(f"longer than {LONGEST_JSON} octets", at=Location(source))
    try:
        document = orjson.loads(octets.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise MalformedError(error.msg, at=Location(source, place)) from error
    items, outer = (
        (document, "") if isinstance(document, list) else (document.get("items"), "/items")
    )
    if not isinstance(items, list):
        raise MalformedError("expected a list of organisations", at=Location(source, outer))
    for index, item in enumerate(items):
        yield from _json_row(item, index + 1, f"{outer}/{index}")


def _json_row(item: object, number: int, pointer: str) -> Iterator[Row | RowError]:
    if not isinstance(item, Mapping):
        yield RowError(number, "", "expected an object", pointer)
        return
    cells, faults = {}, []
    for column in COLUMNS:
        try:
            cells[column.name] = text = _cell(item.get(column.name), column.name)
            reason = fault_of(text, column)
        except MalformedError as error:
            reason = error.detail
        if reason:
            faults.append(RowError(number, column.name, reason, f"{pointer}/{column.name}"))
    if faults:
        yield from faults
    else:
        yield Row(number, cells, pointer)


def _cell(value: object, name: str) -> str:
    """A member as a sheet would have it."""
    if value is None:
        return ""
    if name not in LISTS and isinstance(value, str):
        return value.strip()
    if name in LISTS and isinstance(value, list) and all(isinstance(part, str) for part in value):
        return " ".join(value)
    raise MalformedError("expected a list of texts" if name in LISTS else "expected a text")


def _code(text: str) -> str:
    code = unicodedata.normalize("NFKC", text)
    if not CODE.fullmatch(code):
        raise MalformedError("expected 1 to 32 of A-Z, 0-9 and -, not beginning with -")
    return code


def _corporate_number(text: str) -> str:
    number = unicodedata.normalize("NFKC", text)
    if number and not CORPORATE_NUMBER.fullmatch(number):
        raise MalformedError(f"expected 13 digits, found {number!r}")
    return number


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    words = unicodedata.normalize("NFKC", text).split()
    return tuple(dict.fromkeys(map(_network, words)))


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text, strict=False)
        address = text.partition("/")[0]
    except ValueError:
        raise MalformedError(f"{text[:80]!r} is no network such as 192.0.2.0/24") from None
    if "%" in text:
        raise MalformedError(f"{text[:80]!r} has a zone")
    if ip_network(address).network_address != network.network_address:
        raise MalformedError(f"{text} has host bits set; the network is {network}")
    return network


def _domains(text: str) -> tuple[str, ...]:
    words = unicodedata.normalize("NFKC", text).split()
    return tuple(dict.fromkeys(map(_domain, words)))


def _domain(text: str) -> str:
    try:
        if len(text) > 253:
            raise MalformedError(f"{text[:80]!r}… is longer than 253 characters")
        domain = idna.encode(text.removesuffix("."), uts46=True, std3_rules=True).decode()
    except UnicodeError as error:
        raise MalformedError(f"{text!r} is no domain: {error}") from error
    last = domain.rpartition(".")[2]
    if "." not in domain or last.isdecimal():
        raise MalformedError(f"{text!r} is no domain such as p-east.example")
    return domain


READERS: Final = {
    "code": _code,
    "name": one_line,
    "name_ja": one_line,
    "kind": one_line,
    "sector": one_line,
    "corporate_number": _corporate_number,
    "networks": _networks,
    "domains": _domains,
}
