"""SPDX 2 as tags and values, a line each (SPDX 2.3 section 6 and the fields' own sections)."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NoReturn

from noroshi.formats.bom import BomLimits
from noroshi.formats.spdx.parts import Part, PartKind
from noroshi.kernel.errors import Location, MalformedError

TAG: Final = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*)\s*:\s*(.*)", re.DOTALL)
DOCUMENT: Final = {
    "SPDXVersion": "spdxVersion",
    "DocumentName": "name",
    "DocumentNamespace": "documentNamespace",
}
PACKAGE: Final = {
    "SPDXID": "SPDXID",
    "PackageName": "name",
    "PackageVersion": "versionInfo",
    "PackageSupplier": "supplier",
    "PackageOriginator": "originator",
    "PackageSourceInfo": "sourceInfo",
    "PackageLicenseConcluded": "licenseConcluded",
    "PackageLicenseDeclared": "licenseDeclared",
    "PackageFileName": "packageFileName",
    "PackageDownloadLocation": "downloadLocation",
    "PrimaryPackagePurpose": "primaryPackagePurpose",
}
# With these an element begins that is no package; what follows is its own.
OTHERS: Final = frozenset({"FileName", "SnippetSPDXID", "LicenseID"})


def tag_value_parts(stream: BinaryIO, *, source: str, limits: BomLimits) -> Iterator[Part]:
    """The parts of a document, from where the stream stands. Raises: MalformedError."""
    reader = _Reader()
    for number, line in _Lines(stream, source, limits).texts():
        found = TAG.fullmatch(line)
        if found:
            yield from reader.take(found[1], found[2].strip(), f"line {number}")
        elif line.strip() and not line.lstrip().startswith("#"):
            yield Part(PartKind.FAULT, f"line {number}", "expected a tag, a colon and a value")
    yield from reader.package()
    info = {"created": reader.created, "creators": reader.creators}
    members = reader.document | {"creationInfo": info}
    yield Part(PartKind.DOCUMENT, "", members)


class _Reader:
    """Gathers the tags of the element that has begun."""

    def __init__(self) -> None:
        self.document: dict[str, object] = {}
        self.creators: list[str] = []
        self.created: str | None = None
        self._in_document = True
        self._package: dict[str, object] | None = None
        self._place = ""

    def take(self, tag: str, value: str, place: str) -> Iterator[Part]:
        """One tag with its value."""
        if tag == "PackageName":
            yield from self.package()
            self._package, self._place, self._in_document = {}, place, False
        elif tag in OTHERS:
            yield from self.package()
            self._in_document = False
        if tag == "Relationship":
            yield _relationship(value, place)
        elif tag == "ExternalDocumentRef":
            name, address = (*value.split(None, 2), "", "")[:2]
            raw = {"externalDocumentId": name, "spdxDocument": address}
            yield Part(PartKind.ELSEWHERE, place, raw)
        elif self._package is not None:
            yield from self._of_package(tag, value, place)
        elif self._in_document:
            self._of_document(tag, value)

    def package(self) -> Iterator[Part]:
        """The package that has begun is at its end."""
        if self._package is not None:
            yield Part(PartKind.PACKAGE, self._place, self._package)
            self._package = None

    def _of_package(self, tag: str, value: str, place: str) -> Iterator[Part]:
        assert self._package is not None
        if tag in PACKAGE:
            self._package[PACKAGE[tag]] = value
        elif tag == "PackageChecksum":
            algorithm, _, digits = value.partition(":")
            checksum = {"algorithm": algorithm.strip(), "checksumValue": digits.strip()}
            yield from self._append("checksums", checksum, place)
        elif tag == "ExternalRef":
            _, kind, locator = (*value.split(None, 2), "", "", "")[:3]
            ref = {"referenceType": kind, "referenceLocator": locator}
            yield from self._append("externalRefs", ref, place)

    def _append(self, member: str, value: object, place: str) -> Iterator[Part]:
        assert self._package is not None
        listed = self._package.setdefault(member, [])
        assert isinstance(listed, list)
        if len(listed) < 10_000:
            listed.append(value)
        else:
            yield Part(PartKind.FAULT, place, f"more than 10000 {member}")

    def _of_document(self, tag: str, value: str) -> None:
        if tag in DOCUMENT:
            self.document[DOCUMENT[tag]] = value
        elif tag == "Creator" and len(self.creators) < 10_000:
            self.creators.append(value)
        elif tag == "Created":
            self.created = value


def _relationship(value: str, place: str) -> Part:
    names = ("spdxElementId", "relationshipType", "relatedSpdxElement")
    ends = value.split()
    if len(ends) != 3:
        return Part(PartKind.FAULT, place, "expected two identifiers with a relationship between")
    return Part(PartKind.RELATIONSHIP, place, dict(zip(names, ends, strict=True)))


class _Lines:
    """The lines of a document; what stands between <text> and </text> is one."""

    def __init__(self, stream: BinaryIO, source: str, limits: BomLimits) -> None:
        self._stream = stream
        self._source = source
        self._limits = limits
        self._number = 0
        self._octets = 0

    def texts(self) -> Iterator[tuple[int, str]]:
        """Numbers from 1, and texts without their marks."""
        while line := self._line():
            begun = self._number
            if "<text>" in line and "</text>" not in line:
                line = self._whole(line)
            yield begun, line.replace("<text>", "", 1).replace("</text>", "", 1)

    def _whole(self, line: str) -> str:
        lines, length = [line], len(line)
        while "</text>" not in line:
            line = self._line()
            length += len(line)
            if not line:
                self._refuse("<text> without </text>")
            if length > self._limits.value_octets:
                self._refuse("a single text is too long")
            lines.append(line)
        return "".join(lines)

    def _line(self) -> str:
        octets = self._stream.readline(self._limits.value_octets + 1)
        self._number += 1
        self._octets += len(octets)
        if len(octets) > self._limits.value_octets:
            self._refuse("a single line is too long")
        if self._octets > self._limits.octets:
            self._refuse(f"longer than {self._limits.octets} octets")
        try:
            return octets.decode("utf-8-sig" if self._number == 1 else "utf-8")
        except UnicodeDecodeError:
            self._refuse("not UTF-8")

    def _refuse(self, reason: str) -> NoReturn:
        raise MalformedError(reason, at=Location(self._source, f"line {self._number}"))
