"""What is known to be weak (public knowledge), and who is exposed to it (need to know).

The parts of a record are written and replaced with it, by one action; a foreign key each would
cost more than half of an import, so they have none in the database.

Version keys are order-preserving octets: comparing them in the database is comparing versions."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import MD5, Now

from noroshi.assets.models import Asset, Owned
from noroshi.kernel.identifiers import uuid7
from noroshi.parties.models import ActorRecord, Organisation
from noroshi.vulnerabilities.aliases import LONGEST_ALIAS
from noroshi.vulnerabilities.rules import LONGEST_NAME


def _bare(to: type[models.Model], **how: Any) -> Any:
    """A reference without a constraint or an index of its own: rows that are written by millions."""
    return models.ForeignKey(to, db_constraint=False, db_index=False, **how)


class Vulnerability(models.Model):
    """One record of a vulnerability, as one source tells it; a CVE record if the source is `cve`.

    id: the record's own name; score: the newest CVSS version's base score; digest: of the octets
    that it was read from, empty where the row stands for records of other names that tell of a
    vulnerability without a record of its own; ssvc_…: decision points as CISA publishes them."""

    id = models.CharField(primary_key=True, max_length=LONGEST_NAME)
    source = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    assigner = models.CharField(max_length=100, blank=True)
    title = models.TextField(blank=True)
    title_ja = models.TextField(blank=True)
    description = models.TextField(blank=True)
    description_ja = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)
    cwes = ArrayField(models.TextField(), default=list)
    references = ArrayField(models.TextField(), default=list)
    cvss_version = models.CharField(max_length=3, blank=True)
    cvss_vector = models.CharField(max_length=300, blank=True)
    cvss_score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    cvss_severity = models.CharField(max_length=10, blank=True)
    ssvc_exploitation = models.CharField(max_length=20, blank=True)
    ssvc_automatable = models.CharField(max_length=20, blank=True)
    ssvc_technical_impact = models.CharField(max_length=20, blank=True)
    digest = models.BinaryField()
    stored_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["-published_at", "id"], name="vulnerabilities_newest"),
            models.Index(fields=["stored_at"], name="vulnerabilities_stored"),
        ]


class Alias(models.Model):
    """A name of the vulnerability that a record other than CVE's gives: its own, and its aliases."""

    pk = models.CompositePrimaryKey("record", "name")
    record = _bare(Vulnerability, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        indexes = [models.Index(fields=["name"], name="vulnerabilities_alias_name")]


class Naming(models.Model):
    """Which vulnerability a record other than CVE's is of; a CVE record is of its own. cause: a
    CVE identifier where the records or their aliases name one, else the name that comes first."""

    pk = models.CompositePrimaryKey("record", "cause")
    record = _bare(Vulnerability, on_delete=models.CASCADE, related_name="namings")
    cause = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        indexes = [models.Index(fields=["cause"], name="vulnerabilities_naming_cause")]


class Past(models.Model):
    """A record as it was known between two instants: its columns, scores and products as JSON,
    since the past is read whole and never matched."""

    id = models.BigAutoField(primary_key=True)
    record_id = models.CharField(max_length=LONGEST_NAME)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["record_id", "known_from"], name="vulnerabilities_past_of")]


class Score(models.Model):
    """Every CVSS score that a source gives a vulnerability."""

    id = models.BigAutoField(primary_key=True)
    vulnerability = _bare(Vulnerability, on_delete=models.CASCADE, related_name="scores")
    source = models.CharField(max_length=200)
    version = models.CharField(max_length=3)
    vector = models.CharField(max_length=300)
    score = models.DecimalField(max_digits=3, decimal_places=1)
    severity = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["vulnerability"], name="vulnerabilities_score_of")]


class Product(models.Model):
    """One affected product as one source names it. unresolved: version texts that no scheme reads."""

    id = models.BigIntegerField(primary_key=True)
    vulnerability = _bare(Vulnerability, on_delete=models.CASCADE, related_name="products")
    source = models.CharField(max_length=200)
    vendor = models.TextField(blank=True)
    product = models.TextField(blank=True)
    default_status = models.CharField(max_length=10)
    unresolved = ArrayField(models.TextField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["vulnerability"], name="vulnerabilities_product_of")]


