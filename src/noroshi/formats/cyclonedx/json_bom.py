"""CycloneDX in JSON. The order of an object's members is free (RFC 8259 section 4), so where
the header's do not all stand before `components` the document is gone through twice."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from noroshi.formats.bom import BomLimits, ComponentError, Item
from noroshi.formats.bom_checks import reference
from noroshi.formats.cyclonedx.checks import ASIDE, MEMBERS, Checker, ref_of
from noroshi.formats.cyclonedx.header import header_items
from noroshi.formats.cyclonedx.relations import KINDS, composition_items, dependency_items, related
from noroshi.formats.cyclonedx.services import service_items
from noroshi.formats.json_text import JsonText, TooLongError

LISTS: Final = frozenset({"components", "dependencies", "services", "compositions"})
HEADER: Final = frozenset({"bomFormat", "specVersion", "serialNumber", "version", "metadata"})


def read_json_bom(stream: BinaryIO, *, source: str, limits: BomLimits) -> Iterator[Item]:
    """The items of a document, from where the seekable stream stands. Raises: MalformedError."""
    start = stream.tell()
    checker = Checker(source=source, limits=limits)
    reader = _Reader(JsonText(stream, source=source, limits=limits), checker, limits)
    yield from reader.header()
    stream.seek(start)
    reader.text = JsonText(stream, source=source, limits=limits)
    yield from reader.body()


class _Reader:
    def __init__(self, text: JsonText, checker: Checker, limits: BomLimits) -> None:
        self.text = text
        self._checker = checker
        self._limits = limits

    def header(self) -> Iterator[Item]:
        raw: dict[str, object] = {}
        for name in self.text.members():
            if name == "components" and raw.keys() >= HEADER:
                break
            if name not in HEADER:
                self.text.skip()
            elif name in raw:
                self.text.refuse(f"{name} stands twice")
            else:
                raw[name] = self._header_member(name)
        if raw.get("bomFormat") != "CycloneDX":
            self.text.refuse("no CycloneDX document: bomFormat is not CycloneDX", "/bomFormat")
        yield from header_items(raw, self._checker)
        metadata = raw.get("metadata")
        subject = metadata.get("component") if isinstance(metadata, dict) else None
        yield from self._nested(subject, "/metadata/component")

    def body(self) -> Iterator[Item]:
        parts = {
            "components": lambda: self._array("", None, 0),
            "dependencies": self._dependencies,
            "services": self._services,
            "compositions": self._compositions,
        }
        for name in self.text.members():
            if name not in parts and name in LISTS:
                self.text.refuse(f"{name} stands twice")
            if name not in parts or self.text.peek() == "n":  # null
                self.text.skip()
            elif name != "components" and self.text.peek() != "[":
                self.text.skip()
                yield ComponentError(f"/{name}", "expected an array")
            else:
                yield from parts.pop(name)()
        self.text.finish()

    def _header_member(self, name: str) -> object:
        longest = self._limits.held_octets if name == "metadata" else 4096
        return self._value(name, longest)

    def _value(self, name: str, longest: int = 4096) -> object:
        try:
            return self.text.value(longest=longest)
        except TooLongError:
            self.text.refuse(f"longer than {longest} characters", f"/{name}")

    def _array(self, outer: str, parent_ref: str | None, depth: int) -> Iterator[Item]:
        """A `components` array, item by item."""
        if depth * 2 > self._limits.nesting:
            self.text.refuse(f"nested more than {self._limits.nesting} deep")
        for index in self.text.items():
            place = f"{outer}/components/{index}"
            try:
                raw = self.text.value(longest=self._limits.value_octets)
            except TooLongError:
                yield from self._long(place, parent_ref, depth)
            else:
                yield from self._checker.component(raw, place, parent_ref)
                yield from self._nested(raw, place)

    def _long(self, place: str, parent_ref: str | None, depth: int) -> Iterator[Item]:
        """A component above the limit: what is nested in it goes first, each by itself; of its
        own members only those that are wanted are kept, each below the limit."""
        if self.text.peek() != "{":
            self.text.skip()
            yield ComponentError(place, "expected an object")
            return
        raw: dict[str, object] = {}
        for name in self.text.members():
            if name == "components" and self.text.peek() == "[":
                yield from self._array(place, ref_of(raw), depth + 1)
            elif name in MEMBERS | ASIDE:
                try:
                    raw[name] = self.text.value(longest=self._limits.value_octets)
                except TooLongError:
                    self.text.skip()
                    if name not in ASIDE:
                        yield ComponentError(f"{place}/{name}", "too long")
            else:
                self.text.skip()
        yield from self._checker.component(raw, place, parent_ref)

    def _nested(self, raw: object, place: str) -> Iterator[Item]:
        """The components in a component that was taken whole, outer before inner."""
        waiting = [(raw, place)]
        while waiting:
            outer, at = waiting.pop()
            inner = outer.get("components") if isinstance(outer, dict) else None
            if inner is None:
                continue
            if not isinstance(inner, list):
                yield ComponentError(f"{at}/components", "expected an array")
                continue
            parent_ref = ref_of(outer)
            for index, part in enumerate(inner):
                yield from self._checker.component(part, f"{at}/components/{index}", parent_ref)
            waiting += [(part, f"{at}/components/{index}") for index, part in enumerate(inner)]

    def _dependencies(self) -> Iterator[Item]:
        for index in self.text.items():
            place = f"/dependencies/{index}"
            try:
                raw = self.text.value(longest=self._limits.value_octets)
            except TooLongError:
                yield from self._long_dependency(place)
            else:
                yield from dependency_items(raw, place)

    def _long_dependency(self, place: str) -> Iterator[Item]:
        """A dependency above the limit, reference by reference. What depends has to stand first."""
        if self.text.peek() != "{":
            self.text.skip()
            yield ComponentError(place, "expected an object")
            return
        ref = None
        for name in self.text.members():
            if name in KINDS and ref and self.text.peek() == "[":
                for index in self.text.items():
                    at = f"{place}/{name}/{index}"
                    yield related(ref, self._value(name), KINDS[name], at)
            elif name == "ref":
                ref = reference(self._value(name))
            else:
                self.text.skip()
                yield ComponentError(f"{place}/{name}", "too long, or before its ref")

    def _services(self) -> Iterator[Item]:
        for index in self.text.items():
            place = f"/services/{index}"
            try:
                raw = self.text.value(longest=self._limits.value_octets)
            except TooLongError:
                self.text.skip()
                yield ComponentError(place, "too long")
            else:
                yield from service_items(raw, place, self._checker)

    def _compositions(self) -> Iterator[Item]:
        for index in self.text.items():
            place = f"/compositions/{index}"
            try:
                yield from composition_items(
                    self.text.value(longest=self._limits.value_octets), place
                )
            except TooLongError:
                self.text.skip()
                yield ComponentError(place, "too long")
