"""Python's version order (the PyPA version specifiers specification, once PEP 440)."""

from packaging.version import InvalidVersion, Version

from noroshi.formats.names.schemes.encoding import END, number, release, word

_BEFORE_PRE = b"\x01"
_PRE = {"a": b"\x02", "b": b"\x03", "rc": b"\x04"}
_NO_PRE = b"\x05"
_ABSENT_FIRST = b"\x01"
_PRESENT = b"\x02"
_ABSENT_LAST = b"\x03"


def key(text: str) -> bytes | None:
    """Sorts as `packaging.version.Version`; None for what that refuses."""
    try:
        version = Version(text)
    except InvalidVersion:
        return None
    core = number(version.epoch) + release(version.release) + END
    return core + _pre(version) + _post(version) + _dev(version) + _local(version)


def _pre(version: Version) -> bytes:
    if version.pre is not None:
        return _PRE[version.pre[0]] + number(version.pre[1])
    # 1.0.dev1 precedes 1.0a1, but 1.0.post1.dev1 follows 1.0.
    is_first = version.post is None and version.dev is not None
    return _BEFORE_PRE if is_first else _NO_PRE


def _post(version: Version) -> bytes:
    return _ABSENT_FIRST if version.post is None else _PRESENT + number(version.post)


def _dev(version: Version) -> bytes:
    return _ABSENT_LAST if version.dev is None else _PRESENT + number(version.dev)


def _local(version: Version) -> bytes:
    if version.local is None:
        return END
    parts = version.local.split(".")
    return b"".join(number(int(part)) if part.isdecimal() else word(part) for part in parts) + END
