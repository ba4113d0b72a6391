"""The members of a CSAF document, 2.0 and 2.1, that are read; others are ignored."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, field

Name = Annotated[str, Meta(min_length=1, max_length=4096)]
Names = tuple[Name, ...]
Category = Annotated[str, Meta(max_length=256)]


class Wire(msgspec.Struct, gc=False):
    """A JSON object of the format."""


class Note(Wire):
    category: Category
    text: str


class Reference(Wire):
    url: Annotated[str, Meta(max_length=8192)]


class Publisher(Wire):
    category: Category
    name: Name
    namespace: Name


class Tracking(Wire):
    id: Name
    version: Category
    initial_release_date: datetime
    current_release_date: datetime


class About(Wire):
    category: Category
    csaf_version: Annotated[str, Meta(max_length=16, pattern=r"^2\.[0-9]+\Z")]
    publisher: Publisher
    title: Name
    tracking: Tracking
    lang: Annotated[str, Meta(max_length=64)] = ""
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()


class Helper(Wire):
    """What identifies a product. purl is 2.0's, purls are 2.1's."""

    cpe: Name | None = None
    purl: Name | None = None
    purls: Annotated[Names, Meta(max_length=64)] = ()


class FullProductName(Wire):
    name: Name
    product_id: Name
    product_identification_helper: Helper | None = None


class Branch(Wire):
    category: Category
    name: Name
    branches: tuple["Branch", ...] = ()
    product: FullProductName | None = None


class Relationship(Wire):
    """2.0: a product as part of another."""

    product_reference: Name
    relates_to_product_reference: Name
    full_product_name: FullProductName
    category: Category = ""


class Subpath(Wire):
    next_product_reference: Name
    category: Category = ""


class ProductPath(Wire):
    """2.1: the same, with what the other is part of in turn."""

    beginning_product_reference: Name
    subpaths: Annotated[tuple[Subpath, ...], Meta(max_length=64)]
    full_product_name: FullProductName


class Group(Wire):
    group_id: Name
    product_ids: Names


class ProductTree(Wire):
    branches: tuple[Branch, ...] = ()
    full_product_names: tuple[FullProductName, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    product_paths: tuple[ProductPath, ...] = ()
    product_groups: tuple[Group, ...] = ()


class Cwe(Wire):
    id: Category


class Id(Wire):
    system_name: Name
    text: Name


class ProductStatus(Wire):
    """`recommended` and 2.1's `unknown` are no status of VEX, and say nothing of a version."""

    known_affected: Names = ()
    first_affected: Names = ()
    last_affected: Names = ()
    known_not_affected: Names = ()
    fixed: Names = ()
    first_fixed: Names = ()
    under_investigation: Names = ()


class Cvss(Wire):
    vector_string: Annotated[str, Meta(min_length=1, max_length=512)] = field(name="vectorString")
    version: Annotated[str, Meta(pattern=r"^(?:2\.0|3\.[01]|4\.0)\Z")]
    base_score: Annotated[float, Meta(ge=0, le=10)] = field(name="baseScore")


class Scores(Wire):
    cvss_v2: Cvss | None = None
    cvss_v3: Cvss | None = None
    cvss_v4: Cvss | None = None


class Metrics(Wire):
    """An item of 2.1's `metrics`; an item of 2.0's `scores` is what stands here as content."""

    content: Scores


class Of(Wire):
    """Something said of products and groups of products."""

    product_ids: Names = ()
    group_ids: Names = ()


class Flag(Of):
    label: Category = ""


class Threat(Of):
    category: Category = ""
    details: str = ""


class Remediation(Of):
    category: Category = ""
    details: str = ""


class Vulnerability(Wire):
    cve: Annotated[str, Meta(pattern=r"^CVE-[0-9]{4}-[0-9]{4,19}\Z")] | None = None
    cwe: Cwe | None = None
    cwes: tuple[Cwe, ...] = ()
    ids: tuple[Id, ...] = ()
    title: Name | None = None
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()
    product_status: ProductStatus | None = None
    scores: tuple[Scores, ...] = ()
    metrics: tuple[Metrics, ...] = ()
    flags: tuple[Flag, ...] = ()
    threats: tuple[Threat, ...] = ()
    remediations: tuple[Remediation, ...] = ()


class Document(Wire):
    document: About
    product_tree: ProductTree | None = None
    vulnerabilities: Annotated[tuple[Vulnerability, ...], Meta(max_length=20_000)] = ()
