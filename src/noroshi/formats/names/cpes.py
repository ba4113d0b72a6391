"""Common Platform Enumeration names (NISTIR 7695): formatted strings 2.3 and URIs 2.2."""

import re
from functools import lru_cache

import msgspec

from noroshi.kernel.errors import MalformedError

LONGEST = 2048  # characters
NA = "-"

# Section 6.2.1: wildcards stand only at the ends, all punctuation is quoted but . - and _
_VALUE = re.compile(r"\*|-|(?:\?+|\*)?(?:[A-Za-z0-9._-]|\\[!-/:-@\[-`{-~])+(?:\?+|\*)?")
_COMPONENT = re.compile(r"(?:[^:\\]|\\.)*")
_LANGUAGE = re.compile(r"\*|-|[A-Za-z]{2,3}(?:-(?:[A-Za-z]{2}|[0-9]{3}))?")
_QUOTED = re.compile(r"\\(.)")
_TO_QUOTE = re.compile(r"\\.|[^a-z0-9._*?-]")

# Section 6.1.2
_URI_VALUE = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})*")
_URI_CHARACTER = re.compile(r"%([0-9A-Fa-f]{2})")
_WILDCARDS = {0x01: "?", 0x02: "*"}


class Cpe(msgspec.Struct, frozen=True, gc=False):
    """The attributes of a name in lower case and without quoting, except that a literal `*`, `?`
    or backslash keeps its backslash. None: ANY; NA: not applicable."""

    part: str | None
    vendor: str | None = None
    product: str | None = None
    version: str | None = None
    update: str | None = None
    edition: str | None = None
    language: str | None = None
    sw_edition: str | None = None
    target_sw: str | None = None
    target_hw: str | None = None
    other: str | None = None

    def __str__(self) -> str:
        """The 2.3 formatted string."""
        return ":".join(("cpe", "2.3", *map(_quoted, msgspec.structs.astuple(self))))

    @property
    def key(self) -> str | None:
        """`cpe:a:vendor:product`; None when vendor or product is left open."""
        if self.vendor in {None, NA} or self.product in {None, NA}:
            return None
        return ":".join(("cpe", *map(_quoted, (self.part, self.vendor, self.product))))


@lru_cache(maxsize=1 << 15)
def read_cpe(text: str) -> Cpe:
    """A CPE name in either binding. Raises: MalformedError. Source: NISTIR 7695 section 6."""
    if len(text) > LONGEST:
        raise MalformedError(f"CPE name of more than {LONGEST} characters")
    folded = text[:8].lower()
    if folded == "cpe:2.3:":
        values = _formatted(text[8:])
    elif folded.startswith("cpe:/"):
        values = _uri(text[5:])
    else:
        raise _malformed(text)
    if values is None or values[0] not in {"a", "h", "o", "*", "-"}:
        raise _malformed(text)
    return Cpe(*[None if value == "*" else _value(value) for value in values])


def _malformed(text: str) -> MalformedError:
    return MalformedError(f"not a CPE name: {text[:100]!r}")


def _formatted(text: str) -> list[str] | None:
    """The eleven components as they are written."""
    components = text.split(":") if "\\" not in text else _split(text)
    if len(components) != 11 or not _LANGUAGE.fullmatch(components[6]):
        return None
    return components if all(map(_VALUE.fullmatch, components)) else None


def _split(text: str) -> list[str]:
    components = []
    place = 0
    while component := _COMPONENT.match(text, place):
        components.append(component[0])
        place = component.end() + 1
        if place > len(text):
            break
    return components


def _value(written: str) -> str:
    written = written.lower()
    # A quoted hyphen alone is a name, the bare one is NA.
    if "\\" not in written or written == r"\-":
        return written
    return _QUOTED.sub(_unquoted, written)


def _unquoted(found: re.Match[str]) -> str:
    return found[0] if found[1] in "*?\\" else found[1]


@lru_cache(maxsize=1 << 14)
def _quoted(value: str | None) -> str:
    if value is None:
        return "*"
    return _TO_QUOTE.sub(lambda found: found[0] if len(found[0]) > 1 else f"\\{found[0]}", value)


def _uri(text: str) -> list[str] | None:
    """The components of a URI as a formatted string would have them."""
    components = text.split(":")
    if len(components) > 7 or not all(map(_URI_VALUE.fullmatch, components)):
        return None
    components += [""] * (7 - len(components))
    packed = components[5].split("~") if components[5].startswith("~") else ["", components[5]]
    if len(packed) not in {2, 6}:
        return None
    edition, *extended = packed[1:]
    values = [*components[:5], edition, components[6], *extended]
    written = [_from_uri(value) for value in values + [""] * (11 - len(values))]
    written[0] = written[0].lower()
    return _formatted(":".join(written))


def _from_uri(value: str) -> str:
    if value in {"", NA}:
        return value or "*"
    return _URI_CHARACTER.sub(_decoded, value.replace("~", r"\~"))


def _decoded(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return _WILDCARDS.get(code) or f"\\{chr(code)}"
