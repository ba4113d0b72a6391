"""From the octets of one feed, or one answer of the API, to its advisories."""

import re
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

import msgspec

from noroshi.formats.advisories import Advisory
from noroshi.formats.jvn.details import detail_advisory
from noroshi.formats.jvn.overviews import overview_advisory
from noroshi.formats.xml_limits import XmlLimits, read_children
from noroshi.kernel.errors import Location, MalformedError

LIMITS = XmlLimits(octets=256 << 20, elements=200_000, depth=32)
REFUSED_LIMIT = 1000
PEEK_OCTETS = 1 << 14
ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:VULDEF-Document|RDF)\s[^>]*http://jvn\.jp/")
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
VULDEF = "{http://jvn.jp/vuldef/}"
RSS = "{http://purl.org/rss/1.0/}"

# By a document's root and the name of a record in it.
READERS: Mapping[tuple[str, str], Callable[[Element], Advisory]] = {
    (f"{VULDEF}VULDEF-Document", f"{VULDEF}Vulinfo"): detail_advisory,
    ("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF", f"{RSS}item"): overview_advisory,
}
ROOTS = frozenset(root for root, _ in READERS)


class JvnFeed(msgspec.Struct, frozen=True, gc=False):
    """The advisories of one feed. refused: (`record 17`, reason) of each bad one."""

    advisories: tuple[Advisory, ...]
    refused: tuple[tuple[str, str], ...]


def is_feed(data: bytes) -> bool:
    """Whether it looks like a feed, of which only the start is looked at."""
    return ROOT.search(data, 0, PEEK_OCTETS) is not None


def read(data: bytes, *, at: Location) -> JvnFeed:
    """One feed; a bad record is refused by itself.

    Raises: MalformedError when the document as such is bad, or more than 1,000 of its records.
    Source: MyJVN, VULDEF 3.2 and JVNRSS 3.2."""
    advisories: list[Advisory] = []
    refused: list[tuple[str, str]] = []
    number = 0
    elements = read_children(data, limits=LIMITS, at=at)
    root = next(elements)
    if root.tag not in ROOTS:
        raise MalformedError(f"no feed of JVN: its root is {root.tag[:200]}", at=at)
    is_japanese = root.get(LANGUAGE, "ja")[:2].casefold() == "ja"
    for element in elements:
        reader = READERS.get((root.tag, element.tag))
        if reader is None:
            continue
        number += 1
        try:
            advisory = reader(element)
            advisories.append(_in_japanese(advisory) if is_japanese else advisory)
        except MalformedError as error:
            refused.append((f"record {number}", error.detail))
        if len(refused) > REFUSED_LIMIT:
            raise MalformedError(f"more than {REFUSED_LIMIT} records are malformed", at=at)
    return JvnFeed(tuple(advisories), tuple(refused))


def _in_japanese(advisory: Advisory) -> Advisory:
    words = advisory.description or None
    return msgspec.structs.replace(advisory, title_ja=advisory.title, description_ja=words)
