"""What goes in and comes out, for the description of the interface. The shapes themselves are made
by `entrypoints.shapes`; what is not described here does not leave."""

from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from noroshi.entrypoints.happenings import KINDS as KINDS_OF_HAPPENINGS
from noroshi.parties.rules import CODE
from noroshi.parties.sectors import KINDS, SECTORS
from noroshi.warnings.actions.answer_warning import LONGEST_COMMENT
from noroshi.warnings.rules import JUSTIFICATIONS, NoteKind, State, Urgency
from noroshi.warnings.ssvc import Origin

MOST = 200
USUAL = 50
NO_NUL = r"^[^\x00]*$"  # U+0000 is in no text column

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Identifier = Annotated[str, Field(json_schema_extra={"format": "uuid"})]
Text = Annotated[str, Field(max_length=300, pattern=NO_NUL)]
Code = Annotated[str, Field(max_length=32, pattern=f"^{CODE.pattern}$")]
VulnerabilityName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="`CVE-2024-21762`, `GHSA-…`, or another name of it",
    ),
]
Probability = Annotated[float, Field(ge=0, le=1)]
BaseScore = Annotated[float, Field(ge=0, le=10)]

STATES = tuple(state.value for state in State)
URGENCIES = tuple(urgency.name.lower() for urgency in Urgency)

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """next: the cursor of what follows, null at the end."""

    items: list[Item]
    next: str | None


class Whole(BaseModel, Generic[Item]):
    """A list that comes whole; next: always null."""

    items: list[Item]
    next: None = None


class Paging(BaseModel):
    cursor: Annotated[str, Field(max_length=2000, pattern=NO_NUL)] = Field(
        "", description="`next` of the page before; empty for the first."
    )
    limit: int = Field(USUAL, ge=1, le=MOST)


class Organisation(BaseModel):
    code: str
    kind: str
    sector: str
    name: str
    name_ja: str
    corporate_number: str
    ministry: str | None
    networks: list[str]
    domains: list[str]


class OrganisationFilter(Paging):
    text: Text = Field("", description="Part of a code or name.")
    kind: Literal["", *KINDS] = ""  # type: ignore[valid-type]
    sector: Literal["", *SECTORS] = ""  # type: ignore[valid-type]
    order: Literal["code", "name", "sector"] = "code"


class Asset(BaseModel):
    id: Identifier
    organisation: str
    system: str
    system_id: Identifier
    name: str
    vendor: str
    product: str
    version: str
    purl: str
    cpe: str
    addresses: list[str]
    introduced_on: Day | None
    added_at: Instant
    removed_at: Instant | None


class LikelyName(BaseModel):
    name: str = Field(description="A name of the records, as keys have it.")
    score: float = Field(description="How alike it is, from 0 to 1.")


class UnknownAsset(Asset):
    likely: list[LikelyName]


class UnknownFilter(Paging):
    text: Text = Field("", description="Part of a name, vendor, product or CPE.")


class AssetFilter(Paging):
    text: Text = Field("", description="Part of a name, vendor, product, purl or CPE.")
    system: UUID | None = Field(None, description="Identifier of a system.")
    organisation: Code | Literal[""] = Field("", description="Code of an organisation.")
    order: Literal["name", "newest", "version"] = "name"


class Sending(BaseModel):
    idempotency_key: Annotated[str, Field(max_length=255, pattern=r"^[\x21-\x7e]+$")] | None = (
        Field(
            None,
            alias="Idempotency-Key",
            description="A name of the sender's own: sent twice, it is done once and answered alike.",
        )
    )


class File(BaseModel):
    source: Text = Field("", description="Name of the file, where its part of a form has none.")


class Refusal(BaseModel):
    source: str
    place: str
    reason: str


class ImportResult(BaseModel):
    """added, removed: names of the first 200 that a new version of a list brought and dropped."""

    accepted: int
    unchanged: int
    refused: list[Refusal]
    added: list[str]
    removed: list[str]


class KnownExploited(BaseModel):
    """CISA's KEV catalogue."""

    added_on: Day
    due_on: Day | None
    action: str
    ransomware: bool | None


class Exposure(BaseModel):
    """Why an asset is taken for weak: by which name, in which range, how surely."""

    asset: Identifier
    name: str
    system: str
    version: str
    range: str
    fixed_in: str
    matched_by: str
    certainty: str
    found_at: Instant


class DecisionPoint(BaseModel):
    """source: where the value comes from; `assumed` where nobody knows it."""

    name: str
    value: str
    source: Origin


class Decision(BaseModel):
    """What a tree of SSVC decided, in the standard's words."""

    tree: str
    version: str
    points: list[DecisionPoint]
    outcome: str


