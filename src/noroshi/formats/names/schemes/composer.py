"""Composer versions ("Versions and constraints"; composer/semver's VersionParser, whose result is
compared by PHP's `version_compare`).

Numbers, then a stability: dev < alpha < beta < RC < stable < patch. `1.x-dev` is the end of a
branch of numbers; branches with names (`dev-main`) have no order."""

import re

from noroshi.formats.names.schemes.encoding import END, number, release

_DATE = r"[0-9]{4}(?:[.:-][0-9]{2}){1,6}(?:[.:-][0-9]{1,3}){0,2}"
_VERSION = re.compile(
    rf"v?(?P<numbers>[0-9]+(?:\.[0-9]+)*|{_DATE})"
    r"(?:[._-]?(?P<stability>stable|beta|b|rc|alpha|a|patch|pl|p)(?P<count>(?:[.-]?[0-9]++)*+))?"
    r"(?P<dev>[.-]?dev)?"
    r"(?:@(?:stable|rc|beta|alpha|dev))?(?:\+[^\s+]+)?",
    re.IGNORECASE,
)
_BRANCH = re.compile(
    r"v?(?P<numbers>[0-9]+(?:\.[0-9]+){0,2})\.[x*](?:\.[x*]){0,2}-dev", re.IGNORECASE
)
_DIGITS = re.compile(r"[0-9]+")
_PARTS = 4
_UNBOUNDED = 9999999  # in the place of each x

_DEV = b"\x01"
_STABILITIES = {
    "alpha": b"\x02",
    "a": b"\x02",
    "beta": b"\x03",
    "b": b"\x03",
    "rc": b"\x04",
    "patch": b"\x11",
    "pl": b"\x11",
    "p": b"\x11",
}


def key(text: str) -> bytes | None:
    """Sorts as composer/semver's Comparator, more than four numbers too; None for a named branch
    and for what Composer refuses."""
    if branch := _BRANCH.fullmatch(text):
        return _release(branch["numbers"], fill=_UNBOUNDED) + _DEV + END
    version = _VERSION.fullmatch(text)
    if version is None:
        return None
    core = _release(version["numbers"], fill=0)
    stability = _STABILITIES.get((version["stability"] or "").lower(), b"")
    count = [number(int(part)) for part in _DIGITS.findall(version["count"] or "") if stability]
    return core + stability + b"".join(count) + (_DEV if version["dev"] else b"") + END


def _release(text: str, *, fill: int) -> bytes:
    numbers = [int(part) for part in _DIGITS.findall(text)]
    return release(numbers + [fill] * (_PARTS - len(numbers)))