class ProductName(models.Model):
    """A key under which an affected product is found: purl, CPE, or vendor and product."""

    pk = models.CompositePrimaryKey("key", "product")
    product = _bare(Product, on_delete=models.CASCADE, related_name="names")
    key = models.CharField(max_length=700)

    class Meta:
        indexes = [models.Index(fields=["product"], name="vulnerabilities_name_product")]


class AffectedRange(models.Model):
    """Versions in which the product is affected; bounds as text and as keys of the scheme."""

    pk = models.CompositePrimaryKey("product", "scheme", "low_key")
    product = _bare(Product, on_delete=models.CASCADE, related_name="ranges")
    scheme = models.CharField(max_length=10)
    low = models.TextField(null=True)
    low_inclusive = models.BooleanField()
    low_key = models.BinaryField()
    high = models.TextField(null=True)
    high_inclusive = models.BooleanField()
    high_key = models.BinaryField(null=True)
    text = models.TextField()


class KnownExploited(models.Model):
    """An entry of CISA's KEV catalogue; it may come before its CVE record."""

    id = models.CharField(primary_key=True, max_length=24)
    vendor = models.TextField()
    product = models.TextField()
    name = models.TextField()
    action = models.TextField()
    added_on = models.DateField()
    due_on = models.DateField(null=True)
    ransomware = models.BooleanField(null=True)


class ExploitPrediction(models.Model):
    """FIRST's EPSS: the probability in [0, 1] of exploitation within 30 days."""

    id = models.CharField(primary_key=True, max_length=24)
    epss = models.DecimalField(max_digits=9, decimal_places=8)
    percentile = models.DecimalField(max_digits=9, decimal_places=8, null=True)


class Edition(models.Model):
    """The newest edition held of a feed that comes in editions."""

    kind = models.CharField(primary_key=True, max_length=10)
    label = models.CharField(max_length=100)
    released_at = models.DateTimeField()
    digest = models.BinaryField()
    entries = models.IntegerField()


class VexAuthor(models.Model):
    """Whose VEX closes exposures here. rank: of two that contradict each other the lower one
    counts; days: how long a statement holds, None for as long as nobody takes it back."""

    name = models.TextField(primary_key=True)
    rank = models.SmallIntegerField()
    days = models.IntegerField(null=True)
    trusted_at = models.DateTimeField()


class VexDocument(models.Model):
    """The newest edition held of a document. name: the author's own identifier of it."""

    id = models.BigAutoField(primary_key=True)
    author = models.TextField()
    name = models.TextField()
    edition = models.TextField()
    format = models.CharField(max_length=10)
    updated_at = models.DateTimeField(null=True)
    digest = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                MD5("author"),
                MD5("name"),
                name="vulnerabilities_vex_document_once",
            )
        ]


class VexStatement(models.Model):
    """What a document says of products in one vulnerability; status and justification are VEX's
    own words (CISA, Status Justifications)."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(VexDocument, models.CASCADE, related_name="statements")
    status = models.CharField(max_length=20)
    justification = models.CharField(max_length=60, blank=True)
    impact = models.TextField(blank=True)
    at = models.DateTimeField(null=True)


class VexName(models.Model):
    """A name that a statement gives its vulnerability."""

    pk = models.CompositePrimaryKey("name", "statement")
    statement = models.ForeignKey(VexStatement, models.CASCADE, related_name="names")
    name = models.CharField(max_length=LONGEST_NAME)


class VexProduct(models.Model):
    """A product of a statement, by one of its keys, in the versions between two keys of a scheme;
    an empty scheme means all versions."""

    id = models.BigAutoField(primary_key=True)
    statement = models.ForeignKey(VexStatement, models.CASCADE, related_name="products")
    key = models.CharField(max_length=700)
    scheme = models.CharField(max_length=10, blank=True)
    low_key = models.BinaryField()
    low_inclusive = models.BooleanField()
    high_key = models.BinaryField(null=True)
    high_inclusive = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["key"], name="vulnerabilities_vex_key")]


class ProductAlias(models.Model):
    """Two names that are of one product, may be, or are not; of the nation, and never of whoever
    runs the product.

    name, other: as people write them; kind: of `aliases.KINDS`, or `candidate` if likeness found
    it; origin: shipped, office or candidate; state: proposed, confirmed, rejected or withdrawn;
    score: likeness in [0, 1], 1 for what nobody guessed; is_pending: what it changes is not matched yet."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=LONGEST_ALIAS)
    other = models.CharField(max_length=LONGEST_ALIAS)
    key = models.CharField(max_length=LONGEST_ALIAS)
    other_key = models.CharField(max_length=LONGEST_ALIAS)
    ground = models.CharField(max_length=1000, blank=True)
    origin = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    score = models.DecimalField(max_digits=4, decimal_places=3)
    judged_by = models.ForeignKey(ActorRecord, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    is_pending = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "other_key"], name="vulnerabilities_productalias_once"
            )
        ]