class Warning(BaseModel):
    """epss: probability of exploitation within 30 days; cvss: base score."""

    id: Identifier
    organisation: str
    cause: str
    state: State
    answer_reason: str
    urgency: Literal[*URGENCIES]  # type: ignore[valid-type]
    raised_at: Instant
    due_at: Instant | None
    changed_at: Instant
    closed_at: Instant | None
    assignee: str | None
    assets: list[Identifier]
    exposures: list[Exposure]
    reasons: list[str]
    actions: list[str]
    decision: Decision | None
    kev: KnownExploited | None
    epss: Probability | None
    cvss: BaseScore | None
    ledger_entry: Identifier | None


class Note(BaseModel):
    id: Identifier
    kind: NoteKind
    by: str | None
    text: str
    written_at: Instant


class WarningFilter(Paging):
    state: Annotated[
        Literal["", "owed", *STATES],  # type: ignore[valid-type]
        Field(description="`owed`: waits for an answer."),
    ] = ""
    urgency: Literal["", *URGENCIES] = ""  # type: ignore[valid-type]
    organisation: Code | Literal[""] = Field("", description="Code of an organisation.")
    sector: Literal["", *SECTORS] = ""  # type: ignore[valid-type]
    system: UUID | None = Field(None, description="Identifier of a system.")
    text: Text = Field("", description="Part of a cause or of an asset's name.")
    since: Text = Field("", description="Changed since a day, or an instant (RFC 3339).")
    order: Literal["due", "raised"] = "due"


class Answer(BaseModel):
    """reason: for `not_affected`, a justification of VEX."""

    state: State
    reason: Literal["", *JUSTIFICATIONS] = ""  # type: ignore[valid-type]
    text: Annotated[str, Field(max_length=LONGEST_COMMENT, pattern=NO_NUL)] = ""


class Comment(BaseModel):
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT, pattern=NO_NUL)]


class Vulnerability(BaseModel):
    """By its CVE record, or by the best of the others' while there is none; KEV and EPSS as they
    stand. epss: probability; cvss: base score."""

    id: str
    state: str
    assigner: str
    title: str
    title_ja: str
    description: str
    description_ja: str
    published_at: Instant | None
    updated_at: Instant | None
    cwes: list[str]
    references: list[str]
    severity: str
    cvss: BaseScore | None
    cvss_vector: str
    kev: KnownExploited | None
    epss: Probability | None


class Affected(BaseModel):
    """ranges: the versions in words; unresolved: version texts that no scheme reads."""

    source: str
    vendor: str
    product: str
    default_status: str
    ranges: list[str]
    unresolved: list[str]


class Record(BaseModel):
    """One source's record of a vulnerability. source: `cve`, `osv`, `jvn`, `csaf:NAMESPACE`."""

    source: str
    id: str
    state: str
    title: str
    published_at: Instant | None
    updated_at: Instant | None
    cvss: BaseScore | None
    cvss_vector: str


class VulnerabilityInFull(Vulnerability):
    """records: what each source tells; exposures: those that the reader may know of, 200 at most."""

    records: list[Record]
    affected: list[Affected]
    exposures: list[Exposure]


class Happening(BaseModel):
    """What happened on a local day. record: whose, of `told` (became known here) and `changed`;
    epss: from then on, of `epss`; count: of the warnings that the reader may see,
    `raised`, `closed` or `reopened`."""

    day: Day
    kind: Literal[*KINDS_OF_HAPPENINGS]  # type: ignore[valid-type]
    record: str | None
    epss: Probability | None
    count: int | None


class VulnerabilityFilter(Paging):
    text: Text = Field("", description="Beginning of a CVE identifier, or words of its texts.")
    severity: Literal["", "none", "low", "medium", "high", "critical"] = ""
    exploited: bool = Field(default=False, description="Only what KEV lists.")
    exposed: bool = Field(
        default=False, description="Only what exposes assets that the reader may see."
    )
    order: Literal["newest", "oldest"] = "newest"


class EntryPaging(Paging):
    cursor: Annotated[str, Field(pattern=r"^[0-9]{0,18}$")] = ""


class Entry(BaseModel):
    """number: index in the tree, null while pending; actor: a resettable token."""

    id: Identifier
    number: int | None
    at: Instant
    kind: str
    actor: Identifier | None
    subject: str
    digest: str


class Checkpoint(BaseModel):
    """note: signed (c2sp.org/signed-note); root: hexadecimal."""

    size: int
    root: str
    at: Instant
    note: str


class InclusionProof(BaseModel):
    """RFC 9162 section 2.1.3; entry: the leaf's content; hashes in base64."""

    id: Identifier
    entry: str
    number: int
    size: int
    leaf_hash: str
    path: list[str]
    checkpoint: str


class ConsistencyProof(BaseModel):
    """RFC 9162 section 2.1.4; hashes in base64."""

    old_size: int
    size: int
    path: list[str]
    checkpoint: str


class Place(BaseModel):
    place: str
    reason: str


class Problem(BaseModel):
    """RFC 9457. code: what a program may compare; instance: what to quote when asking."""

    type: str
    title: str
    status: int
    detail: str
    code: str | None = None
    instance: str | None = None
    source: str | None = None
    place: str | None = None
    retry_after: int | None = None
    errors: list[Place] | None = None
