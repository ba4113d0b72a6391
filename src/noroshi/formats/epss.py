"""EPSS scores (FIRST): the daily CSV of every era.

The first era (2021) has the columns cve and epss; since February 2022 there is percentile too,
and a first line `#model_version:v…,score_date:…`. Further columns are ignored."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

import msgspec

from noroshi.kernel.errors import Location, MalformedError

OCTETS_LIMIT = 32 << 20
REFUSED_LIMIT = 1000
PEEK_OCTETS = 4096

SHARE = (  # 0 to 1: 0.5, .5, 1.0, 9e-05
    r"(?:0(?:\.[0-9]{0,20})?|1(?:\.0{0,20})?|\.[0-9]{1,20}"
    r"|[0-9](?:\.[0-9]{0,20})?[eE]-(?:0?[1-9]|[1-9][0-9]))"
)
CVE_AND_SCORE = rf"(CVE-[0-9]{{4}}-[0-9]{{4,19}}),({SHARE})"
ROW = re.compile(rf"^{CVE_AND_SCORE}(?:,({SHARE})?(?:,.*)?)?\r?$", re.MULTILINE)
ROW_WITHOUT_PERCENTILE = re.compile(rf"^{CVE_AND_SCORE}()(?:,.*)?\r?$", re.MULTILINE)
HEAD = re.compile(r"((?:#[^\n]*\n){0,100})([^\n]*)\n?")
MODEL_VERSION = re.compile(r"model_version:([^,\s]{1,64})")
SCORE_DATE = re.compile(r"score_date:([^,\s]{0,10})")
DATE = re.compile(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


class EpssRow(msgspec.Struct, frozen=True, gc=False):
    """score: probability of exploitation within 30 days, 0 to 1, with the digits given;
    percentile: the share of vulnerabilities scored no higher, 0 to 1."""

    cve: str
    score: Decimal
    percentile: Decimal | None


@dataclass(frozen=True, slots=True)
class EpssEdition:
    """One day's scores, each CVE once. refused: (`line 17`, reason) of each bad row."""

    model_version: str | None
    scored_on: date | None
    rows: tuple[EpssRow, ...]
    refused: tuple[tuple[str, str], ...]


def is_edition(data: bytes) -> bool:
    """Whether the start has the header of a file of scores."""
    return _columns(_head(data[:PEEK_OCTETS].decode("utf-8-sig", errors="replace"))) is not None


def read(data: bytes, *, at: Location) -> EpssEdition:
    """One edition; a bad row is refused by itself, and so is a CVE's second.

    The date is that of the first line, or else of the file name in `at.source`, or else None.
    Raises: MalformedError when the file as such is bad, or more than 1,000 of its rows."""
    if len(data) > OCTETS_LIMIT:
        raise MalformedError(f"longer than {OCTETS_LIMIT} octets", at=at)
    try:
        text = data.decode("utf-8-sig").replace('"', "")
    except UnicodeDecodeError as error:
        raise MalformedError("not UTF-8", at=at) from error
    head = _head(text)
    pattern = _columns(head)
    if pattern is None:
        raise MalformedError("no header that begins with cve,epss", at=at)
    rows = _rows(pattern.finditer(text, head.end()))
    bad = text.count("\n", head.end()) + (not text.endswith("\n")) - len(rows)
    if bad > REFUSED_LIMIT:
        raise MalformedError(f"more than {REFUSED_LIMIT} rows are malformed", at=at)
    model_version = MODEL_VERSION.search(head[1])
    return EpssEdition(
        model_version=model_version and model_version[1],
        scored_on=_scored_on(head[1], at=at),
        rows=tuple(rows.values()),
        refused=tuple(_refused(text, head.end(), pattern)) if bad else (),
    )


def _head(text: str) -> re.Match[str]:
    head = HEAD.match(text)
    assert head  # it matches the empty text
    return head


def _columns(head: re.Match[str]) -> re.Pattern[str] | None:
    """What a row looks like under this header."""
    names = [name.strip().strip('"') for name in head[2].casefold().split(",", 3)]
    if names[:2] != ["cve", "epss"]:
        return None
    return ROW if names[2:3] == ["percentile"] else ROW_WITHOUT_PERCENTILE


def _rows(found: Iterator[re.Match[str]]) -> dict[str, EpssRow]:
    """By CVE; of two the first is kept."""
    rows: dict[str, EpssRow] = {}
    share = lru_cache(maxsize=None)(Decimal)  # most numbers occur many times
    for match in found:
        cve, score, percentile = match.groups()
        if cve not in rows:
            rows[cve] = EpssRow(cve, share(score), share(percentile) if percentile else None)
    return rows


def _refused(text: str, start: int, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for number, line in enumerate(text[start:].split("\n"), text.count("\n", 0, start) + 1):
        if match := pattern.fullmatch(line):
            if match[1] in seen:
                yield f"line {number}", f"{match[1]} is listed twice"
            seen.add(match[1])
        elif line and not line.isspace():
            yield f"line {number}", "not a CVE identifier and shares from 0 to 1"


def _scored_on(comment: str, *, at: Location) -> date | None:
    given = SCORE_DATE.search(comment)
    if given is None:
        return _date_in(at.source.rpartition("/")[2])
    try:
        return date.fromisoformat(given[1])
    except ValueError as error:
        raise MalformedError("score_date is no date", at=at) from error


def _date_in(name: str) -> date | None:
    found = DATE.search(name)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