class KnownName(models.Model):
    """A name key of the records, as it is compared with others (`formats.names.likeness`).

    words: maker and product."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=700, unique=True)
    words = models.TextField()
    product = models.TextField()
    numbers = models.TextField()

    class Meta:
        indexes = [
            GinIndex(
                fields=["words"], name="vulnerabilities_known_words", opclasses=["gin_trgm_ops"]
            )
        ]


class ComparedName(models.Model):
    """A name key of registered assets and the known names, up to a number, that it was compared
    with."""

    key = models.CharField(primary_key=True, max_length=700)
    up_to = models.BigIntegerField()


class AssetKind(models.Model):
    """Registered assets that are named alike and of one version: they are matched as one.

    digest: of the names and the version; made from the assets by the worker."""

    id = models.BigAutoField(primary_key=True)
    digest = models.BinaryField(unique=True)
    version = models.CharField(max_length=256)


class KindName(models.Model):
    """A key under which assets of a kind are matched.

    via: `alias` or `confirmed` where another name of the product led to it, else empty."""

    pk = models.CompositePrimaryKey("key", "kind")
    kind = _bare(AssetKind, on_delete=models.CASCADE, related_name="names")
    key = models.CharField(max_length=700)
    via = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [models.Index(fields=["kind"], name="vulnerabilities_name_kind")]


class AssetOfKind(models.Model):
    """Of which kind an asset is. is_compared: no record has it, and what is like it has been looked
    for since it is here."""

    asset = models.OneToOneField(
        Asset, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    kind = _bare(AssetKind, on_delete=models.CASCADE, related_name="+")
    is_compared = models.BooleanField(db_default=False)

    class Meta:
        indexes = [models.Index(fields=["kind"], name="vulnerabilities_asset_kind")]


class VersionKey(models.Model):
    """The order-preserving key of a version text under one scheme."""

    pk = models.CompositePrimaryKey("version", "scheme")
    version = models.CharField(max_length=256)
    scheme = models.CharField(max_length=10)
    key = models.BinaryField()


class PendingMatch(models.Model):
    """A vulnerability whose exposures are not up to date yet."""

    vulnerability_id = models.CharField(primary_key=True, max_length=LONGEST_NAME)


class Exposure(Owned):
    """An asset that has a vulnerability, with the reasoning: whose record, which name, which range,
    how sure. statement: by which VEX statement it is ended."""

    organisation = _bare(Organisation, on_delete=models.PROTECT, related_name="+")
    asset = _bare(Asset, on_delete=models.CASCADE, related_name="exposures")
    cause = models.CharField(max_length=LONGEST_NAME)
    record = models.CharField(max_length=LONGEST_NAME)
    version = models.CharField(max_length=256)
    range_text = models.TextField()
    fixed_in = models.TextField(blank=True)
    matched_by = models.CharField(max_length=700)
    certainty = models.CharField(max_length=10)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    statement = _bare(VexStatement, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "cause", "organisation"], name="vulnerabilities_exposure_once"
            )
        ]
        indexes = [
            models.Index(fields=["audience", "cause", "id"], name="vulnerabilities_exposure_page"),
            models.Index(fields=["cause", "organisation"], name="vulnerabilities_exposure_pair"),
            models.Index(
                fields=["statement"],
                name="vulnerabilities_exposure_vex",
                condition=models.Q(statement__isnull=False),
            ),
        ]
