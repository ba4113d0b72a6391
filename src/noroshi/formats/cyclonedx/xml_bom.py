"""CycloneDX in XML.

The tree grows as the document streams by, and whatever is complete is taken out of it: only what
is still open is held. A document type can stand nowhere but before the root (XML 1.0 section 2.8),
so defusedxml reads that far, refusing document types and with them entities; from there on the
standard library's parser does, at almost three times the speed."""

from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from noroshi.formats.bom import MIB, BomLimits, Item
from noroshi.formats.cyclonedx.checks import Checker, ref_of
from noroshi.formats.cyclonedx.header import header_items
from noroshi.formats.cyclonedx.relations import composition_items, dependency_items
from noroshi.formats.cyclonedx.services import service_items
from noroshi.formats.cyclonedx.xml_members import (
    composition_members,
    dependency_members,
    members_of,
    metadata_members,
    service_members,
)
from noroshi.formats.xml_limits import malformed, root_tag
from noroshi.kernel.errors import Location, MalformedError

CHUNK: Final = 64 * 1024
NAMESPACE: Final = "{http://cyclonedx.org/schema/bom/"
# What an element takes beside its text; in the file it may be four octets.
ELEMENT_OCTETS: Final = 64


def read_xml_bom(stream: BinaryIO, *, source: str, limits: BomLimits) -> Iterator[Item]:
    """The items of a document, from where the seekable stream stands. Raises: MalformedError."""
    start = stream.tell()
    tag = root_tag(stream, source)
    if not (tag.startswith(NAMESPACE) and tag.endswith("}bom")):
        reason = f"no CycloneDX document: its root is {tag[:200]}"
        raise MalformedError(reason, at=Location(source))
    stream.seek(start)
    growing = _Growing(source=source, limits=limits)
    reader = _Reader(tag.removesuffix("bom"), Checker(source=source, limits=limits), limits)
    while chunk := stream.read(CHUNK):
        root = growing.feed(chunk)
        if root is not None:
            yield from reader.take(root, complete=False)
            growing.weigh()
    yield from reader.take(growing.finish(), complete=True)


class _Growing:
    """The tree of a document that is still being read, and how much of it there may be."""

    def __init__(self, *, source: str, limits: BomLimits) -> None:
        self._source = source
        self._limits = limits
        self._parser: XMLPullParser[Element] = XMLPullParser(events=("start",))
        self._root: Element | None = None
        self._octets = 0
        self._octets_without_element = 0
        self._weighed_at = 0

    def feed(self, chunk: bytes) -> Element | None:
        """The root, once there is one, grown by the chunk."""
        try:
            self._parser.feed(chunk)
            events = [event[-1] for event in self._parser.read_events()]
        except (ParseError, LookupError, ValueError) as error:
            raise malformed(error, self._source) from error
        self._octets += len(chunk)
        self._octets_without_element += len(chunk)
        if events:
            self._octets_without_element = 0
        if self._root is None and events and isinstance(events[0], Element):
            self._root = events[0]
        if self._octets > self._limits.octets:
            self._refuse(f"longer than {self._limits.octets} octets")
        if self._octets_without_element > self._limits.value_octets:
            self._refuse("a single text is too long")
        return self._root

    def weigh(self) -> None:
        """Refuse what holds too much open. Looked at once a MiB."""
        if self._root is None or self._octets - self._weighed_at < MIB:
            return
        self._weighed_at = self._octets
        if sum(map(_weight, self._root.iter())) > self._limits.held_octets:
            self._refuse(f"more than {self._limits.held_octets} octets in one part")

    def finish(self) -> Element:
        """The root, complete."""
        try:
            self._parser.close()
        except ParseError as error:
            raise malformed(error, self._source) from error
        assert self._root is not None
        return self._root

    def _refuse(self, reason: str) -> None:
        raise MalformedError(reason, at=Location(self._source, f"octet {self._octets}"))


def _weight(element: Element) -> int:
    attributes = sum(map(len, element.attrib.values()))
    return ELEMENT_OCTETS + len(element.text or "") + len(element.tail or "") + attributes


