"""XML from strangers: no document type, no entity of their own, and one kind of error."""

from collections.abc import Mapping
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DTDForbidden
from defusedxml import ElementTree as Defused

from noroshi.kernel.errors import Location, MalformedError

PROLOG_OCTETS = 1024 * 1024


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
