"""RPM package versions (rpm-version(7)): `[epoch:]version[-release]`.

Runs of digits and runs of letters compare in turn, digits over letters; a tilde precedes the end
of the text, a caret follows it. A missing epoch is 0; a missing release precedes every release."""

import re

from noroshi.formats.names.schemes.encoding import END, number, word

_VERSION = re.compile(r"(?:(?P<epoch>[0-9]+):)?(?P<version>[^-]+)(?:-(?P<release>.+))?")
_RUNS = re.compile(r"[0-9]+|[A-Za-z]+|[~^]")
_SIGNS = {"~": b"\x01", "^": b"\x11"}


def key(text: str) -> bytes | None:
    """Sorts as rpm's own comparison; None for an empty version."""
    parts = _VERSION.fullmatch(text)
    if parts is None:
        return None
    epoch = number(int(parts["epoch"] or 0))
    return epoch + _part(parts["version"]) + _part(parts["release"] or "")


def _part(text: str) -> bytes:
    return b"".join(map(_token, _RUNS.findall(text))) + END


def _token(run: str) -> bytes:
    if run[0].isdecimal():
        return number(int(run))
    return _SIGNS.get(run) or word(run)