class _Reader:
    """Takes out of a growing tree what is complete: every child but the last."""

    def __init__(self, prefix: str, checker: Checker, limits: BomLimits) -> None:
        self._prefix = prefix
        self._component = f"{prefix}component"
        self._components = f"{prefix}components"
        self._metadata = f"{prefix}metadata"
        self._checker = checker
        self._nesting = limits.nesting
        self._header_read = False
        self._top: Element | None = None
        self._taken: dict[Element, int] = {}

    def take(self, root: Element, *, complete: bool) -> Iterator[Item]:
        """What is complete now and was not before."""
        if not self._header_read:
            first = root[0] if len(root) else None
            metadata = first if first is not None and first.tag == self._metadata else None
            if not complete and (first is None or (metadata is not None and len(root) == 1)):
                return
            yield from self._header(root, metadata)
        for child in root[:] if complete else root[:-1]:
            yield from self._part(child, complete=True)
            root.remove(child)
        for child in root:
            yield from self._part(child, complete=False)

    def _header(self, root: Element, metadata: Element | None) -> Iterator[Item]:
        self._header_read = True
        number = root.get("version", "1")
        raw: dict[str, object] = {
            "specVersion": self._prefix.removeprefix(NAMESPACE).removesuffix("}"),
            "serialNumber": root.get("serialNumber"),
            "version": int(number) if number.isdecimal() and len(number) < 20 else number,
        }
        subject = None
        if metadata is not None:
            self._check_depth(metadata, "/metadata")
            subject = metadata.find(self._component)
            raw["metadata"] = metadata_members(metadata, self._prefix)
            root.remove(metadata)
        yield from header_items(raw, self._checker)
        if subject is not None:
            yield from self._nested(subject, "/metadata/component")

    def _part(self, child: Element, *, complete: bool) -> Iterator[Item]:
        """A child of the root."""
        if child.tag == self._metadata:
            self._checker.refuse("metadata does not stand first", "/metadata")
        if child.tag == f"{self._prefix}dependencies":
            yield from self._dependencies(child, complete=complete)
        elif child.tag == f"{self._prefix}services":
            yield from self._services(child, complete=complete)
        elif child.tag == f"{self._prefix}compositions":
            yield from self._compositions(child, complete=complete)
        elif child.tag != self._components:
            self._drop(child)
        elif self._top not in (None, child):
            self._checker.refuse("components stands twice", "/components")
        else:
            self._top = child
            yield from self._array(child, "", None, complete=complete)

    def _array(
        self, container: Element, outer: str, parent_ref: str | None, *, complete: bool
    ) -> Iterator[Item]:
        """A `components` element: what of it is complete, then what is in its open component."""
        if outer.count("/") > self._nesting:
            self._checker.refuse(f"nested more than {self._nesting} deep", outer)
        index = self._taken.pop(container, 0)
        children = container[:] if complete else container[:-1]
        for child in children:
            place = f"{outer}/components/{index}"
            self._check_depth(child, place)
            if child.tag == self._component:
                raw = members_of(child, self._prefix)
                yield from self._checker.component(raw, place, parent_ref)
                yield from self._nested(child, place)
                index += 1
        del container[: len(children)]
        if not complete:
            self._taken[container] = index
        for still_open in container:
            last = still_open[-1] if len(still_open) else None
            if last is not None and last.tag == self._components:
                place, ref = f"{outer}/components/{index}", ref_of(still_open.attrib)
                yield from self._array(last, place, ref, complete=False)

    def _nested(self, component: Element, place: str) -> Iterator[Item]:
        """The components in a complete one."""
        containers = component.findall(self._components)
        if len(containers) > 1:
            self._checker.refuse("components stands twice", f"{place}/components")
        for container in containers:
            ref = ref_of(component.attrib)
            yield from self._array(container, place, ref, complete=True)

    def _dependencies(self, container: Element, *, complete: bool) -> Iterator[Item]:
        """The relations that are complete, also of the dependency that is still open."""
        index = self._taken.pop(container, 0)
        still_open = None if complete or not len(container) else container[-1]
        for dependency in container[:]:
            if dependency is not still_open:
                raw = dependency_members(dependency, dependency[:], self._prefix)
                yield from dependency_items(raw, f"/dependencies/{index}")
                container.remove(dependency)
                index += 1
            elif len(dependency) and dependency.get("ref"):
                raw = dependency_members(dependency, dependency[:-1], self._prefix)
                yield from dependency_items(raw, f"/dependencies/{index}")
                del dependency[:-1]
                self._drop(dependency[0])
        if not complete:
            self._taken[container] = index

    def _services(self, container: Element, *, complete: bool) -> Iterator[Item]:
        index = self._taken.pop(container, 0)
        for service in container[:] if complete else container[:-1]:
            place = f"/services/{index}"
            self._check_depth(service, place)
            raw = service_members(service, self._prefix)
            yield from service_items(raw, place, self._checker)
            container.remove(service)
            index += 1
        if not complete:
            self._taken[container] = index

    def _compositions(self, container: Element, *, complete: bool) -> Iterator[Item]:
        index = self._taken.pop(container, 0)
        for composition in container[:] if complete else container[:-1]:
            raw = composition_members(composition, self._prefix)
            yield from composition_items(raw, f"/compositions/{index}")
            container.remove(composition)
            index += 1
        if not complete:
            self._taken[container] = index

    def _drop(self, element: Element) -> None:
        """Empty a part that nothing is wanted of, along what is still open in it."""
        for _ in range(self._nesting):
            if not len(element):
                return
            del element[:-1]
            element = element[-1]
        self._checker.refuse(f"nested more than {self._nesting} deep", "")

    def _check_depth(self, element: Element, place: str) -> None:
        if len(list(element.iter())) <= self._nesting:
            return
        row = [element]
        for _ in range(self._nesting):
            row = [inner for outer in row for inner in outer]
        if row:
            self._checker.refuse(f"nested more than {self._nesting} deep", place)
