"""XML from strangers: bounded, without document types or entities of their own, and malformed
rather than a crash."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DTDForbidden
from defusedxml import ElementTree as Defused

from noroshi.kernel.errors import Location, MalformedError

CHUNK = 1 << 16
PROLOG_OCTETS = 1 << 20


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """octets: of the whole text; elements: and attributes, together; depth: of elements."""

    octets: int
    elements: int
    depth: int = 64


class _TooMuchError(Exception):
    """More elements than the limits allow, or deeper ones."""


class _Bounded(TreeBuilder):
    """Builds a tree, counting. root: its first element, once that has begun."""

    def __init__(self, limits: XmlLimits) -> None:
        super().__init__()
        self.root: Element | None = None
        self.left = limits.elements
        self._deeper = limits.depth

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.left -= 1 + len(attrs)
        self._deeper -= 1
        if self.left < 0:
            raise _TooMuchError("holds too many elements")
        if self._deeper < 0:
            raise _TooMuchError("nested too deeply")
        element = super().start(tag, attrs)
        self.root = element if self.root is None else self.root
        return element

    def end(self, tag: str, /) -> Element:
        self._deeper += 1
        return super().end(tag)


def read_xml(data: bytes, *, limits: XmlLimits, at: Location) -> Element:
    """One XML document's root. Comments and processing instructions are left out.

    Raises: MalformedError for what is too long, no XML, nested too deeply, or has a document
    type."""
    *_, root = _growing(data, _Bounded(limits), limits=limits, at=at)
    return root


def read_children(data: bytes, *, limits: XmlLimits, at: Location) -> Iterator[Element]:
    """The root, of which only its name and attributes are there, then each of its children, in
    memory for a few of them: limits.elements is of those that are held at once.

    Raises: MalformedError as read_xml does; what was yielded before is then not to be kept."""
    builder = _Bounded(limits)
    is_begun = False
    for root in _growing(data, builder, limits=limits, at=at):
        if not is_begun:
            yield root
            is_begun = True
        if children := root[:-1]:
            del root[:-1]
            builder.left = limits.elements - sum(1 for _ in root.iter())
            yield from children
    yield from root


def _growing(
    data: bytes, builder: _Bounded, *, limits: XmlLimits, at: Location
) -> Iterator[Element]:
    """The root, time and again while it grows, and at last when it is complete."""
    if len(data) > limits.octets:
        raise MalformedError(f"longer than {limits.octets} octets", at=at)
    parser = Defused.XMLParser(target=builder, forbid_dtd=True)
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
            if builder.root is not None:
                yield builder.root
        root: Element = parser.close()
    except _TooMuchError as error:
        raise MalformedError(str(error), at=at) from error
    except DTDForbidden as error:
        raise MalformedError("a document type is refused", at=at) from error
    except (ParseError, LookupError, ValueError) as error:
        raise MalformedError(f"no XML: {str(error)[:200]}", at=at) from error
    yield root


def text_of(element: Element | None) -> str:
    """The text in it, without white space around it; empty for none."""
    return (element.text or "").strip() if element is not None else ""


class _RootSeen:
    """A target that remembers the first element only."""

    tag = ""

    def start(self, tag: str, _: Mapping[str, str]) -> None:
        self.tag = self.tag or tag


def root_tag(stream: BinaryIO, source: str) -> str:
    """The first element's name, read safely. A document type can stand nowhere but before it
    (XML 1.0 section 2.8). Raises: MalformedError."""
    target = _RootSeen()
    parser = Defused.XMLParser(target=target, forbid_dtd=True)
    octets = 0
    while not target.tag:
        chunk = stream.read(4096)
        octets += len(chunk)
        if octets > PROLOG_OCTETS:
            raise MalformedError("no element in the first MiB", at=Location(source))
        try:
            parser.feed(chunk) if chunk else parser.close()
        except (ParseError, LookupError, ValueError) as error:
            raise malformed(error, source) from error
    return target.tag


def malformed(error: Exception, source: str) -> MalformedError:
    """What a parser says, as one of our errors. LookupError and ValueError are about encodings."""
    if isinstance(error, ParseError):
        line, column = error.position
        place = f"line {line}, column {column + 1}"
        return MalformedError(str(error).partition(": line")[0], at=Location(source, place))
    if isinstance(error, DTDForbidden):
        return MalformedError("a document type is refused", at=Location(source, "prolog"))
    return MalformedError(f"no XML: {error}", at=Location(source, "prolog"))
