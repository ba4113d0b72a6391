"""Matrices of ATT&CK, each with its tactics in their order and its techniques: public knowledge."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from noroshi.formats.attack import CHAINS


class AttackMatrix(models.Model):
    """version: as its project numbers it, where known; edition: when anything in it was changed last;
    digest: SHA-256 of the bundle as it came."""

    domain = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=300)
    version = models.CharField(max_length=20, blank=True)
    edition = models.DateTimeField()
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        app_label = "intelligence"
        constraints = [
            models.CheckConstraint(
                name="intelligence_matrix_domain", condition=models.Q(domain__in=list(CHAINS))
            )
        ]


class AttackTactic(models.Model):
    """place: its column, from 0; short: as kill chain phases name it."""

    matrix = models.ForeignKey(AttackMatrix, models.CASCADE, related_name="tactics")
    place = models.SmallIntegerField()
    number = models.CharField(max_length=9)
    short = models.CharField(max_length=40)
    name = models.CharField(max_length=300)

    class Meta:
        app_label = "intelligence"


class AttackTechnique(models.Model):
    """thing: a hash of the identifier of its STIX object, as Searchable's; tactics: short names;
    instead: the number of the one that stands now for a revoked one, empty for none."""

    matrix = models.ForeignKey(AttackMatrix, models.CASCADE, related_name="techniques")
    number = models.CharField(max_length=9)
    stix_id = models.CharField(max_length=292)
    thing = models.BigIntegerField()
    name = models.CharField(max_length=300)
    tactics = ArrayField(models.CharField(max_length=40))
    url = models.CharField(max_length=300, blank=True)
    is_gone = models.BooleanField()
    instead = models.CharField(max_length=9, blank=True)

    class Meta:
        app_label = "intelligence"
        indexes = [
            models.Index(fields=["thing"], name="intelligence_technique_thing"),
            models.Index(fields=["number"], name="intelligence_technique_number"),
        ]
