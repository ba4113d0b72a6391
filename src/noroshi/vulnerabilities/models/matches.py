"""Who is exposed to what is known to be weak (need to know), and what matching keeps at hand."""

from django.db import models

from noroshi.assets.models import Asset, Inventory, Owned
from noroshi.parties.models import Organisation
from noroshi.vulnerabilities.models.rows import bare
from noroshi.vulnerabilities.models.vex import VexStatement
from noroshi.vulnerabilities.rules import LONGEST_NAME


class AssetKind(models.Model):
    """Registered assets that are named alike and of one version: they are matched as one.

    digest: of the names and the version; made from the assets by the worker."""

    id = models.BigAutoField(primary_key=True)
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
    """Of which kind an asset is. is_compared: no record has it, and what is like it has been looked
    for since it is here."""

    asset = models.OneToOneField(
        Asset, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    kind = bare(AssetKind, on_delete=models.CASCADE, related_name="+")
    is_compared = models.BooleanField(db_default=False)

    class Meta:
        indexes = [models.Index(fields=["kind"], name="vulnerabilities_asset_kind")]


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


class Exposure(Owned):
    """An asset that has a vulnerability, with the reasoning: whose record, which name, which range,
    how sure. statement: by which VEX statement it is ended."""

    organisation = bare(Organisation, on_delete=models.PROTECT, related_name="+")
    asset = bare(Asset, on_delete=models.CASCADE, related_name="exposures")
    cause = models.CharField(max_length=LONGEST_NAME)
    record = models.CharField(max_length=LONGEST_NAME)
    version = models.CharField(max_length=256)
    range_text = models.TextField()
    fixed_in = models.TextField(blank=True)
    matched_by = models.CharField(max_length=700)
    certainty = models.CharField(max_length=10)
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    statement = bare(VexStatement, on_delete=models.SET_NULL, null=True, related_name="+")

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
