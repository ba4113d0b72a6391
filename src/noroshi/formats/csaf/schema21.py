"""The schema of CSAF 2.1 (csaf.json) as types: what it adds to 2.0, takes away or words otherwise.
Unlike that one it lets no member pass that it does not name.

What 2.0 alone has can be nothing but null here: where `cwe`, `scores` and `relationships` stood
there are `cwes`, `metrics` and `product_paths`."""

from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from noroshi.formats.csaf import schema as older
from noroshi.formats.csaf.schema import Ids, Instant, Language, Strict, Text, Uri, once

Known = Annotated[str, Meta(pattern=r"^[^\s\-_.](?:.*[^\s\-_.])?\Z")]
Fraction = Annotated[str, Meta(pattern=r"^(?:0\.[0-9]+|1\.0+)\Z", max_length=64)]
Purl = Annotated[str, Meta(pattern=r"^pkg:[a-z][a-z0-9.-]*/.+", min_length=7)]
Uuid = Annotated[
    str,
    Meta(
        pattern=r"^(?:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
        r"|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)\Z"
    ),
]
Extensions = Annotated[tuple[Any, ...], Meta(min_length=1)]  # each is what test 6.1.60.1 looks at


class Acknowledgment(older.Acknowledgment, frozen=True, forbid_unknown_fields=True):
    pass


class Note(older.Note, frozen=True, forbid_unknown_fields=True):
    group_ids: Ids | None = None
    product_ids: Ids | None = None

    def __post_init__(self) -> None:
        once(self.group_ids)
        once(self.product_ids)


class Reference(older.Reference, frozen=True, forbid_unknown_fields=True):
    category: Literal["external", "self"] | None = None  # type: ignore[assignment]  # for 6.1.27.19


Acknowledgments = Annotated[tuple[Acknowledgment, ...], Meta(min_length=1)]
Notes = Annotated[tuple[Note, ...], Meta(min_length=1)]
References = Annotated[tuple[Reference, ...], Meta(min_length=1)]


class Severity(older.Severity, frozen=True, forbid_unknown_fields=True):
    pass


class SharingGroup(Strict, frozen=True, forbid_unknown_fields=True):
    id: Uuid
    name: Text | None = None


class Tlp(Strict, frozen=True, forbid_unknown_fields=True):
    label: Literal["AMBER", "AMBER+STRICT", "CLEAR", "GREEN", "RED"]
    url: Uri = "https://www.first.org/tlp/"


class Distribution(Strict, frozen=True, forbid_unknown_fields=True):
    tlp: Tlp
    sharing_group: SharingGroup | None = None
    text: Text | None = None


class Publisher(older.Publisher, frozen=True, forbid_unknown_fields=True):
    category: Literal[  # type: ignore[assignment]  # one more than before
        "coordinator", "discoverer", "multiplier", "other", "translator", "user", "vendor"
    ]


class Engine(older.Engine, frozen=True, forbid_unknown_fields=True):
    pass


class Generator(older.Generator, frozen=True, forbid_unknown_fields=True):
    engine: Engine


class Revision(older.Revision, frozen=True, forbid_unknown_fields=True):
    pass


class Tracking(older.Tracking, frozen=True, forbid_unknown_fields=True, kw_only=True):
    revision_history: Annotated[tuple[Revision, ...], Meta(min_length=1)]
    generator: Generator | None = None


