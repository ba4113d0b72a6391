"""What packages of an SPDX 3 graph refer to: agents, licences, how the document came about.

Elements may stand in any order, so this is gathered before any package is read. Its size is
bounded; the packages themselves are not in it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from noroshi.formats.bom import BomLimits
from noroshi.formats.bom_checks import Register, reference
from noroshi.formats.bom_fields import NO_FIELDS, Field, is_licence, is_uri
from noroshi.formats.spdx.fields import fields_of_artifact, fields_of_package_3, has_contact
from noroshi.formats.spdx.words import NOTHING

AGENTS: Final = frozenset({"Agent", "Organization", "Person", "SoftwareAgent", "Tool"})
BILLS: Final = frozenset({"Bom", "software_Sbom", "Bundle"})
LICENCES: Final = {
    "simplelicensing_LicenseExpression": "simplelicensing_licenseExpression",
    "expandedlicensing_CustomLicense": "name",
    "simplelicensing_SimpleLicensingText": "name",
}
OF_DOCUMENT: Final = ("name", "creationInfo", "rootElement", "spdxId")
DOCUMENTS: Final = frozenset({"SpdxDocument", "ExternalMap"})
# SPDX 3.0.1 names it `import`, 3.0.0 `imports`.
IMPORTS: Final = ("import", "imports")
ARTIFACTS: Final = frozenset({"software_File", "software_SoftwareArtifact"})
LICENSING: Final = frozenset({"hasConcludedLicense", "hasDeclaredLicense"})
# What an entry takes beside its texts.
ENTRY_OCTETS: Final = 200


class CreationInfo(NamedTuple):
    """References of agents and tools; created: as written."""

    spec_version: object
    created: object
    authors: list[str]
    tools: list[str]


class GraphIndex:
    """Gathered element by element."""

    def __init__(self, register: Register, limits: BomLimits) -> None:
        self._register = register
        self._left = limits.indexed_octets
        self._names: dict[str, str] = {}
        self._contacts: set[str] = set()
        self._artifacts: dict[str, frozenset[Field]] = {}
        self._made_of: dict[str, list[str]] = {}
        self._licence_texts: dict[str, str] = {}
        self._licences: dict[tuple[str, str], str] = {}
        self._infos: dict[str, CreationInfo] = {}
        self._roots: dict[str, list[str]] = {}
        self._described: list[str] = []
        self.document: dict[str, object] | None = None
        self.contexts: list[str] = []
        self._maps: dict[str, str] = {}
        self._imports: list[str] = []

    def take(self, raw: Mapping[str, object], place: str) -> None:
        """One element. Raises: MalformedError where the index is full."""
        kind, ref = word_of(raw, "type"), id_of(raw) or ""
        if kind in AGENTS:
            self._take_agent(raw, ref, place)
        elif kind in ARTIFACTS:
            self._artifacts[self._held(ref, place)] = fields_of_artifact(raw)
        elif kind in LICENCES:
            told = raw.get(LICENCES[kind]) or raw.get("licenseExpression")  # so BSI spells it
            self._licence_texts[ref] = self._held(told, place)
        elif kind == "CreationInfo":
            self._infos[ref] = self._creation_info(raw, place)
        elif kind in BILLS:
            self._take_bill(raw, ref, place)
        elif kind in DOCUMENTS:
            self._take_document(raw, ref, place)
        elif "relationshipType" in raw:
            self._relate(raw, place)

    def _take_agent(self, raw: Mapping[str, object], ref: str, place: str) -> None:
        self._names[ref] = self._held(raw.get("name"), place)
        if has_contact(raw):
            self._contacts.add(ref)

    def _take_bill(self, raw: Mapping[str, object], ref: str, place: str) -> None:
        self._roots[ref] = [self._held(to, place) for to in refs_in(raw, "rootElement")]
        self.contexts += [self._held(to, place) for to in refs_in(raw, "software_sbomType")]

    def _take_document(self, raw: Mapping[str, object], ref: str, place: str) -> None:
        """The document with what it maps to elements of others; a map may stand beside it, too."""
        if raw["type"] == "ExternalMap":
            self._maps[ref] = self._held(raw.get("externalSpdxId"), place)
            return
        self.document = {name: raw[name] for name in OF_DOCUMENT if name in raw}
        for member in IMPORTS:
            listed = raw.get(member)
            for one in listed if isinstance(listed, list) else [listed]:
                told = one.get("externalSpdxId") if isinstance(one, Mapping) else one
                self._imports += [self._held(told, place)] if told else []

    def imports(self) -> Iterator[str]:
        """The elements of other documents that this one names."""
        found = (self._maps.get(one, one) for one in self._imports)
        return (one for one in found if is_uri(one) and not one.startswith("_:"))

    def name(self, value: object) -> str | None:
        """Of an agent or a tool: of one that is referred to, or that stands inside."""
        if isinstance(value, Mapping):
            return reference(value.get("name"))
        return self._names.get(reference(value) or "") or None

    def licence(self, ref: str | None, kind: str) -> str | None:
        """What was concluded or declared of a package."""
        to_ref = self._licences.get((ref or "", kind))
        if to_ref is None:
            return None
        listed = "spdx.org/licenses/"
        text = self._licence_texts.get(to_ref)
        return to_ref.rpartition("/")[2] if text is None and listed in to_ref else text

    def fields(self, ref: str | None, raw: Mapping[str, object]) -> frozenset[Field]:
        """What of BSI's data fields is said of a package, in it and beside it."""
        told = set(fields_of_package_3(raw))
        for made_of in self._made_of.get(ref or "", ()):
            told |= self._artifacts.get(made_of, NO_FIELDS)
        if any(made_by in self._contacts for made_by in refs_in(raw, "originatedBy")):
            told.add(Field.CREATOR)
        if is_licence(self.licence(ref, "hasConcludedLicense")):
            told.add(Field.DISTRIBUTION_LICENCES)
        if is_licence(self.licence(ref, "hasDeclaredLicense")):
            told.add(Field.ORIGINAL_LICENCES)
        return frozenset(told)

    def fields_of_document(self, authors: Iterable[str]) -> frozenset[Field]:
        """The same of the document itself; its time aside."""
        told = {Field.SBOM_CREATOR} if self._contacts.intersection(authors) else set()
        uris = [*self._roots, (self.document or {}).get("spdxId")]
        return frozenset(told | ({Field.SBOM_URI} if any(map(is_uri, uris)) else set()))

    def creation_info(self) -> CreationInfo | None:
        """How the document came about."""
        value = (self.document or {}).get("creationInfo")
        if isinstance(value, Mapping):
            return self._creation_info(value, "")
        return self._infos.get(reference(value) or "")

    def subject_ref(self) -> str | None:
        """The one element that the document is about, through the bills in it."""
        roots = [*refs_in(self.document or {}, "rootElement"), *self._described]
        within = [inner for root in roots for inner in self._roots.get(root, [root])]
        return within[0] if len(set(within)) == 1 else None

    def _relate(self, raw: Mapping[str, object], place: str) -> None:
        kind = word_of(raw, "relationshipType")
        from_ref, to_refs = reference(raw.get("from")), refs_in(raw, "to")
        if from_ref and to_refs and kind in LICENSING:
            key = (self._held(from_ref, place), kind)
            self._licences[key] = self._held(to_refs[0], place)
        elif from_ref and kind == "hasDistributionArtifact":
            self._made_of.setdefault(self._held(from_ref, place), []).extend(
                self._held(to, place) for to in to_refs
            )
        elif from_ref and kind == "generates":
            for to_ref in to_refs:
                self._made_of.setdefault(self._held(to_ref, place), []).append(from_ref)
        elif kind == "describes":
            self._described += [self._held(to, place) for to in to_refs]

    def _creation_info(self, raw: Mapping[str, object], place: str) -> CreationInfo:
        authors = [self._held(ref, place) for ref in refs_in(raw, "createdBy")]
        tools = [self._held(ref, place) for ref in refs_in(raw, "createdUsing")]
        return CreationInfo(raw.get("specVersion"), raw.get("created"), authors, tools)

    def _held(self, value: object, place: str) -> str:
        text = reference(value) or ""
        self._left -= len(text) + ENTRY_OCTETS
        if self._left < 0:
            self._register.refuse("more to remember than is allowed", place)
        return "" if text in NOTHING else text


def id_of(raw: Mapping[str, object]) -> str | None:
    """Of an element `spdxId`, of what is none `@id`."""
    return reference(raw.get("spdxId", raw.get("@id")))


def word_of(raw: Mapping[str, object], member: str) -> str:
    """A word of a vocabulary, such as a type; empty where there is none."""
    value = raw.get(member)
    return value if isinstance(value, str) else ""


def refs_in(raw: Mapping[str, object], member: str) -> list[str]:
    """The references that a member lists; of objects that stand inside, their own."""
    listed = raw.get(member)
    return list(_refs(listed if isinstance(listed, list) else [listed]))


def _refs(values: list[object]) -> Iterator[str]:
    for value in values:
        ref = id_of(value) if isinstance(value, Mapping) else reference(value)
        if ref:
            yield ref
