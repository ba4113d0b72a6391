"""Version range specifiers: `vers:npm/>=2.2.0|<2.3.0` (purl's VERS; CSAF 2.0 section 3.1.2.3.2)."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from noroshi.formats.names.ranges import VersionEntry
from noroshi.formats.names.version_texts import ANY_HIGH

LONGEST = 4096  # characters
_VERS = re.compile(r"vers:([A-Za-z0-9.+-]+)/(.*)", re.DOTALL)
_CONSTRAINT = re.compile(r"(<=|>=|<|>|!=|=|)\s*((?:~>\s*)?[^\s<>=!|][^<>=!|]*)")
_NOTHING_SAID = "unknown"

Constraint = tuple[str, str]


def read_vers(text: str, *, status: str = "affected") -> tuple[VersionEntry, ...] | None:
    """The entries that say of those versions that they have the status, the exact ones first.

    A version that is set apart by `!=` is unknown. Constraints without a scheme before them are
    read too. None: not such a specifier. Raises: nothing. Source: VERS, `vers:` URI."""
    found = _VERS.fullmatch(text)
    version_type, written = (found[1].lower(), found[2]) if found else (None, text)
    constraints = _constraints(written) if len(text) <= LONGEST else None
    if constraints is None:
        return None
    if version_type in {"all", "generic", "intdot"}:
        version_type = None
    return tuple(_entries(constraints, version_type, status))


def _constraints(written: str) -> list[Constraint] | None:
    constraints = []
    for part in written.split("|"):
        found = _CONSTRAINT.fullmatch(part.strip())
        if found is None:
            return None
        constraints.append((found[1], unquote(found[2]).replace("\0", "\ufffd")))
    return constraints


def _entries(
    constraints: list[Constraint], version_type: str | None, status: str
) -> Iterator[VersionEntry]:
    for sign, version in constraints:
        if sign in {"", "="}:
            yield VersionEntry(version, status, version_type)
    for sign, version in constraints:
        if sign == "!=":
            yield VersionEntry(version, _NOTHING_SAID, version_type)
    yield from _stretches(constraints, version_type, status)


def _stretches(
    constraints: list[Constraint], version_type: str | None, status: str
) -> Iterator[VersionEntry]:
    """Each lower bound goes with the upper bound that follows it; of two alike the wider."""
    low: Constraint | None = None
    for sign, version in constraints:
        if sign in {">", ">="}:
            low = low or (sign, version)
        elif sign in {"<", "<="}:
            yield _stretch(low, sign, version, version_type, status)
            low = None
    if low:
        yield _stretch(low, "<", ANY_HIGH, version_type, status)


def _stretch(
    low: Constraint | None, sign: str, high: str, version_type: str | None, status: str
) -> VersionEntry:
    if low and low[0] == ">":  # a lower bound that is not in the range has a place in words only
        words = f">{low[1]}" if high == ANY_HIGH else f">{low[1]} {sign}{high}"
        return VersionEntry(words, status, version_type)
    return VersionEntry(
        version=low[1] if low else "0",
        status=status,
        version_type=version_type,
        less_than=high if sign == "<" else None,
        less_than_or_equal=high if sign == "<=" else None,
    )
