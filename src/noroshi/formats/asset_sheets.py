"""Critical systems and what they run, as operators list them in a sheet."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import BinaryIO, Final

from noroshi.formats.sheets import Column, RowError, converted, one_line, read_rows, write_rows
from noroshi.kernel.errors import MalformedError

COLUMNS: Final = (
    Column("system", filled=True, longest=200),
    Column("role", longest=200),
    Column("name", filled=True, longest=200),
    Column("vendor", longest=200),
    Column("product", longest=200),
    Column("version", longest=200),
    Column("cpe", longest=2048),
    Column("purl", longest=2048),
    Column("addresses", longest=64 * 1024),
    Column("introduced_on", longest=32),
)
# Spreadsheets turn 2026-04-01 into 2026/4/1 when they save it.
DATE: Final = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})")

EXAMPLES: Final = (
    (
        "Remote access (example)", "remote access", "VPN gateway, head office",
        "Example Works", "Example Gate", "7.2.3",
        "cpe:2.3:o:example_works:example_gate:7.2.3:*:*:*:*:*:*:*", None,
        "192.0.2.10 2001:db8::10", date(2024, 4, 1),
    ),
    (
        "需要家ポータル（例）", "customer portal", "Web application library",
        "Example Foundation", "example-parser", "2.14.1",
        None, "pkg:maven/org.example/example-parser@2.14.1",
        "192.0.2.20", date(2023, 10, 1),
    ),
)  # fmt: skip

ASSET_TEMPLATE: Final = "".join(write_rows([column.name for column in COLUMNS], EXAMPLES))
"""A sheet to fill in, with two rows of fictional products; `read_assets` takes it as it is."""


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """One component of a system. line: as in Row; texts as written, empty for none; cpe begins
    with `cpe:` and purl with `pkg:`, more is not looked at here."""

    line: int
    system: str
    role: str
    name: str
    vendor: str
    product: str
    version: str
    cpe: str
    purl: str
    addresses: tuple[IPv4Address | IPv6Address, ...]
    introduced_on: date | None


def read_assets(stream: BinaryIO, *, source: str) -> Iterator[ComponentRow | RowError]:
    """Components of a sheet with COLUMNS, addresses separated by spaces.

    Raises: MalformedError for what is no such sheet."""
    for row in read_rows(stream, source=source, columns=COLUMNS):
        if isinstance(row, RowError):
            yield row
            continue
        values, faults = converted(row, READERS)
        if faults:
            yield from faults
        else:
            yield ComponentRow(line=row.line, **values)


def _cpe(text: str) -> str:
    if text and not text.startswith(("cpe:2.3:", "cpe:/")):
        raise MalformedError("expected a CPE name, which begins with cpe:2.3: or cpe:/")
    return text


def _purl(text: str) -> str:
    if text and not text.startswith("pkg:"):
        raise MalformedError("expected a package URL, which begins with pkg:")
    return text


def _addresses(text: str) -> tuple[IPv4Address | IPv6Address, ...]:
    words = unicodedata.normalize("NFKC", text).split()
    return tuple(dict.fromkeys(map(_address, words)))


def _address(text: str) -> IPv4Address | IPv6Address:
    try:
        if "%" not in text:
            return ip_address(text)
    except ValueError:
        pass
    raise MalformedError(f"{text[:80]!r} is no address such as 192.0.2.10 or 2001:db8::10")


def _date(text: str) -> date | None:
    if not text:
        return None
    found = DATE.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        if found:
            return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        pass
    raise MalformedError(f"expected a date such as 2026-10-01, found {text!r}")


READERS: Final = {
    "system": one_line,
    "role": one_line,
    "name": one_line,
    "vendor": one_line,
    "product": one_line,
    "version": one_line,
    "cpe": _cpe,
    "purl": _purl,
    "addresses": _addresses,
    "introduced_on": _date,
}
