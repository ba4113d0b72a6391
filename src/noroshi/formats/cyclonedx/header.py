"""The header of a CycloneDX document: its own members and its metadata."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from noroshi.formats.bom import BomHeader, Component, ComponentError, Item
from noroshi.formats.bom_checks import Text, cleaned, instant, settle
from noroshi.formats.cyclonedx.checks import Checker, Party, name_of
from noroshi.formats.cyclonedx.fields import fields_of_document

SPEC_VERSIONS: Final = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
SERIAL_NUMBER: Final = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Tool(msgspec.Struct):
    name: Text | None = None
    version: Text | None = None


class _Tools(msgspec.Struct):
    components: list[_Tool] | None = None
    services: list[_Tool] | None = None


class _Lifecycle(msgspec.Struct):
    phase: Text | None = None
    name: Text | None = None


class _Origin(msgspec.Struct):
    """By whom, with what and when in a product's life a document was made. Where no person is
    named, the organisation that made it stands for them (`manufacturer`, since 1.6)."""

    authors: list[Party] | None = None
    manufacturer: Party | None = None
    tools: list[_Tool] | _Tools | None = None
    lifecycles: list[_Lifecycle] | None = None


def header_items(raw: Mapping[str, object], checker: Checker) -> Iterator[Item]:
    """The header and what was left out of it. raw: the document's members as in JSON.

    Raises: MalformedError where the version of the standard is not one that is read."""
    spec_version = raw.get("specVersion")
    if spec_version not in SPEC_VERSIONS:
        reason = f"CycloneDX {str(spec_version)[:20]!r} is not read, {SPEC_VERSIONS[0]} to"
        checker.refuse(f"{reason} {SPEC_VERSIONS[-1]} are", "/specVersion")
    metadata = raw.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    values: dict[str, Any] = {}
    faults: list[ComponentError] = []
    for place, holder, reader in (
        ("/serialNumber", raw, _serial_number),
        ("/version", raw, _whole_number),
        ("/metadata/timestamp", metadata, instant),
    ):
        value = holder.get(place.rpartition("/")[2])
        try:
            values[place] = None if value in (None, "") else reader(value)
        except ValueError as error:
            values[place] = None
            faults.append(ComponentError(place, str(error)))
    subject = _subject(metadata.get("component"), checker, faults)
    origin, more = settle(metadata, "/metadata", required=frozenset(), reading=_origin)
    authors, tools, contexts = origin or ((), (), ())
    yield BomHeader(
        spec_version=str(spec_version),
        serial_number=values["/serialNumber"],
        version=values["/version"] or 1,
        timestamp=values["/metadata/timestamp"],
        subject=subject,
        authors=authors,
        tools=tools,
        contexts=contexts,
        told=fields_of_document(metadata, values["/serialNumber"]),
    )
    yield from faults
    yield from more


def _subject(value: object, checker: Checker, faults: list[ComponentError]) -> Component | None:
    if value is None:
        return None
    subject = None
    for item in checker.component(value, "/metadata/component", None):
        if isinstance(item, Component):
            subject = item
        elif isinstance(item, ComponentError):
            faults.append(item)
    return subject


def _origin(value: object) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Authors, tools and contexts. Raises: ValidationError."""
    raw = msgspec.convert(value, _Origin)
    authors = [name_of("authors", party) for party in raw.authors or ()]
    if not any(authors):
        authors = [name_of("manufacturer", raw.manufacturer)]
    tools = raw.tools or []
    if isinstance(tools, _Tools):
        tools = [*(tools.components or ()), *(tools.services or ())]
    named = [cleaned("tools", f"{tool.name} {tool.version or ''}") for tool in tools if tool.name]
    phases = [cleaned("lifecycles", part.phase or part.name) for part in raw.lifecycles or ()]
    return _given(authors), _given(named), _given(phases)


def _given(texts: list[str | None]) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _serial_number(value: object) -> str:
    if isinstance(value, str) and SERIAL_NUMBER.fullmatch(value.lower()):
        return value.lower()
    raise ValueError("expected urn:uuid: and a UUID")


def _whole_number(value: object) -> int:
    if isinstance(value, int) and 0 < value < 2**31:
        return int(value)
    raise ValueError("expected a whole number from 1")
