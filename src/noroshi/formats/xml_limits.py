"""XML from strangers as a tree: bounded, without document types, and malformed rather than a
crash."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DTDForbidden
from defusedxml import ElementTree as Defused

from noroshi.kernel.errors import Location, MalformedError

CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """octets: of the whole text; elements: and attributes, together; depth: of elements."""

    octets: int
    elements: int
    depth: int = 64


class _TooMuchError(Exception):
    """More elements than the limits allow, or deeper ones."""


class _Bounded(TreeBuilder):
    def __init__(self, limits: XmlLimits) -> None:
        super().__init__()
        self._left = limits.elements
        self._deeper = limits.depth

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:  # type: ignore[override]
        self._left -= 1 + len(attrs)
        self._deeper -= 1
        if self._left < 0:
            raise _TooMuchError("holds too many elements")
        if self._deeper < 0:
            raise _TooMuchError("nested too deeply")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._deeper += 1
        return super().end(tag)


def read_xml(data: bytes, *, limits: XmlLimits, at: Location) -> Element:
    """One XML document's root. Comments and processing instructions are left out.

    Raises: MalformedError for what is too long, no XML, nested too deeply, or has a document
    type."""
    if len(data) > limits.octets:
        raise MalformedError(f"longer than {limits.octets} octets", at=at)
    parser = Defused.XMLParser(target=_Bounded(limits), forbid_dtd=True)
    try:
        for start in range(0, len(data), CHUNK):
            parser.feed(data[start : start + CHUNK])
        root: Element = parser.close()
    except _TooMuchError as error:
        raise MalformedError(str(error), at=at) from error
    except DTDForbidden as error:
        raise MalformedError("a document type is refused", at=at) from error
    except (ParseError, LookupError, ValueError) as error:
        raise MalformedError(f"no XML: {str(error)[:200]}", at=at) from error
    return root


def text_of(element: Element | None) -> str:
    """The text in it, without white space around it; empty for none."""
    return (element.text or "").strip() if element is not None else ""