class About(older.About, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The member `document`."""

    csaf_version: Literal["2.1"]  # type: ignore[assignment]
    distribution: Distribution  # type: ignore[assignment]
    publisher: Publisher
    tracking: Tracking
    acknowledgments: Acknowledgments | None = None
    aggregate_severity: Severity | None = None
    lang: Language | None = None
    license_expression: Text | None = None
    notes: Notes = ()
    references: References = ()
    x_extensions: Extensions | None = None


class FileHash(older.FileHash, frozen=True, forbid_unknown_fields=True, kw_only=True):
    algorithm: Annotated[str, Meta(pattern=r"^[0-9a-z][0-9a-z-]*\Z")]
    value: Annotated[str, Meta(pattern=r"^[0-9a-f]{32,}\Z")]


class Hashes(older.Hashes, frozen=True, forbid_unknown_fields=True):
    file_hashes: Annotated[tuple[FileHash, ...], Meta(min_length=1)]


class GenericUri(older.GenericUri, frozen=True, forbid_unknown_fields=True):
    pass


class Helper(older.Helper, frozen=True, forbid_unknown_fields=True):
    """What identifies a product."""

    hashes: Annotated[tuple[Hashes, ...], Meta(min_length=1)] | None = None
    purl: None = None
    purls: Annotated[tuple[Purl, ...], Meta(min_length=1)] | None = None
    x_generic_uris: Annotated[tuple[GenericUri, ...], Meta(min_length=1)] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        for several in (self.hashes, self.purls, self.sbom_urls, self.skus, self.x_generic_uris):
            once(several)


class FullProductName(older.FullProductName, frozen=True, forbid_unknown_fields=True):
    product_identification_helper: Helper | None = None
    x_extensions: Extensions | None = None


class Branch(older.Branch, frozen=True, forbid_unknown_fields=True):
    """Three members: either more branches or a product."""

    category: Literal[  # type: ignore[assignment]
        "architecture",
        "host_name",
        "language",
        "patch_level",
        "platform",
        "product_family",
        "product_name",
        "product_version",
        "product_version_range",
        "service_pack",
        "specification",
        "vendor",
    ]
    branches: Annotated[tuple["Branch", ...], Meta(min_length=1)] | None = None
    product: FullProductName | None = None


class Group(older.Group, frozen=True, forbid_unknown_fields=True):
    pass


class Subpath(Strict, frozen=True, forbid_unknown_fields=True):
    category: Literal[
        "default_component_of",
        "external_component_of",
        "installed_on",
        "installed_with",
        "optional_component_of",
    ]
    next_product_reference: Text


class ProductPath(Strict, frozen=True, forbid_unknown_fields=True):
    """A product with what it is part of or installed on, step by step."""

    beginning_product_reference: Text
    full_product_name: FullProductName
    subpaths: Annotated[tuple[Subpath, ...], Meta(min_length=1)]


class ProductTree(older.ProductTree, frozen=True, forbid_unknown_fields=True):
    branches: Annotated[tuple[Branch, ...], Meta(min_length=1)] | None = None
    full_product_names: Annotated[tuple[FullProductName, ...], Meta(min_length=1)] | None = None
    product_groups: Annotated[tuple[Group, ...], Meta(min_length=1)] | None = None
    relationships: None = None
    product_paths: Annotated[tuple[ProductPath, ...], Meta(min_length=1)] | None = None


class Cwe(older.Cwe, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: Known
    version: Annotated[
        str, Meta(pattern=r"^[1-9][0-9]*\.(?:[0-9]|[1-9][0-9]+)(?:\.[0-9]+)?\Z", max_length=64)
    ]


class Flag(older.Flag, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Restart(older.Restart, frozen=True, forbid_unknown_fields=True):
    pass


class Remediation(older.Remediation, frozen=True, forbid_unknown_fields=True, kw_only=True):
    category: Literal[  # type: ignore[assignment]
        "fix_planned",
        "mitigation",
        "no_fix_planned",
        "none_available",
        "optional_patch",
        "vendor_fix",
        "workaround",
    ]
    restart_required: Restart | None = None


class Threat(older.Threat, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Id(older.Id, frozen=True, forbid_unknown_fields=True):
    group_ids: Ids | None = None
    product_ids: Ids | None = None


class Involvement(older.Involvement, frozen=True, forbid_unknown_fields=True):
    contact: Text | None = None
    group_ids: Ids | None = None
    product_ids: Ids | None = None


class Exploitation(Strict, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a vulnerability was first known to be exploited, and when that was known."""

    date: Instant
    exploitation_date: Instant
    group_ids: Ids | None = None
    product_ids: Ids | None = None

    def __post_init__(self) -> None:
        if not self.group_ids and not self.product_ids:
            raise ValueError("names neither a product nor a group")


class ProductStatus(older.ProductStatus, frozen=True, forbid_unknown_fields=True):
    unknown: Ids | None = None


class Epss(Strict, frozen=True, forbid_unknown_fields=True):
    percentile: Fraction
    probability: Fraction
    timestamp: Instant


class Content(Strict, frozen=True, forbid_unknown_fields=True):
    """cvss_v2, cvss_v3, cvss_v4, ssvc_v2: as they stand, for tests 6.1.8 and 6.1.46."""

    cvss_v2: dict[str, Any] | None = None
    cvss_v3: dict[str, Any] | None = None
    cvss_v4: dict[str, Any] | None = None
    epss: Epss | None = None
    qualitative_severity_rating: Literal["critical", "high", "low", "medium", "none"] | None = None
    ssvc_v2: dict[str, Any] | None = None
    x_extensions: Extensions | None = None

    def __post_init__(self) -> None:
        if all(getattr(self, name) is None for name in self.__struct_fields__):
            raise ValueError("an object without members")


class Metric(Strict, frozen=True, forbid_unknown_fields=True):
    content: Content
    products: Ids
    source: Uri | None = None


class Vulnerability(older.Vulnerability, frozen=True, forbid_unknown_fields=True):
    SAYING: ClassVar[tuple[str, ...]] = (
        *older.Vulnerability.SAYING,
        "first_known_exploitation_dates",
        "ids",
        "involvements",
        "notes",
    )

    acknowledgments: Acknowledgments | None = None
    cwe: None = None
    cwes: Annotated[tuple[Cwe, ...], Meta(min_length=1)] = ()
    disclosure_date: Instant | None = None
    first_known_exploitation_dates: Annotated[tuple[Exploitation, ...], Meta(min_length=1)] = ()
    flags: Annotated[tuple[Flag, ...], Meta(min_length=1)] = ()
    ids: Annotated[tuple[Id, ...], Meta(min_length=1)] = ()
    involvements: Annotated[tuple[Involvement, ...], Meta(min_length=1)] = ()
    metrics: Annotated[tuple[Metric, ...], Meta(min_length=1)] = ()
    notes: Notes = ()
    product_status: ProductStatus | None = None
    references: References = ()
    release_date: None = None
    remediations: Annotated[tuple[Remediation, ...], Meta(min_length=1)] = ()
    scores: Annotated[tuple[older.Score, ...], Meta(max_length=0)] = ()
    threats: Annotated[tuple[Threat, ...], Meta(min_length=1)] = ()
    x_extensions: Extensions | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        once(self.cwes)
        once(self.first_known_exploitation_dates)


class Document(older.Document, frozen=True, forbid_unknown_fields=True, kw_only=True):
    schema: Literal["https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"] = msgspec.field(
        name="$schema"
    )
    document: About
    product_tree: ProductTree | None = None
    vulnerabilities: Annotated[
        tuple[Vulnerability, ...], Meta(min_length=1, max_length=20_000)
    ] = ()
    x_extensions: Extensions | None = None
