"""The schema of CSAF 2.0 (csaf_json_schema.json) as types: what a document must be before it can be
tested. Members that the schema does not name are let pass, as it lets them.

A document is read from JSON by msgspec alone, which calls `__post_init__`; its ValueError becomes
an error that names the member."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(min_length=1)]
Uri = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]*\Z")]
Instant = Annotated[datetime, Meta(tz=True)]
Ids = Annotated[tuple[Text, ...], Meta(min_length=1)]
Texts = Annotated[tuple[Text, ...], Meta(min_length=1)]
Uris = Annotated[tuple[Uri, ...], Meta(min_length=1)]
Version = Annotated[
    str,
    Meta(
        pattern=r"^(?:(?:0|[1-9][0-9]*)|(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)\.(?:0|[1-9][0-9]*)"
        r"(?:-(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
        r"(?:\.(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*))*)?"
        r"(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)\Z",
        max_length=256,
    ),
]
# The schema's pattern of languages is looser than test 6.1.12, and no more than its outline.
Language = Annotated[str, Meta(pattern=r"^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\Z", max_length=128)]
Purl = Annotated[str, Meta(pattern=r"^pkg:[A-Za-z.+-][A-Za-z0-9.+-]*/.+", min_length=7)]
Cve = Annotated[str, Meta(pattern=r"^CVE-[0-9]{4}-[0-9]{4,}\Z", max_length=64)]
CPE_23 = re.compile(
    r"cpe:2\.3:[aho*-](?::(?:(?:\?*|\*?)(?:[a-zA-Z0-9._-]|\\[!-/:-@\[-`{-~])+(?:\?*|\*?)|[*-])){5}"
    r":(?:[a-zA-Z]{2,3}(?:-(?:[a-zA-Z]{2}|[0-9]{3}))?|[*-])"
    r"(?::(?:(?:\?*|\*?)(?:[a-zA-Z0-9._-]|\\[!-/:-@\[-`{-~])+(?:\?*|\*?)|[*-])){4}"
)
CPE_22 = re.compile(r"cpe:/[aho]?(?::[a-z0-9._~%-]*){0,6}", re.IGNORECASE)
LONGEST_CPE = 2048  # characters

NoteCategory = Literal[
    "description", "details", "faq", "general", "legal_disclaimer", "other", "summary"
]
Party = Literal["coordinator", "discoverer", "other", "user", "vendor"]


class Strict(msgspec.Struct, frozen=True, gc=False):
    """A JSON object of the format."""


class Acknowledgment(Strict, frozen=True):
    names: Texts | None = None
    organization: Text | None = None
    summary: Text | None = None
    urls: Uris | None = None

    def __post_init__(self) -> None:
        _not_empty(self)


class Note(Strict, frozen=True):
    category: NoteCategory
    text: Text
    audience: Text | None = None
    title: Text | None = None


class Reference(Strict, frozen=True):
    summary: Text
    url: Uri
    category: Literal["external", "self"] = "external"


Acknowledgments = Annotated[tuple[Acknowledgment, ...], Meta(min_length=1)]
Notes = Annotated[tuple[Note, ...], Meta(min_length=1)]
References = Annotated[tuple[Reference, ...], Meta(min_length=1)]


class Severity(Strict, frozen=True):
    text: Text
    namespace: Uri | None = None


class Tlp(Strict, frozen=True):
    label: Literal["AMBER", "GREEN", "RED", "WHITE"]
    url: Uri = "https://www.first.org/tlp/"


class Distribution(Strict, frozen=True):
    text: Text | None = None
    tlp: Tlp | None = None

    def __post_init__(self) -> None:
        _not_empty(self)


class Publisher(Strict, frozen=True):
    category: Literal["coordinator", "discoverer", "other", "translator", "user", "vendor"]
    name: Text
    namespace: Uri
    contact_details: Text | None = None
    issuing_authority: Text | None = None


class Engine(Strict, frozen=True):
    name: Text
    version: Text | None = None


class Generator(Strict, frozen=True):
    engine: Engine
    date: Instant | None = None


class Revision(Strict, frozen=True):
    date: Instant
    number: Version
    summary: Text
    legacy_version: Text | None = None


class Tracking(Strict, frozen=True):
    current_release_date: Instant
    id: Annotated[str, Meta(pattern=r"^\S(?:.*\S)?\Z")]
    initial_release_date: Instant
    revision_history: Annotated[tuple[Revision, ...], Meta(min_length=1)]
    status: Literal["draft", "final", "interim"]
    version: Version
    aliases: Texts | None = None
    generator: Generator | None = None

    def __post_init__(self) -> None:
        once(self.aliases)


class About(Strict, frozen=True):
    """The member `document`."""

    category: Annotated[str, Meta(pattern=r"^[^\s\-_.](?:.*[^\s\-_.])?\Z")]
    csaf_version: Literal["2.0"]
    publisher: Publisher
    title: Text
    tracking: Tracking
    acknowledgments: Acknowledgments | None = None
    aggregate_severity: Severity | None = None
    distribution: Distribution | None = None
    lang: Language | None = None
    notes: Notes = ()
    references: References = ()
    source_lang: Language | None = None


class FileHash(Strict, frozen=True):
    value: Annotated[str, Meta(pattern=r"^[0-9a-fA-F]{32,}\Z")]
    algorithm: Text = "sha256"


class Hashes(Strict, frozen=True):
    file_hashes: Annotated[tuple[FileHash, ...], Meta(min_length=1)]
    filename: Text


class GenericUri(Strict, frozen=True):
    namespace: Uri
    uri: Uri


class Helper(Strict, frozen=True):
    """What identifies a product."""

    cpe: Annotated[str, Meta(min_length=5, max_length=LONGEST_CPE)] | None = None
    hashes: Annotated[tuple[Hashes, ...], Meta(min_length=1)] | None = None
    model_numbers: Texts | None = None
    purl: Purl | None = None
    sbom_urls: Uris | None = None
    serial_numbers: Texts | None = None
    skus: Texts | None = None
    x_generic_uris: Annotated[tuple[GenericUri, ...], Meta(min_length=1)] | None = None

    def __post_init__(self) -> None:
        _not_empty(self)
        once(self.model_numbers)
        once(self.serial_numbers)
        if self.cpe and not (CPE_23.fullmatch(self.cpe) or CPE_22.fullmatch(self.cpe)):
            raise ValueError("not a CPE name")


class FullProductName(Strict, frozen=True):
    name: Text
    product_id: Text
    product_identification_helper: Helper | None = None


class Branch(Strict, frozen=True):
    """Three members: either more branches or a product."""

    category: Literal[
        "architecture",
        "host_name",
        "language",
        "legacy",
        "patch_level",
        "product_family",
        "product_name",
        "product_version",
        "product_version_range",
        "service_pack",
        "specification",
        "vendor",
    ]
    name: Text
    branches: Annotated[tuple["Branch", ...], Meta(min_length=1)] | None = None
    product: FullProductName | None = None

    def __post_init__(self) -> None:
        if (self.branches is None) == (self.product is None):
            raise ValueError("a branch has either branches or a product")


class Group(Strict, frozen=True):
    group_id: Text
    product_ids: Annotated[tuple[Text, ...], Meta(min_length=2)]
    summary: Text | None = None

    def __post_init__(self) -> None:
        once(self.product_ids)


class Relationship(Strict, frozen=True):
    category: Literal[
        "default_component_of",
        "external_component_of",
        "installed_on",
        "installed_with",
        "optional_component_of",
    ]
    full_product_name: FullProductName
    product_reference: Text
    relates_to_product_reference: Text


class ProductTree(Strict, frozen=True):
    branches: Annotated[tuple[Branch, ...], Meta(min_length=1)] | None = None
    full_product_names: Annotated[tuple[FullProductName, ...], Meta(min_length=1)] | None = None
    product_groups: Annotated[tuple[Group, ...], Meta(min_length=1)] | None = None
    relationships: Annotated[tuple[Relationship, ...], Meta(min_length=1)] | None = None

    def __post_init__(self) -> None:
        _not_empty(self)


class Cwe(Strict, frozen=True):
    id: Annotated[str, Meta(pattern=r"^CWE-[1-9][0-9]{0,5}\Z")]
    name: Text


class Of(Strict, frozen=True, kw_only=True):
    """Something said of products and groups of products."""

    product_ids: Ids | None = None
    group_ids: Ids | None = None
    date: Instant | None = None

    def __post_init__(self) -> None:
        once(self.product_ids)
        once(self.group_ids)


class Flag(Of, frozen=True, kw_only=True):
    label: Literal[
        "component_not_present",
        "inline_mitigations_already_exist",
        "vulnerable_code_cannot_be_controlled_by_adversary",
        "vulnerable_code_not_in_execute_path",
        "vulnerable_code_not_present",
    ]


class Restart(Strict, frozen=True):
    category: Literal[
        "connected",
        "dependencies",
        "machine",
        "none",
        "parent",
        "service",
        "system",
        "vulnerable_component",
        "zone",
    ]
    details: Text | None = None


class Remediation(Of, frozen=True, kw_only=True):
    category: Literal["mitigation", "no_fix_planned", "none_available", "vendor_fix", "workaround"]
    details: Text
    entitlements: Texts | None = None
    restart_required: Restart | None = None
    url: Uri | None = None


class Threat(Of, frozen=True, kw_only=True):
    category: Literal["exploit_status", "impact", "target_set"]
    details: Text


class Id(Strict, frozen=True):
    system_name: Text
    text: Text


class Involvement(Strict, frozen=True):
    party: Party
    status: Literal[
        "completed", "contact_attempted", "disputed", "in_progress", "not_contacted", "open"
    ]
    date: Instant | None = None
    summary: Text | None = None


class ProductStatus(Strict, frozen=True):
    first_affected: Ids | None = None
    first_fixed: Ids | None = None
    fixed: Ids | None = None
    known_affected: Ids | None = None
    known_not_affected: Ids | None = None
    last_affected: Ids | None = None
    recommended: Ids | None = None
    under_investigation: Ids | None = None

    def __post_init__(self) -> None:
        _not_empty(self)
        for member in self.__struct_fields__:
            once(getattr(self, member))


class Score(Strict, frozen=True):
    """cvss_v2, cvss_v3: as they stand, for test 6.1.8."""

    products: Ids
    cvss_v2: dict[str, Any] | None = None
    cvss_v3: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        once(self.products)
        if self.cvss_v2 is None and self.cvss_v3 is None:
            raise ValueError("a score of no CVSS")


class Vulnerability(Strict, frozen=True):
    """SAYING: the members whose items are said of products and groups."""

    SAYING: ClassVar[tuple[str, ...]] = ("flags", "remediations", "threats")

    acknowledgments: Acknowledgments | None = None
    cve: Cve | None = None
    cwe: Cwe | None = None
    discovery_date: Instant | None = None
    flags: Annotated[tuple[Flag, ...], Meta(min_length=1)] = ()
    ids: Annotated[tuple[Id, ...], Meta(min_length=1)] = ()
    involvements: Annotated[tuple[Involvement, ...], Meta(min_length=1)] = ()
    notes: Notes = ()
    product_status: ProductStatus | None = None
    references: References = ()
    release_date: Instant | None = None
    remediations: Annotated[tuple[Remediation, ...], Meta(min_length=1)] = ()
    scores: Annotated[tuple[Score, ...], Meta(min_length=1)] = ()
    threats: Annotated[tuple[Threat, ...], Meta(min_length=1)] = ()
    title: Text | None = None

    def __post_init__(self) -> None:
        _not_empty(self)
        for several in (self.flags, self.ids, self.involvements):
            once(several)


class Document(Strict, frozen=True):
    document: About
    product_tree: ProductTree | None = None
    vulnerabilities: Annotated[
        tuple[Vulnerability, ...], Meta(min_length=1, max_length=20_000)
    ] = ()


def _not_empty(found: Strict) -> None:
    if all(not getattr(found, name) for name in found.__struct_fields__):
        raise ValueError("an object without members")


def once(items: Sequence[object] | None) -> None:
    """Raises: ValueError if one of the items stands there again."""
    if items and len(set(items)) < len(items):
        raise ValueError("something stands twice")
