"""A CycloneDX document in XML as the values that it has in JSON."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from noroshi.formats.xml_limits import XmlLimits, read_xml, text_of
from noroshi.kernel.errors import Location, MalformedError

LIMITS = XmlLimits(octets=64 << 20, elements=1_000_000)
ROOT = re.compile(r"(\{http://cyclonedx\.org/schema/bom/(1\.[0-9])\})bom")
COMPONENT = ("group", "name", "version", "purl", "cpe", "publisher")
VULNERABILITY = ("id", "recommendation", "workaround")
ANALYSIS = ("state", "justification", "detail", "firstIssued", "lastUpdated")

Values = dict[str, object]


def xml_document(data: bytes, *, at: Location) -> tuple[Values, list[Values]]:
    """The document without its vulnerabilities, and these. Raises: MalformedError."""
    root = read_xml(data, limits=LIMITS, at=at)
    found = ROOT.fullmatch(root.tag)
    if found is None:
        raise MalformedError(f"no CycloneDX document: its root is {root.tag[:200]}", at=at)
    reader = _Reader(found[1])
    vulnerabilities = root.iterfind(f"{found[1]}vulnerabilities/{found[1]}vulnerability")
    document = reader.document(root) | {"bomFormat": "CycloneDX", "specVersion": found[2]}
    return document, [reader.vulnerability(element) for element in vulnerabilities]


class _Reader:
    """Reads elements of one namespace."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def document(self, root: Element) -> Values:
        """The components, each with what is nested in it."""
        number = root.get("version", "1")
        document: Values = {
            "serialNumber": root.get("serialNumber"),
            "version": int(number) if number.isdecimal() and len(number) < 10 else 1,
        } | self._parts(root)
        metadata = root.find(f"{self._prefix}metadata")
        if metadata is not None:
            document["metadata"] = self._metadata(metadata)
        return document

    def vulnerability(self, element: Element) -> Values:
        analysis = element.find(f"{self._prefix}analysis")
        vulnerability = self._texts(element, VULNERABILITY)
        vulnerability["references"] = [
            self._texts(other, ("id",)) for other in self._in(element, "references", "reference")
        ]
        vulnerability["affects"] = [
            self._affects(target) for target in self._in(element, "affects", "target")
        ]
        if analysis is not None:
            responses = self._in(analysis, "responses", "response")
            vulnerability["analysis"] = self._texts(analysis, ANALYSIS) | {
                "response": [text_of(response) for response in responses]
            }
        return vulnerability

    def _affects(self, target: Element) -> Values:
        versions = self._in(target, "versions", "version")
        stated = [self._texts(version, ("version", "range", "status")) for version in versions]
        return self._texts(target, ("ref",)) | {"versions": stated}

    def _metadata(self, metadata: Element) -> Values:
        found = self._texts(metadata, ("timestamp",)) | self._parties(metadata)
        authors = self._in(metadata, "authors", "author")
        found["authors"] = [self._texts(author, ("name",)) for author in authors]
        subject = metadata.find(f"{self._prefix}component")
        return found if subject is None else found | {"component": self._component(subject)}

    def _component(self, element: Element) -> Values:
        component = self._texts(element, COMPONENT) | self._parties(element)
        return component | {"bom-ref": element.get("bom-ref")} | self._parts(element)

    def _parts(self, element: Element) -> Values:
        kinds = {"components": "component", "services": "service"}
        return {
            holder: [self._component(part) for part in self._in(element, holder, name)]
            for holder, name in kinds.items()
        }

    def _parties(self, element: Element) -> Values:
        parties = ("supplier", "manufacturer", "manufacture")
        found = {name: element.find(f"{self._prefix}{name}") for name in parties}
        return {
            name: self._texts(party, ("name",))
            for name, party in found.items()
            if party is not None
        }

    def _in(self, element: Element, holder: str, name: str) -> Iterator[Element]:
        return element.iterfind(f"{self._prefix}{holder}/{self._prefix}{name}")

    def _texts(self, element: Element, names: tuple[str, ...]) -> Values:
        texts = {name: text_of(element.find(f"{self._prefix}{name}")) for name in names}
        return {name: text for name, text in texts.items() if text}
