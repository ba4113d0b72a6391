"""Why a line of a file was refused, or a file as a whole, in the reader's language.

Readers of formats know no framework and say it in English; what they say is one of these sentences. In
them stands what the file has, which stays as it is."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from django.utils.translation import gettext, gettext_noop

# Of two that fit the first.
SENTENCES: Final = (
    gettext_noop("is empty"),
    gettext_noop("has control characters"),
    gettext_noop("has half of a surrogate pair"),
    gettext_noop("too long"),
    gettext_noop("too long, or before its ref"),
    gettext_noop("too long, or no object"),
    gettext_noop("too many components"),
    gettext_noop("the name is empty"),
    gettext_noop("expected an array"),
    gettext_noop("expected an object"),
    gettext_noop("expected a reference"),
    gettext_noop("expected a reference at both ends"),
    gettext_noop("expected hexadecimal digits"),
    gettext_noop("expected urn:uuid: and a UUID"),
    gettext_noop("expected a whole number from 1"),
    gettext_noop("expected an instant such as 2026-10-01T03:00:00Z"),
    gettext_noop("an instant beyond all calendars"),
    gettext_noop("expected either a licence or an expression"),
    gettext_noop("expected a tag, a colon and a value"),
    gettext_noop("expected two identifiers with a relationship between"),
    gettext_noop("expected DocumentRef- and a name"),
    gettext_noop("expected an address without #"),
    gettext_noop("expected a CPE name, which begins with cpe:2.3: or cpe:/"),
    gettext_noop("expected a package URL, which begins with pkg:"),
    gettext_noop("expected a list of organisations"),
    gettext_noop("expected a list of texts"),
    gettext_noop("expected a text"),
    gettext_noop("expected 1 to 32 of A-Z, 0-9 and -, not beginning with -"),
    gettext_noop("expected 13 digits, found %(found)s"),
    gettext_noop("expected a date such as 2026-10-01, found %(found)s"),
    gettext_noop("expected %(what)s, found %(found)s"),
    gettext_noop("a licence has either an id or a name"),
    gettext_noop("empty where the system is of the service itself"),
    gettext_noop("the system at the other end"),
    gettext_noop("another system than the first"),
    gettext_noop("one of %(values)s"),
    gettext_noop("code: %(code)s stands here twice"),
    gettext_noop("begins with %(sign)s, as a formula does; if it is text, put ' before it"),
    gettext_noop("longer than %(number)s characters"),
    gettext_noop("longer than %(number)s octets"),
    gettext_noop("%(found)s cells under %(number)s columns"),
    gettext_noop("%(value)s is no address such as 192.0.2.10 or 2001:db8::10"),
    gettext_noop("%(value)s is no network such as 192.0.2.0/24"),
    gettext_noop("%(value)s has a zone"),
    gettext_noop("%(value)s has host bits set; the network is %(network)s"),
    gettext_noop("%(value)s is longer than 253 characters"),
    gettext_noop("%(value)s is no domain such as p-east.example"),
    gettext_noop("%(value)s is no domain: %(why)s"),
    gettext_noop("%(value)s is no registered system"),
    gettext_noop("%(value)s is none of the standard's values"),
    gettext_noop("%(value)s is no Person or Organization"),
    gettext_noop("%(value)s is no Person, Organization or Tool"),
    gettext_noop("%(value)s is no purl"),
    gettext_noop("%(value)s is no cpe"),
    gettext_noop("the bom-ref %(value)s stands for another component"),
    gettext_noop("the SPDXID %(value)s stands for another component"),
    gettext_noop("the spdxId %(value)s stands for another component"),
    gettext_noop("%(name)s is missing"),
    gettext_noop("the column %(name)s is missing"),
    gettext_noop("the column %(name)s stands twice"),
    gettext_noop("unknown column %(name)s; known are %(names)s"),
    gettext_noop("%(name)s stands twice"),
    gettext_noop("a quoted cell does not end"),
    gettext_noop("a row of more than %(number)s characters"),
    gettext_noop("more than %(number)s rows"),
    gettext_noop("at most %(number)s connections"),
    gettext_noop("a NUL character"),
    gettext_noop("not UTF-8"),
    gettext_noop("neither UTF-8 nor Shift_JIS"),
    gettext_noop("nested too deeply"),
    gettext_noop("nested more than %(number)s deep"),
    gettext_noop("a single text is too long"),
    gettext_noop("a single line is too long"),
    gettext_noop("something follows the document"),
    gettext_noop("more to remember than is allowed"),
    gettext_noop("a document type is refused"),
    gettext_noop("no CycloneDX document: bomFormat is not CycloneDX"),
    gettext_noop("no CycloneDX document: its root is %(name)s"),
    gettext_noop("no CycloneDX document: neither a JSON object nor XML"),
    gettext_noop("no SPDX document: neither spdxVersion nor @graph"),
    gettext_noop("neither a CycloneDX nor an SPDX document"),
    gettext_noop("CycloneDX %(value)s is not read, %(first)s to %(last)s are"),
    gettext_noop("SPDX %(value)s is not read, %(names)s is"),
    gettext_noop("%(value)s is not read, %(names)s are"),
)
# What JSON calls its values.
TYPES: Final[Mapping[str, str]] = {
    "array": gettext_noop("an array"),
    "bool": gettext_noop("true or false"),
    "int": gettext_noop("a whole number"),
    "float": gettext_noop("a number"),
    "null": gettext_noop("nothing"),
    "object": gettext_noop("an object"),
    "str": gettext_noop("a text"),
}
HOLE: Final = re.compile(r"%\\\((\w+)\\\)s|%\((\w+)\)s")


def refusal_word(reason: str) -> str:
    """The sentence in the reader's language; one that is none of these as it is."""
    for sentence, shape in _shapes():
        found = shape.fullmatch(reason)
        if found:
            told = {name: _type_word(text) for name, text in found.groupdict().items()}
            return gettext(sentence) % told if told else gettext(sentence)
    return reason


def _type_word(text: str) -> str:
    kinds = text.split(" | ")
    return "/".join(gettext(TYPES[one]) for one in kinds) if set(kinds) <= TYPES.keys() else text


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (one, re.compile(HOLE.sub(r"(?P<\1\2>.+)", re.escape(one)), re.DOTALL)) for one in SENTENCES
    )
