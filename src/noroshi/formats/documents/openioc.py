"""OpenIOC 1.0 and 1.1 (Mandiant): what each item of an indicator looks for, as a passage.

What an item denies (`isnot`, `negate`) or gives as an expression or a bound is no value: it is left, with
its reason. An item that must hold together with others is told as such."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from noroshi.formats.documents.passages import MIB, Document, Kind, Passage
from noroshi.formats.xml_limits import XmlLimits, read_xml, text_of
from noroshi.kernel.errors import Location, MalformedError

LIMITS: Final = XmlLimits(octets=8 * MIB, elements=400_000)
# Namespaces of 1.0 and 1.1, and under which element each has its criteria.
VERSIONS: Final = {
    "{http://schemas.mandiant.com/2010/ioc}ioc": "definition",
    "{http://openioc.org/schemas/OpenIOC_1.1}OpenIOC": "criteria",
}
VALUES: Final = frozenset({"is", "contains", "starts-with", "begins-with", "ends-with"})
LONGEST: Final = 200


def is_openioc(beginning: bytes) -> bool:
    """Whether a document looks like one, by its beginning."""
    names = (name.partition("}")[0].removeprefix("{").encode() for name in VERSIONS)
    return any(name in beginning for name in names)


def read_openioc(octets: bytes, *, source: str) -> Document:
    """The items of an indicator. Raises: MalformedError for what is no OpenIOC."""
    at = Location(source)
    root = read_xml(octets, limits=LIMITS, at=at)
    criteria = VERSIONS.get(str(root.tag))
    if criteria is None:
        raise MalformedError(
            f"the element {str(root.tag)[:80]} is none of OpenIOC 1.0 or 1.1", at=at
        )
    space = f"{root.tag.partition('}')[0]}}}"
    found = [
        item
        for part in root.iterfind(f"{space}{criteria}")
        for top in part.iterfind(f"{space}Indicator")
        for item in _items(top, space)
    ]
    told = tuple(passage for passage, reason in found if not reason)
    left = tuple(
        Passage(passage.place, f"{reason}: {passage.text[:LONGEST]}")
        for passage, reason in found
        if reason
    )
    return Document(Kind.OPENIOC, told, left=left)


def _items(top: Element, space: str) -> Iterator[tuple[Passage, str]]:
    """Each item with the reason why it is no value, empty for one that is. Not by recursion: an
    indicator may be nested as deeply as XML may."""
    waiting = [(top, False)]
    while waiting:
        group, is_part = waiting.pop()
        inner = [one for one in group if one.tag in (f"{space}Indicator", f"{space}IndicatorItem")]
        joined = group.get("operator", "").upper() == "AND" and len(inner) > 1
        for one in inner:
            if one.tag == f"{space}Indicator":
                waiting.append((one, is_part or joined))
            else:
                yield _item(one, space, is_part=is_part or joined)


def _item(item: Element, space: str, *, is_part: bool) -> tuple[Passage, str]:
    context = item.find(f"{space}Context")
    search = context.get("search", "") if context is not None else ""
    content = text_of(item.find(f"{space}Content"))
    condition = item.get("condition", "is").lower()
    place = f"item {item.get('id', '')[:60]}, {search[:80]}"
    passage = Passage(place, content, is_part=is_part)
    if item.get("negate", "false").lower() in ("true", "1") or condition.endswith("not"):
        return passage, "denied"
    if condition not in VALUES:
        return passage, f"{condition[:40]} is no value"
    return passage, ""
