"""What is known to be weak, by whom it is told, and how it is exploited (public knowledge).

The parts of a record are written and replaced with it, by one action; a foreign key each would
cost more than half of an import, so they have none in the database.

Version keys are order-preserving octets: comparing them in the database is comparing versions."""

from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from noroshi.vulnerabilities.models.rows import bare
from noroshi.vulnerabilities.rules import LONGEST_NAME


class Vulnerability(models.Model):
    """One record of a vulnerability, as one source tells it; a CVE record if the source is `cve`.

    id: the record's own name; titled_ja: what another record of the same vulnerability calls it in
    Japanese, as JVN's does; score: the newest CVSS version's base score; digest: of the octets
    that it was read from, empty where the row stands for records of other names that tell of a
    vulnerability without a record of its own; ssvc_…: decision points as CISA publishes them."""

    id = models.CharField(primary_key=True, max_length=LONGEST_NAME)
    source = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    assigner = models.CharField(max_length=100, blank=True)
    title = models.TextField(blank=True)
    title_ja = models.TextField(blank=True)
    titled_ja = models.TextField(db_default="")
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
    record = bare(Vulnerability, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        indexes = [models.Index(fields=["name"], name="vulnerabilities_alias_name")]


class Naming(models.Model):
    """Which vulnerability a record other than CVE's is of; a CVE record is of its own. cause: a
    CVE identifier where the records or their aliases name one, else the name that comes first."""

    pk = models.CompositePrimaryKey("record", "cause")
    record = bare(Vulnerability, on_delete=models.CASCADE, related_name="namings")
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

    pk = models.CompositePrimaryKey("vulnerability", "number")
    vulnerability = bare(Vulnerability, on_delete=models.CASCADE, related_name="scores")
    number = models.IntegerField()
    source = models.CharField(max_length=200)
    version = models.CharField(max_length=3)
    vector = models.CharField(max_length=300)
    score = models.DecimalField(max_digits=3, decimal_places=1)
    severity = models.CharField(max_length=10)


class Product(models.Model):
    """One affected product as one source names it. unresolved: version texts that no scheme reads;
    name_set and range_set: what it is found by and its affected versions, which most products have
    in common with others, so that each set is stored once, named by its content."""

    pk = models.CompositePrimaryKey("vulnerability", "number")
    vulnerability = bare(Vulnerability, on_delete=models.CASCADE, related_name="products")
    number = models.IntegerField()
    source = models.CharField(max_length=200)
    vendor = models.TextField(blank=True)
    product = models.TextField(blank=True)
    default_status = models.CharField(max_length=10)
    unresolved = ArrayField(models.TextField(), default=list)
    name_set = models.UUIDField()
    range_set = models.UUIDField(null=True)
    ranges: Sequence[str] = ()  # in words, where they were looked up

    class Meta:
        indexes = [
            models.Index(fields=["name_set"], name="vulnerabilities_product_names"),
            models.Index(fields=["range_set"], name="vulnerabilities_product_ranges"),
        ]


class ProductName(models.Model):
    """A key under which affected products are found: purl, CPE, or vendor and product."""

    pk = models.CompositePrimaryKey("key", "name_set")
    name_set = models.UUIDField()
    key = models.CharField(max_length=700)

    class Meta:
        indexes = [models.Index(fields=["name_set"], name="vulnerabilities_name_set")]


class AffectedRange(models.Model):
    """Versions in which products are affected; bounds as text and as keys of the scheme."""

    pk = models.CompositePrimaryKey("range_set", "scheme", "low_key")
    range_set = models.UUIDField()
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
    """FIRST's EPSS: the probability in [0, 1] of exploitation within 30 days. kept: the score of
    its newest PredictionMove, null without one."""

    id = models.CharField(primary_key=True, max_length=24)
    epss = models.DecimalField(max_digits=9, decimal_places=8)
    percentile = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    kept = models.DecimalField(max_digits=9, decimal_places=8, null=True)


class PredictionMove(models.Model):
    """A score on a day on which it had moved notably since it was last kept (rules.EPSS_STEP): an
    analyst asks when the odds changed, not how they trembled.

    It is kept of every vulnerability alike: were it kept where somebody is exposed, that there is a
    history would tell of somebody."""

    pk = models.CompositePrimaryKey("cve", "day")
    cve = models.CharField(max_length=24)
    day = models.DateField()
    epss = models.DecimalField(max_digits=9, decimal_places=8)
    percentile = models.DecimalField(max_digits=9, decimal_places=8, null=True)


class Edition(models.Model):
    """The newest edition held of a feed that comes in editions."""

    kind = models.CharField(primary_key=True, max_length=10)
    label = models.CharField(max_length=100)
    released_at = models.DateTimeField()
    digest = models.BinaryField()
    entries = models.IntegerField()
