"""Semantic Versioning 2.0.0 section 11, and more lenient where vendors say `semver` and are not.

npm, crates and Go modules (`+incompatible` and pseudo-versions too) are ordered so. A leading `v`
or `=`, missing parts (1.2 is 1.2.0) and more than three parts are accepted; build metadata does not
count. Go's own `go1.21rc2` is 1.21-rc.2, as go.dev/x/vuln has it. What has another form is ordered
by the generic rule, in the same row."""

import re

from noroshi.formats.names.schemes import generic
from noroshi.formats.names.schemes.encoding import END, STOP, number, release

_SEMVER = re.compile(
    r"[vV=\s]*([0-9]+(?:\.[0-9]+)*)"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+[0-9A-Za-z.-]+)?"
)
_GO = re.compile(r"go([0-9]+(?:\.[0-9]+)*)(?:(beta|rc)([0-9]+))?")
_PRE_RELEASE = b"\x08"
_NAME = b"\xc0"


def key(text: str) -> bytes | None:
    """Sorts by precedence; None when the generic rule cannot read the text either."""
    if go := _GO.fullmatch(text):
        text = f"{go[1]}-{go[2]}.{go[3]}" if go[2] else go[1]
    parts = _SEMVER.fullmatch(text)
    if parts is None:
        return generic.key(text)
    core = release([int(part) for part in parts[1].split(".")])
    if parts[2] is None:
        return core + END
    return core + _PRE_RELEASE + b"".join(map(_identifier, parts[2].split("."))) + END


def _identifier(text: str) -> bytes:
    return number(int(text)) if text.isdecimal() else _NAME + text.encode() + STOP
