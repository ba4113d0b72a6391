"""What is checked of a component, however it was spelt.

What the standard requires (type and name, a bom-ref of its own) refuses the component; any other
part that is wrong is left out and listed, since a component that we know less of can still be
matched, and one that we do not know cannot. Vocabularies are those of the newest version."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, NoReturn

import msgspec

from noroshi.formats.cyclonedx.values import (
    SPEC_VERSIONS,
    BomHeader,
    BomLimits,
    Component,
    ComponentError,
    Item,
)
from noroshi.kernel.errors import Location, MalformedError

Text = Annotated[str, msgspec.Meta(max_length=2048)]
HashContent = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9a-fA-F]{2}){16,64}\Z")]
Algorithm = Literal[
    "MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512",
    "BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3", "Streebog-256", "Streebog-512",
]  # fmt: skip
Type = Literal[
    "application", "framework", "library", "container", "platform", "operating-system", "device",
    "device-driver", "firmware", "file", "machine-learning-model", "data", "cryptographic-asset",
]  # fmt: skip
Scope = Literal["required", "optional", "excluded"]


class _Hash(msgspec.Struct):
    alg: Algorithm
    content: HashContent


class _Party(msgspec.Struct):
    name: Text | None = None


class _Licence(msgspec.Struct):
    id: Text | None = None
    name: Text | None = None

    def __post_init__(self) -> None:
        if bool(self.id) == bool(self.name):
            raise ValueError("a licence has either an id or a name")


class _LicenceChoice(msgspec.Struct):
    license: _Licence | None = None
    expression: Text | None = None

    def __post_init__(self) -> None:
        if bool(self.license) == bool(self.expression):
            raise ValueError("expected either a licence or an expression")

    def text(self) -> str:
        licence = self.license
        return self.expression or (licence and (licence.id or licence.name)) or ""


class _Component(msgspec.Struct, rename={"bom_ref": "bom-ref"}):
    type: Type
    name: Text
    bom_ref: Text | None = None
    group: Text | None = None
    version: Text | None = None
    purl: Text | None = None
    cpe: Text | None = None
    supplier: _Party | None = None
    publisher: Text | None = None
    manufacturer: _Party | None = None
    hashes: list[_Hash] | None = None
    licenses: list[_LicenceChoice] | None = None
    scope: Scope | None = None


MEMBERS: Final = frozenset(_Component.__struct_encode_fields__)
REQUIRED: Final = frozenset({"type", "name"})
SERIAL_NUMBER: Final = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PURL: Final = re.compile(r"pkg:/{0,2}[A-Za-z][\w.+-]*/\S+", re.ASCII)
CPE: Final = re.compile(r"cpe:(?:2\.3:[aho*-]:\S+|/[aho]?(?::\S*)?)", re.IGNORECASE)
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
DATE_TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?", re.ASCII
)
WORDINGS: Final = (
    (re.compile(r"Object missing required field `(.*)`"), r"\1 is missing"),
    (re.compile(r"Invalid enum value (.*)"), r"\1 is none of the standard's values"),
    (re.compile(r"Expected `str` matching .*"), "expected 32 to 128 hexadecimal digits"),
    (re.compile(r"Expected `str` of length <= (\d+)"), r"longer than \1 characters"),
    (re.compile(r"Expected `(.*)`, got `(.*)`"), r"expected \1, found \2"),
)
WHERE: Final = re.compile(r"(.*) - at `\$\.?([^`]*)`", re.DOTALL)


class Checker:
    """The checks of one document, whose bom-refs are its own."""

    def __init__(self, *, source: str, limits: BomLimits) -> None:
        self._source = source
        self._left = limits.components
        # Keyed hashes of 64 bits rather than the texts: a third of the memory.
        self._refs: set[int] = set()

    def component(self, value: object, place: str, parent_ref: str | None) -> list[Item]:
        """The component, if it may stay, and what was left out of it."""
        self._left -= 1
        if self._left < 0:
            self.refuse("too many components", place)
        faults: list[Item] = []
        while True:
            try:
                raw = msgspec.convert(value, _Component)
                return [self._settled(raw, place, parent_ref), *faults]
            except UnicodeEncodeError:  # msgspec, of a name or a value of a vocabulary
                return [*faults, ComponentError(place, "has half of a surrogate pair")]
            except msgspec.ValidationError as error:
                reason, pointer = _explained(error)
            member = pointer[1:].partition("/")[0]
            faults.append(ComponentError(place + pointer, reason))
            if member in REQUIRED or not isinstance(value, Mapping) or member not in value:
                return faults
            value = {key: part for key, part in value.items() if key != member}

    def refuse(self, reason: str, place: str) -> NoReturn:
        """Raises: MalformedError."""
        raise MalformedError(reason, at=Location(self._source, place))

    def _settled(self, raw: _Component, place: str, parent_ref: str | None) -> Component:
        name = _clean("name", raw.name)
        if name is None:
            raise msgspec.ValidationError("the name is empty - at `$.name`")
        component = Component(
            place=place,
            bom_ref=_clean("bom-ref", raw.bom_ref),
            type=raw.type,
            group=_clean("group", raw.group),
            name=name,
            version=_clean("version", raw.version),
            purl=_shaped("purl", PURL, raw.purl),
            cpe=_shaped("cpe", CPE, raw.cpe),
            supplier=_name_of("supplier", raw.supplier),
            publisher=_clean("publisher", raw.publisher),
            manufacturer=_name_of("manufacturer", raw.manufacturer),
            hashes=tuple((part.alg, part.content.lower()) for part in raw.hashes or ()),
            licences=_licences(raw.licenses),
            scope=raw.scope,
            parent_ref=parent_ref,
        )
        self._claim(component.bom_ref)
        return component

    def _claim(self, bom_ref: str | None) -> None:
        if bom_ref is None:
            return
        if hash(bom_ref) in self._refs:
            raise msgspec.ValidationError(f"the bom-ref {bom_ref!r} stands for another component")
        self._refs.add(hash(bom_ref))


def ref_of(raw: object) -> str | None:
    """The bom-ref by which what is nested in a component names it."""
    ref = raw.get("bom-ref") if isinstance(raw, Mapping) else None
    try:
        return _clean("bom-ref", msgspec.convert(ref, Text | None))
    except msgspec.ValidationError:
        return None


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
        ("/metadata/timestamp", metadata, _instant),
    ):
        value = holder.get(place.rpartition("/")[2])
        try:
            values[place] = None if value in (None, "") else reader(value)
        except ValueError as error:
            values[place] = None
            faults.append(ComponentError(place, str(error)))
    subject = None
    if metadata.get("component") is not None:
        for item in checker.component(metadata["component"], "/metadata/component", None):
            if isinstance(item, Component):
                subject = item
            elif isinstance(item, ComponentError):
                faults.append(item)
    yield BomHeader(
        spec_version=str(spec_version),
        serial_number=values["/serialNumber"],
        version=values["/version"] or 1,
        timestamp=values["/metadata/timestamp"],
        subject=subject,
    )
    yield from faults


def _serial_number(value: object) -> str:
    if isinstance(value, str) and SERIAL_NUMBER.fullmatch(value.lower()):
        return value.lower()
    raise ValueError("expected urn:uuid: and a UUID")


def _whole_number(value: object) -> int:
    if isinstance(value, int) and 0 < value < 2**31:
        return int(value)
    raise ValueError("expected a whole number from 1")


def _instant(value: object) -> datetime:
    found = DATE_TIME.fullmatch(str(value).strip().upper())
    try:
        instant = datetime.fromisoformat(found[0] if found else "")
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("expected an instant such as 2026-10-01T03:00:00Z") from error


def _name_of(member: str, party: _Party | None) -> str | None:
    return _clean(member, party.name) if party else None


def _licences(choices: list[_LicenceChoice] | None) -> tuple[str, ...]:
    texts = (_clean("licenses", choice.text()) for choice in choices or ())
    return tuple(text for text in texts if text)


def _shaped(member: str, pattern: re.Pattern[str], text: str | None) -> str | None:
    text = _clean(member, text)
    if text is not None and not pattern.fullmatch(text):
        raise msgspec.ValidationError(f"{text[:80]!r} is no {member} - at `$.{member}`")
    return text


def _clean(member: str, text: str | None) -> str | None:
    """The text without white space around it and with single spaces inside; None where empty."""
    if text is None:
        return None
    if not text.isprintable():
        text = " ".join(text.split())
        if UNPRINTABLE.search(text):
            raise msgspec.ValidationError(f"has control characters - at `$.{member}`")
    return text.strip() or None


def _explained(error: msgspec.ValidationError) -> tuple[str, str]:
    """The message of msgspec as a reason and a JSON pointer."""
    found = WHERE.fullmatch(str(error))
    reason, path = found.groups() if found else (str(error), "")
    for theirs, ours in WORDINGS:
        reason = theirs.sub(ours, reason)
    pointer = path.replace("[", "/").replace("]", "").replace(".", "/")
    return reason[:300], f"/{pointer}" if pointer else ""
