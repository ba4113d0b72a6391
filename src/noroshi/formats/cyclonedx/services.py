"""The services of a CycloneDX document, and which of them hold others."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal

import msgspec

from noroshi.formats.bom import ComponentError, Edge, EdgeKind, Item, Service
from noroshi.formats.bom_checks import Text, cleaned, settle
from noroshi.formats.cyclonedx.checks import Checker, Party, name_of, ref_of

REQUIRED: Final = frozenset({"name"})


class _Data(msgspec.Struct):
    classification: Text
    flow: Literal["inbound", "outbound", "bi-directional", "unknown"] = "unknown"


class _Service(
    msgspec.Struct, rename={"bom_ref": "bom-ref", "x_trust_boundary": "x-trust-boundary"}
):
    name: Text
    bom_ref: Text | None = None
    group: Text | None = None
    version: Text | None = None
    provider: Party | None = None
    endpoints: list[Text] | None = None
    authenticated: bool | None = None
    x_trust_boundary: bool | None = None
    data: list[_Data] | None = None


def service_items(raw: object, place: str, checker: Checker) -> Iterator[Item]:
    """A service and those that it holds, outer before inner, with which is in which. What has no
    reference cannot be named by an edge."""
    waiting: list[tuple[object, str, str | None]] = [(raw, place, None)]
    while waiting:
        outer, at, parent = waiting.pop()
        checker.count(at)
        if not isinstance(outer, Mapping):
            yield ComponentError(at, "expected an object")
            continue
        service, faults = _read(outer, at, parent)
        if service:
            yield service
        yield from faults
        inner = outer.get("services")
        if inner is not None and not isinstance(inner, list):
            yield ComponentError(f"{at}/services", "expected an array")
            continue
        yield from _held(ref_of(outer), inner or [])
        name = full_name(service) if service else None
        parts = [(part, f"{at}/services/{index}", name) for index, part in enumerate(inner or ())]
        waiting += reversed(parts)


def full_name(service: Service) -> str:
    """With its group."""
    return f"{service.group}/{service.name}" if service.group else service.name


def _held(ref: str | None, inner: list[object]) -> Iterator[Edge]:
    for part in inner:
        inner_ref = ref_of(part)
        if ref and inner_ref:
            yield Edge(ref, inner_ref, EdgeKind.CONTAINS)


def _read(
    raw: Mapping[str, object], place: str, parent: str | None
) -> tuple[Service | None, list[ComponentError]]:
    def read(value: object) -> Service:
        told = msgspec.convert(value, _Service)
        name = cleaned("name", told.name)
        if name is None:
            raise msgspec.ValidationError("the name is empty - at `$.name`")
        endpoints = [cleaned("endpoints", text) for text in told.endpoints or ()]
        data = [(one.flow, cleaned("data", one.classification)) for one in told.data or ()]
        return Service(
            place=place,
            bom_ref=cleaned("bom-ref", told.bom_ref),
            group=cleaned("group", told.group),
            name=name,
            version=cleaned("version", told.version),
            provider=name_of("provider", told.provider),
            endpoints=tuple(text for text in endpoints if text),
            is_authenticated=told.authenticated,
            crosses_boundary=told.x_trust_boundary,
            data=tuple((flow, text) for flow, text in data if text),
            parent=parent,
        )

    return settle(raw, place, required=REQUIRED, reading=read)
