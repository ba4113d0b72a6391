"""SPDX 2 in JSON."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from noroshi.formats.bom import BomLimits
from noroshi.formats.json_text import JsonText, TooLongError
from noroshi.formats.spdx.checks import MEMBERS
from noroshi.formats.spdx.parts import Part, PartKind

DOCUMENT: Final = frozenset({"spdxVersion", "name", "documentNamespace", "creationInfo"})
LISTS: Final = {
    "packages": PartKind.PACKAGE,
    "relationships": PartKind.RELATIONSHIP,
    "documentDescribes": PartKind.DESCRIBED,
    "externalDocumentRefs": PartKind.ELSEWHERE,
}


def json_parts(stream: BinaryIO, *, source: str, limits: BomLimits) -> Iterator[Part]:
    """The parts of a document, from where the stream stands. Raises: MalformedError."""
    text = JsonText(stream, source=source, limits=limits)
    seen: set[str] = set()
    for name in text.members():
        if name in seen:
            text.refuse(f"{name} stands twice")
        if name not in LISTS and name not in DOCUMENT:
            text.skip()
            continue
        seen.add(name)
        if name in DOCUMENT:
            yield _member(text, name, limits)
        elif text.peek() == "[":
            yield from _items(text, name, limits)
        else:
            is_absent = text.peek() == "n"  # null
            text.skip()
            if not is_absent:
                yield Part(PartKind.FAULT, f"/{name}", "expected an array")
    text.finish()


def _member(text: JsonText, name: str, limits: BomLimits) -> Part:
    try:
        value = text.value(longest=limits.value_octets)
    except TooLongError:
        text.refuse(f"longer than {limits.value_octets} characters", f"/{name}")
    return Part(PartKind.DOCUMENT, f"/{name}", {name: value})


def _items(text: JsonText, name: str, limits: BomLimits) -> Iterator[Part]:
    for index in text.items():
        place = f"/{name}/{index}"
        try:
            yield Part(LISTS[name], place, text.value(longest=limits.value_octets))
        except TooLongError:
            yield from _long(text, LISTS[name], place, limits)


def _long(text: JsonText, kind: PartKind, place: str, limits: BomLimits) -> Iterator[Part]:
    """A package above the limit (of which the files are listed, say): the wanted members alone."""
    if kind is not PartKind.PACKAGE or text.peek() != "{":
        text.skip()
        yield Part(PartKind.FAULT, place, "too long")
        return
    raw: dict[str, object] = {}
    for name in text.members():
        if name not in MEMBERS:
            text.skip()
            continue
        try:
            raw[name] = text.value(longest=limits.value_octets)
        except TooLongError:
            text.skip()
            yield Part(PartKind.FAULT, f"{place}/{name}", "too long")
    yield Part(kind, place, raw)
