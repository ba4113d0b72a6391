"""The members of CVE JSON 5 that are read, with the lengths of its schema; others are ignored."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

Uri = Annotated[str, Meta(min_length=1, max_length=2048)]
Version = Annotated[str, Meta(min_length=1, max_length=1024)]
Status = Literal["affected", "unaffected", "unknown"]
Texts = Annotated[str, Meta(min_length=1, max_length=4096)]
Organisation = Annotated[str, Meta(min_length=1, max_length=64)]
Names = tuple[Annotated[str, Meta(max_length=4096)], ...]


class Wire(msgspec.Struct, rename="camel", gc=False):
    """A JSON object of the format."""


class Change(Wire):
    at: Version
    status: Status


class ProductVersion(Wire):
    version: Version
    status: Status
    version_type: Annotated[str, Meta(min_length=1, max_length=128)] | None = None
    less_than: Version | None = None
    less_than_or_equal: Version | None = None
    changes: tuple[Change, ...] = ()


class Product(Wire):
    vendor: Annotated[str, Meta(min_length=1, max_length=512)] | None = None
    product: Annotated[str, Meta(min_length=1, max_length=2048)] | None = None
    package_name: Annotated[str, Meta(min_length=1, max_length=2048)] | None = None
    collection_url: Uri | None = field(name="collectionURL", default=None)
    package_url: Uri | None = field(name="packageURL", default=None)
    cpes: tuple[Uri, ...] = ()
    platforms: Names = ()
    modules: Names = ()
    default_status: Status | None = None
    versions: tuple[ProductVersion, ...] | None = None


class CpeMatch(Wire):
    vulnerable: bool
    criteria: Uri
    version_start_including: Version | None = None
    version_start_excluding: Version | None = None
    version_end_including: Version | None = None
    version_end_excluding: Version | None = None


class CpeNode(Wire):
    cpe_match: tuple[CpeMatch, ...]
    negate: bool = False


class Applicability(Wire):
    nodes: tuple[CpeNode, ...]
    operator: Literal["AND", "OR"] = "OR"
    negate: bool = False


class Text(Wire):
    lang: Annotated[str, Meta(max_length=35)]
    value: Texts


class ProblemDescription(Wire):
    description: Texts = ""
    cwe_id: str | None = None


class ProblemType(Wire):
    descriptions: tuple[ProblemDescription, ...]


class Reference(Wire):
    url: Uri


class Cvss(Wire):
    vector_string: Annotated[str, Meta(min_length=1, max_length=512)]
    base_score: Annotated[float, Meta(ge=0, le=10)] | None = None


class OtherMetric(Wire):
    type: Annotated[str, Meta(max_length=128)]
    content: msgspec.Raw


class Metrics(Wire):
    cvss_v2_0: Cvss | None = field(name="cvssV2_0", default=None)
    cvss_v3_0: Cvss | None = field(name="cvssV3_0", default=None)
    cvss_v3_1: Cvss | None = field(name="cvssV3_1", default=None)
    cvss_v4_0: Cvss | None = field(name="cvssV4_0", default=None)
    other: OtherMetric | None = None


class Provider(Wire):
    org_id: Organisation
    short_name: Organisation | None = None


class Container(Wire):
    provider_metadata: Provider
    title: Annotated[str, Meta(max_length=256)] | None = None
    descriptions: tuple[Text, ...] = ()
    rejected_reasons: tuple[Text, ...] = ()
    affected: tuple[msgspec.Raw, ...] = ()  # each a Product, of which many are told again and again
    problem_types: tuple[ProblemType, ...] = ()
    references: Annotated[tuple[Reference, ...], Meta(max_length=512)] = ()
    metrics: tuple[Metrics, ...] = ()
    cpe_applicability: tuple[Applicability, ...] = ()


class Containers(Wire):
    cna: Container
    adp: tuple[Container, ...] = ()


class Metadata(Wire):
    cve_id: Annotated[str, Meta(pattern=r"^CVE-[0-9]{4}-[0-9]{4,19}\Z")]
    assigner_org_id: Organisation
    state: Literal["PUBLISHED", "REJECTED"]
    assigner_short_name: Organisation | None = None
    date_published: datetime | None = None
    date_updated: datetime | None = None


class Record(Wire):
    data_type: Literal["CVE_RECORD"]
    data_version: Annotated[str, Meta(max_length=16, pattern=r"^5\.")]
    cve_metadata: Metadata
    containers: Containers


class SsvcContent(msgspec.Struct):
    options: msgspec.Raw
