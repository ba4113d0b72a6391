"""Lists of common values, and their entries in the spelling that they are compared in."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models

from noroshi.formats.warning_lists import Match
from noroshi.parties.models import CidrField

LONGEST_NAME = 2000


class WarningList(models.Model):
    """kinds: of the observables that it speaks of, null for any; digest: SHA-256 of the list as it
    came; entries: how many."""

    name = models.CharField(max_length=LONGEST_NAME, unique=True)
    description = models.TextField()
    version = models.BigIntegerField()
    match = models.CharField(max_length=9)
    kinds = ArrayField(models.CharField(max_length=20), null=True)
    entries = models.IntegerField()
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        app_label = "intelligence"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="intelligence_list_match",
                condition=models.Q(match__in=[match.value for match in Match]),
            )
        ]


class ListedValue(models.Model):
    """value: as `formats.warning_lists` writes it; network: the same of a list of networks."""

    list = models.ForeignKey(WarningList, models.CASCADE, related_name="values", db_index=False)
    match = models.CharField(max_length=9)
    value = models.TextField()
    network = CidrField(null=True)

    class Meta:
        app_label = "intelligence"
        indexes = [
            models.Index(fields=["list"], name="intelligence_listed_list"),
            models.Index(
                fields=["value"],
                name="intelligence_listed_exact",
                condition=models.Q(match__in=["string", "hostname"]),
            ),
            GistIndex(
                fields=["network"],
                opclasses=["inet_ops"],
                name="intelligence_listed_network",
                condition=models.Q(match="cidr"),
            ),
        ]
