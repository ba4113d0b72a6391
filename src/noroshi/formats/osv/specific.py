"""What databases tell of versions beside `ranges`, in members of their own.

GitHub cannot say in an event that 1.4.2 is the last version known to be affected while none is mended,
and writes `"last_known_affected_version_range": "<= 1.4.2"`. Go orders pseudo-versions of modules
whose own releases Go's rules do not allow, and writes those into `custom_ranges`. Where `ranges` has
no end, these say where it is; where it has, Go's say which releases are affected besides."""

import re
from collections.abc import Sequence

import msgspec

from noroshi.formats.names.ranges import VersionEntry
from noroshi.formats.names.versions import scheme_for, version_key
from noroshi.formats.osv import wire
from noroshi.formats.osv.events import BEGINNING, WITHOUT_END, entries_of

_LAST_KNOWN = re.compile(r"(<=?)\s*([^\s,<>=]{1,256})")

_SPECIFIC = msgspec.json.Decoder(wire.PackageSpecific)
_TEXT = msgspec.json.Decoder(str)
_RANGES = msgspec.json.Decoder(tuple[wire.Range, ...])

Entries = Sequence[VersionEntry]


def told_beside(
    product: wire.Affected, entries: Entries, purl_type: str | None
) -> list[VersionEntry]:
    """The entries of `ranges` with what is told beside them. A member of another form says nothing.

    Raises: nothing. Source: GitHub advisory database; Go vulnerability database."""
    found = list(entries)
    last = _last_known(product.database_specific)
    if last and found and _is_open(found[-1]):
        found[-1] = _ended(found[-1], last, purl_type)
    return _with_custom(found, _custom(product.ecosystem_specific, purl_type), purl_type)


def _last_known(octets: msgspec.Raw) -> re.Match[str] | None:
    try:
        told = _SPECIFIC.decode(octets).last_known_affected_version_range
        return _LAST_KNOWN.fullmatch(_TEXT.decode(told).strip())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _custom(octets: msgspec.Raw, purl_type: str | None) -> list[VersionEntry]:
    try:
        stated = _RANGES.decode(_SPECIFIC.decode(octets).custom_ranges)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
    return [entry for one in stated for entry in entries_of(one, purl_type=purl_type)]


def _is_open(entry: VersionEntry) -> bool:
    return entry.less_than == WITHOUT_END


def _ended(entry: VersionEntry, last: re.Match[str], purl_type: str | None) -> VersionEntry:
    """As it was where the end would lie before the beginning."""
    if not _precedes(entry.version, last[2], entry, purl_type):
        return entry
    return msgspec.structs.replace(
        entry,
        less_than=last[2] if last[1] == "<" else None,
        less_than_or_equal=last[2] if last[1] == "<=" else None,
    )


def _precedes(low: str, high: str, entry: VersionEntry, purl_type: str | None) -> bool:
    scheme = scheme_for(version_type=entry.version_type, purl_type=purl_type)
    keys = [version_key(text, scheme) if scheme else None for text in (low, high)]
    return bool(keys[1] and (low == BEGINNING or (keys[0] and keys[0] <= keys[1])))


def _with_custom(
    found: list[VersionEntry], custom: Entries, purl_type: str | None
) -> list[VersionEntry]:
    """Of an only range without end those before the first that the other speaks of stay affected,
    for pseudo-versions are among them; what has no end in the other says no more than its own."""
    closed = [entry for entry in custom if not _is_open(entry)]
    if not closed:
        return found
    if len(found) != 1 or not _is_open(found[0]) or len(closed) < len(custom):
        return [*found, *closed]
    only, first = found[0], closed[0]
    if first.version == BEGINNING or not _precedes(only.version, first.version, only, purl_type):
        return closed
    return [msgspec.structs.replace(only, less_than=first.version), *closed]
