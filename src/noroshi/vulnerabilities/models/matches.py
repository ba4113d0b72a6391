"""Who is exposed to what is known to be weak (need to know), and what matching keeps at hand."""

from django.db import models

from noroshi.assets.models import Asset, Inventory
from noroshi.parties.models import Organisation
from noroshi.vulnerabilities.models.rows import bare
from noroshi.vulnerabilities.models.vex import VexStatement
from noroshi.vulnerabilities.rules import LONGEST_NAME


class AssetKind(models.Model):
    """Registered assets that are named alike and of one version: they are matched as one.

    id: drawn by lot, since an order of numbers would tell one owner of what others have; digest: of
    the names and the version; made from the assets by the worker."""

    id = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField(unique=True)
    version = models.CharField(max_length=256)


class KindName(models.Model):
    """A key under which assets of a kind are matched.

    version: what is compared under it, the kind's own but where the key is of its source package,
    which has another; via: `alias` or `confirmed` where another name of the product led to it, else empty."""

    pk = models.CompositePrimaryKey("key", "kind")
    kind = bare(AssetKind, on_delete=models.CASCADE, related_name="names")
    key = models.CharField(max_length=700)
    via = models.CharField(max_length=10, blank=True)
    version = models.CharField(max_length=256, db_default="")

    class Meta:
        indexes = [models.Index(fields=["kind"], name="vulnerabilities_name_kind")]


class AssetOfKind(models.Model):
    """Of which kind an asset is, or was until it went. since: when it was first matched, or again.
    is_compared: no record has it, and what is like it has been looked for since it is here."""

    asset = models.OneToOneField(
        Asset, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    kind = bare(AssetKind, on_delete=models.CASCADE, related_name="+")
    organisation = bare(Organisation, on_delete=models.PROTECT, related_name="+")
    audience = models.IntegerField()
    since = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    is_compared = models.BooleanField(db_default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["kind", "organisation"],
                include=["audience"],
                name="vulnerabilities_asset_kind",
            )
        ]


class SubjectOfKind(models.Model):
    """Of which kind the product is that a bill of materials describes."""

    inventory = models.OneToOneField(
        Inventory, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    kind = bare(AssetKind, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind"], name="vulnerabilities_subject_kind")]


class VersionKey(models.Model):
    """The order-preserving key of a version text under one scheme."""

    pk = models.CompositePrimaryKey("version", "scheme")
    version = models.CharField(max_length=256)
    scheme = models.CharField(max_length=10)
    key = models.BinaryField()


class PendingMatch(models.Model):
    """A vulnerability whose exposures are not up to date yet."""

    vulnerability_id = models.CharField(primary_key=True, max_length=LONGEST_NAME)


class Finding(models.Model):
    """A vulnerability that a kind of assets has, with the reasoning: whose record, which name, which
    range, how sure. ended_at: since when it has it no more; found again, it is another finding.
    statement, closed_at: which VEX statement says otherwise, and since when."""

    pk = models.CompositePrimaryKey("kind", "cause", "found_at")
    kind = bare(AssetKind, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=LONGEST_NAME)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    record = models.CharField(max_length=LONGEST_NAME)
    version = models.CharField(max_length=256)
    range_text = models.TextField()
    fixed_in = models.TextField(blank=True)
    matched_by = models.CharField(max_length=700)
    certainty = models.CharField(max_length=10)
    statement = bare(VexStatement, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["cause"], name="vulnerabilities_finding_cause"),
            models.Index(
                fields=["statement"],
                name="vulnerabilities_finding_vex",
                condition=models.Q(statement__isnull=False),
            ),
        ]


class Ruling(models.Model):
    """What statements that hold within a product say of an asset, where it differs from what is said of
    its kind. statement, closed_at: which closes, since when; without them the asset is exposed though
    its kind is not."""

    pk = models.CompositePrimaryKey("asset", "cause", "organisation")
    asset = bare(Asset, on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=LONGEST_NAME)
    organisation = bare(Organisation, on_delete=models.PROTECT, related_name="+")
    audience = models.IntegerField()
    statement = bare(VexStatement, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["cause"], name="vulnerabilities_ruling_cause")]


class Exposure(models.Model):
    """An asset that has a vulnerability: a view of the findings of its kind, read under the policies of
    what it is made of. statement: by which VEX statement it is ended."""

    pk = models.CompositePrimaryKey("asset", "cause")
    asset = bare(Asset, on_delete=models.DO_NOTHING, related_name="exposures")
    cause = models.CharField(max_length=LONGEST_NAME)
    organisation = bare(Organisation, on_delete=models.DO_NOTHING, related_name="+")
    audience = models.IntegerField()
    record = models.CharField(max_length=LONGEST_NAME)
    version = models.CharField(max_length=256)
    range_text = models.TextField()
    fixed_in = models.TextField()
    matched_by = models.CharField(max_length=700)
    certainty = models.CharField(max_length=10)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    is_open = models.BooleanField()
    statement = bare(VexStatement, on_delete=models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        managed = False
        db_table = "vulnerabilities_exposure"
