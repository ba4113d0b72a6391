"""What SPDX 2 asks of a package, a relationship and the document, however they were spelt."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Final

import msgspec

from noroshi.formats.bom import (
    BomHeader,
    BomLimits,
    Component,
    ComponentError,
    Edge,
    EdgeKind,
    Item,
    Service,
)
from noroshi.formats.bom_checks import (
    CPE,
    PURL,
    Register,
    Text,
    cleaned,
    instant,
    reference,
    settle,
    shaped,
)
from noroshi.formats.bom_fields import MOST_LINKS, Field, is_contact, is_uri
from noroshi.formats.bom_sources import source_in_text
from noroshi.formats.spdx.elsewhere import Elsewhere, links_of
from noroshi.formats.spdx.fields import fields_of_package_2
from noroshi.formats.spdx.services import is_service, told_by
from noroshi.formats.spdx.words import ALGORITHMS, NOTHING, OTHER_RELATIONS, PURPOSES, RELATIONS

SPEC_VERSIONS: Final = ("SPDX-2.2", "SPDX-2.3")
DOCUMENT_REF: Final = "SPDXRef-DOCUMENT"
REQUIRED: Final = frozenset({"SPDXID", "name"})
PARTY: Final = re.compile(
    r"(Person|Organization|Tool)\s*:\s*(.*?)(?:\s*\(([^()]*(?:@|://)[^()]*|)\))?"
)
NAMES: Final = {"purl": "purl", "cpe23Type": "cpe", "cpe22Type": "cpe"}

HashContent = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9a-fA-F]{2}){4,64}\Z")]


class _Checksum(msgspec.Struct):
    algorithm: Text
    checksumValue: HashContent  # noqa: N815 - the standard's name


class _Package(msgspec.Struct, rename="camel"):
    name: Text
    spdx_id: Text = msgspec.field(name="SPDXID")
    version_info: Text | None = None
    supplier: Text | None = None
    originator: Text | None = None
    checksums: list[_Checksum] | None = None
    license_concluded: Text | None = None
    license_declared: Text | None = None
    primary_package_purpose: Text | None = None
    purl: Text | None = None
    cpe: Text | None = None


class _Document(msgspec.Struct, rename="camel"):
    name: Text | None = None
    document_namespace: Text | None = None


class _CreationInfo(msgspec.Struct):
    created: Text | None = None
    creators: list[Text] | None = None


MEMBERS: Final = frozenset(_Package.__struct_encode_fields__) | {
    "externalRefs", "sourceInfo", "packageFileName", "downloadLocation", "comment",
}  # fmt: skip


class Checker(Register):
    """The checks of one document, whose identifiers are its own. elsewhere: the documents that it
    refers to."""

    def __init__(self, *, source: str, limits: BomLimits) -> None:
        super().__init__(source=source, limits=limits)
        self.elsewhere = Elsewhere(self, limits)

    def alone(self) -> "Checker":
        """For one component that is looked at before its turn."""
        other = Checker(source=self._source, limits=self._limits)
        other.elsewhere = self.elsewhere
        return other

    def package(self, value: object, place: str) -> list[Item]:
        """The component that a package is, or the service, if it may stay, and what was left out of
        it."""
        self.count(place)

        def read(part: object) -> Component | Service:
            raw = msgspec.convert(part, _Package)
            whole = part if isinstance(part, Mapping) else {}
            if is_service(whole):
                return self._service(raw, place, whole)
            component = self._settled(raw, place, whole.get("sourceInfo"))
            links = links_of(whole.get("externalRefs"))
            return msgspec.structs.replace(
                component,
                told=fields_of_package_2(whole, _contact(raw.originator)),
                is_elsewhere=bool(links),
                bills=self.bills(component.bom_ref, links),
            )

        named, faults = _with_names(value, place)
        component, more = settle(named, place, required=REQUIRED, reading=read)
        return [*([component] if component else ()), *faults, *more]

    def bills(self, ref: str | None, links: tuple[str, ...]) -> tuple[str, ...]:
        """Of a package what it names and what it is related to. links: those that it names."""
        return tuple(dict.fromkeys((*links, *self.elsewhere.of(ref))))[:MOST_LINKS]

    def relationship(self, value: object, place: str) -> Iterator[Item]:
        """The edge that a relationship is, or none for kinds that are no matter of parts."""
        if not isinstance(value, Mapping):
            yield ComponentError(place, "expected an object")
            return
        kind = str(value.get("relationshipType"))
        if kind not in RELATIONS:
            if kind not in OTHER_RELATIONS:
                reason = f"{kind[:80]!r} is none of the standard's values"
                yield ComponentError(f"{place}/relationshipType", reason)
            return
        yield from related(*ends_of(value), RELATIONS[kind], place)

    def _service(self, raw: _Package, place: str, whole: Mapping[str, object]) -> Service:
        name, ref = _named(raw)
        known = Service(
            place=place,
            bom_ref=ref,
            name=name,
            version=given("versionInfo", raw.version_info),
            provider=party("supplier", raw.supplier),
        )
        self.claim(ref, "SPDXID")
        return told_by(whole, known)

    def _settled(self, raw: _Package, place: str, told: object) -> Component:
        name, ref = _named(raw)
        component = Component(
            place=place,
            bom_ref=ref,
            type=_purpose(raw.primary_package_purpose),
            name=name,
            version=given("versionInfo", raw.version_info),
            purl=shaped("purl", PURL, raw.purl),
            cpe=shaped("cpe", CPE, raw.cpe),
            supplier=party("supplier", raw.supplier),
            manufacturer=party("originator", raw.originator),
            hashes=tuple(_hash(index, part) for index, part in enumerate(raw.checksums or ())),
            licences=licences(raw.license_concluded, raw.license_declared),
            source=source_in_text(raw.purl, told),
        )
        self.claim(component.bom_ref, "SPDXID")
        return component


def ends_of(value: object) -> tuple[str | None, str | None]:
    """The references at the ends of a relationship."""
    raw = value if isinstance(value, Mapping) else {}
    return reference(raw.get("spdxElementId")), reference(raw.get("relatedSpdxElement"))


def related(
    from_ref: str | None, to_ref: str | None, relation: tuple[EdgeKind, bool], place: str
) -> Iterator[Item]:
    """The edge from one end to the other, told the way that its kind is; none to nothing."""
    if from_ref is None or to_ref is None:
        yield ComponentError(place, "expected a reference at both ends")
    elif not {from_ref, to_ref} & NOTHING:
        kind, is_reversed = relation
        ends = (to_ref, from_ref) if is_reversed else (from_ref, to_ref)
        yield Edge(*ends, kind)


def header_items(
    raw: Mapping[str, object], subject: Component | None, checker: Checker
) -> Iterator[Item]:
    """The header and what was left out of it. raw: the document's members as in JSON.

    Raises: MalformedError where the version of the standard is not one that is read."""
    spec_version = raw.get("spdxVersion")
    if spec_version not in SPEC_VERSIONS:
        reason = f"{str(spec_version)[:20]!r} is not read, {' and '.join(SPEC_VERSIONS)} are"
        checker.refuse(reason, "/spdxVersion")
    document, faults = settle(raw, "", required=frozenset(), reading=_document)
    info = raw.get("creationInfo", {})
    at = "/creationInfo"
    created, more = settle(info, at, required=frozenset(), reading=_creation_info)
    name, namespace = document or (None, None)
    timestamp, creators = created or (None, [])
    told = [(index, text, PARTY.fullmatch(text)) for index, text in enumerate(creators)]
    yield BomHeader(
        spec_version=str(spec_version).removeprefix("SPDX-"),
        serial_number=namespace,
        timestamp=timestamp,
        subject=subject,
        name=name,
        authors=tuple(_name(who) for _, _, who in told if who and who[1] != "Tool"),
        tools=tuple(_name(who) for _, _, who in told if who and who[1] == "Tool"),
        told=_told([who for _, _, who in told if who and who[1] != "Tool"], namespace),
        bills=checker.elsewhere.of_document(),
    )
    yield from [*faults, *more]
    for index, text, who in told:
        if who is None:
            reason = f"{text[:80]!r} is no Person, Organization or Tool"
            yield ComponentError(f"{at}/creators/{index}", reason)


def licences(concluded: str | None, declared: str | None) -> tuple[str, ...]:
    """What was concluded, then what was declared, where that is something else."""
    texts = (given("licenseConcluded", concluded), given("licenseDeclared", declared))
    return tuple(dict.fromkeys(text for text in texts if text))


def given(member: str, text: str | None) -> str | None:
    """The text unless it says nothing. Raises: ValidationError."""
    text = cleaned(member, text)
    return None if text is None or text in NOTHING else text


def _with_names(value: object, place: str) -> tuple[object, list[ComponentError]]:
    """The package with purl and cpe as members: the first of each, CPE 2.3 before 2.2."""
    refs = value.get("externalRefs") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or refs is None:
        return value, []
    if not isinstance(refs, list):
        return value, [ComponentError(f"{place}/externalRefs", "expected an array")]
    found: dict[str, object] = {}
    for ref in refs:
        if isinstance(ref, Mapping):
            kind = str(ref.get("referenceType")).rpartition("/")[2]
            found.setdefault(kind, ref.get("referenceLocator"))
    names = {NAMES[kind]: found[kind] for kind in reversed(NAMES) if kind in found}
    return {**value, **names}, []


def _document(value: object) -> tuple[str | None, str | None]:
    raw = msgspec.convert(value, _Document)
    return given("name", raw.name), given("documentNamespace", raw.document_namespace)


def _creation_info(value: object) -> tuple[datetime | None, list[str]]:
    raw = msgspec.convert(value, _CreationInfo)
    creators = [cleaned("creators", text) or "" for text in raw.creators or ()]
    try:
        return (instant(raw.created) if raw.created else None), creators
    except ValueError as error:
        raise msgspec.ValidationError(f"{error} - at `$.created`") from error


def party(member: str, text: str | None) -> str | None:
    text = given(member, text)
    if text is None:
        return None
    found = PARTY.fullmatch(text)
    if found is None:
        raise msgspec.ValidationError(
            f"{text[:80]!r} is no Person or Organization - at `$.{member}`"
        )
    name = _name(found)
    return None if name in NOTHING else name


def _name(found: re.Match[str]) -> str:
    """The name, or failing it the address."""
    return found[2] or found[3] or ""


def _named(raw: _Package) -> tuple[str, str]:
    """Name and identifier. Raises: ValidationError."""
    name, ref = cleaned("name", raw.name), cleaned("SPDXID", raw.spdx_id)
    if name is None or ref is None:
        raise msgspec.ValidationError(f"is empty - at `$.{'SPDXID' if name else 'name'}`")
    return name, ref


def _contact(text: str | None) -> str | None:
    """The address of a maker."""
    found = PARTY.fullmatch(text.strip()) if text else None
    return found[3] if found else None


def _told(authors: list[re.Match[str]], namespace: str | None) -> frozenset[Field]:
    """What the header says of BSI's data fields."""
    told = {Field.SBOM_CREATOR} if any(is_contact(who[3]) for who in authors) else set()
    return frozenset(told | ({Field.SBOM_URI} if is_uri(namespace) else set()))


def _hash(index: int, part: _Checksum) -> tuple[str, str]:
    if part.algorithm not in ALGORITHMS:
        reason = f"{part.algorithm[:80]!r} is none of the standard's values"
        raise msgspec.ValidationError(f"{reason} - at `$.checksums[{index}].algorithm`")
    return ALGORITHMS[part.algorithm], part.checksumValue.lower()


def _purpose(text: str | None) -> str:
    purpose = (text or "OTHER").strip().replace("-", "_")
    if purpose not in PURPOSES:
        reason = f"{purpose[:80]!r} is none of the standard's values"
        raise msgspec.ValidationError(f"{reason} - at `$.primaryPackagePurpose`")
    return PURPOSES[purpose]
