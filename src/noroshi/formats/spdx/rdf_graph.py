"""RDF/XML (W3C RDF 1.1 XML Syntax) as far as SPDX 2 is written in it: typed nodes with about, ID or
nodeID, properties with a text, a resource or a node inside. Parse types are refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Final, NamedTuple, NoReturn
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree as Defused

from noroshi.formats.bom import BomLimits
from noroshi.formats.xml_limits import malformed
from noroshi.kernel.errors import Location, MalformedError

CHUNK: Final = 64 * 1024
RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
SPDX: Final = "{http://spdx.org/rdf/terms#}"
# Tools write what depends on a package inside it, and so on: deep, but not without end.
DEEPEST: Final = 4096
# What a node or a value takes beside its text.
NODE_OCTETS: Final = 400
VALUE_OCTETS: Final = 200


class Value(NamedTuple):
    """Of a property: text, or the identifier of a node."""

    text: str
    is_node: bool


@dataclass(slots=True)
class Node:
    """kind: local name of its type. values: by local name of the property."""

    kind: str = ""
    values: dict[str, list[Value]] = field(default_factory=dict)

    def first(self, name: str) -> Value | None:
        """The first value of a property."""
        return self.values[name][0] if name in self.values else None

    def text(self, name: str) -> str | None:
        """The first value's text, or identifier."""
        value = self.first(name)
        return value.text if value else None


Graph = Mapping[str, Node]


def read_graph(
    stream: BinaryIO, *, source: str, limits: BomLimits, properties: frozenset[str]
) -> Graph:
    """The nodes of a document by identifier, with those of SPDX's properties that are named, in
    the order of the document. Raises: MalformedError."""
    target = _Target(source, limits, properties)
    parser = Defused.XMLParser(target=target, forbid_dtd=True)
    octets = 0
    while True:
        chunk = stream.read(CHUNK)
        octets += len(chunk)
        target.since_event += len(chunk)
        try:
            parser.feed(chunk) if chunk else parser.close()
        except (ParseError, LookupError, ValueError) as error:
            raise malformed(error, source) from error
        if not chunk:
            return target.nodes
        if octets > limits.octets:
            target.refuse(f"longer than {limits.octets} octets")
        if target.since_event > limits.value_octets + CHUNK:
            target.refuse("a single text is too long")


class _Open(NamedTuple):
    """An element that has begun: a node, or a property of the node `ref`."""

    ref: str
    name: str | None
    texts: list[str]


class _Target:
    def __init__(self, source: str, limits: BomLimits, properties: frozenset[str]) -> None:
        self.nodes: dict[str, Node] = {}
        self.since_event = 0
        self._source = source
        self._limits = limits
        self._properties = properties
        self._left = limits.indexed_octets
        self._open: list[_Open] = []
        self._has_root = False
        self._text_length = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.since_event = 0
        if not self._has_root:
            if tag != f"{RDF}RDF":
                self.refuse(f"no RDF: its root is {tag[:200]}")
            self._has_root = True
        elif len(self._open) >= DEEPEST:
            self.refuse(f"nested more than {DEEPEST} deep")
        elif self._open and self._open[-1].name is None:
            self._begin_property(tag, attributes)
        else:
            self._begin_node(tag, attributes)

    def data(self, text: str) -> None:
        self.since_event = 0
        if self._open and self._open[-1].name:
            self._text_length += len(text)
            if self._text_length > self._limits.value_octets:
                self.refuse("a single text is too long")
            self._open[-1].texts.append(text)

    def end(self, _tag: str) -> None:
        self.since_event = 0
        self._text_length = 0
        if self._open:
            ref, name, texts = self._open.pop()
            text = "".join(texts).strip()
            if name and text:
                self._add(ref, name, Value(text, is_node=False))

    def refuse(self, reason: str) -> NoReturn:
        """Raises: MalformedError."""
        place = f"element {len(self.nodes)}"
        raise MalformedError(reason, at=Location(self._source, place))

    def _begin_node(self, tag: str, attributes: Mapping[str, str]) -> None:
        ref = _ref(attributes, "about") or f"_:{len(self.nodes)}#"
        node = self.nodes.get(ref)
        if node is None:
            self._hold(len(ref) + NODE_OCTETS)
            node = self.nodes[ref] = Node()
        node.kind = tag.removeprefix(SPDX) if tag.startswith(SPDX) else node.kind
        if self._open:
            outer = self._open[-1]
            outer.texts.clear()
            self._add(outer.ref, outer.name or "", Value(ref, is_node=True))
        self._open.append(_Open(ref, None, []))
        for name, text in attributes.items():
            if name.startswith(SPDX):
                self._add(ref, name.removeprefix(SPDX), Value(text, is_node=False))

    def _begin_property(self, tag: str, attributes: Mapping[str, str]) -> None:
        if f"{RDF}parseType" in attributes:
            self.refuse("rdf:parseType is not read")
        ref = self._open[-1].ref
        name = tag.removeprefix(SPDX)
        to_ref = _ref(attributes, "resource")
        if to_ref:
            self._add(ref, name, Value(to_ref, is_node=True))
        self._open.append(_Open(ref, name, []))

    def _add(self, ref: str, name: str, value: Value) -> None:
        if name in self._properties:
            self._hold(len(value.text) + VALUE_OCTETS)
            self.nodes[ref].values.setdefault(name, []).append(value)

    def _hold(self, octets: int) -> None:
        self._left -= octets
        if self._left < 0:
            self.refuse("more to remember than is allowed")


def _ref(attributes: Mapping[str, str], main: str) -> str | None:
    """main: `about` or `resource`."""
    node_id = attributes.get(f"{RDF}nodeID")
    local = attributes.get(f"{RDF}ID")
    named = attributes.get(f"{RDF}{main}")
    if named:
        return named
    return f"#{local}" if local else f"_:{node_id}" if node_id else None


def each(graph: Graph, node: Node, name: str) -> Iterator[Node]:
    """The nodes that a property leads to, where they are in the document."""
    for value in node.values.get(name, ()):
        if value.is_node and value.text in graph:
            yield graph[value.text]
