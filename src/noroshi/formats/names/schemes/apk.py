"""Alpine package versions (apk-package(5), `pkgver`; apk-tools' version.c):
`number{.number}[letter]{_suffix[number]}[~hash][-rN]`.

A number that begins with 0, but for the first, is compared as text and precedes those that do not.
Suffixes: alpha < beta < pre < rc < none < cvs < svn < git < hg < p. Where one version has ended,
what the other goes on with decides: a suffix that announces < end < revision < hash < count of a
suffix < other suffixes < letter < number."""

import re

from noroshi.formats.names.schemes.encoding import END, STOP, number

_VERSION = re.compile(
    r"(?P<first>[0-9]+)(?P<others>(?:\.[0-9]+)*)(?P<letter>[a-z]?)"
    r"(?P<suffixes>(?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)[0-9]*)*)"
    r"(?:~(?P<hash>[0-9a-f]+))?(?:-r(?P<revision>[0-9]+))?"
)
_SUFFIX = re.compile(r"_([a-z]+)([0-9]*)")
_REVISION = b"\x11"
_HASH = b"\x12"
_COUNT = b"\x13"
_SUFFIXES = {
    "alpha": b"\x01",
    "beta": b"\x02",
    "pre": b"\x03",
    "rc": b"\x04",
    "cvs": b"\x14",
    "svn": b"\x15",
    "git": b"\x16",
    "hg": b"\x17",
    "p": b"\x18",
}
_LETTER = b"\x20"
_AS_TEXT = b"\x40"


def key(text: str) -> bytes | None:
    """Sorts as `apk version -t`; None for what apk calls invalid."""
    version = _VERSION.fullmatch(text)
    if version is None:
        return None
    tokens = [number(int(version["first"]))]
    tokens += [_number(digits) for digits in version["others"].split(".")[1:]]
    if version["letter"]:
        tokens.append(_LETTER + version["letter"].encode())
    for name, count in _SUFFIX.findall(version["suffixes"]):
        tokens.append(_SUFFIXES[name])
        if count:
            tokens.append(_COUNT + number(int(count)))
    if version["hash"]:
        tokens.append(_HASH + version["hash"].encode() + STOP)
    if version["revision"]:
        tokens.append(_REVISION + number(int(version["revision"])))
    return b"".join(tokens) + END


def _number(digits: str) -> bytes:
    if digits[0] == "0":
        return _AS_TEXT + digits.encode() + STOP
    return number(int(digits))
