"""Tables of tags with their meanings: public knowledge."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from noroshi.formats.misp_tags import LONGEST_TAG, LONGEST_TITLE


class TagTable(models.Model):
    """name: of its kind and namespace, `galaxy threat-actor`; digest: SHA-256 of it as it came."""

    name = models.CharField(max_length=120, unique=True)
    title = models.CharField(max_length=LONGEST_TITLE)
    version = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    imported_at = models.DateTimeField()

    class Meta:
        app_label = "intelligence"


class TagMeaning(models.Model):
    """key: a tag in small letters, also as it would be written with a synonym; tag: as its table writes
    it; the others as in formats.misp_tags.Meaning."""

    table = models.ForeignKey(TagTable, models.CASCADE, related_name="meanings")
    key = models.CharField(max_length=LONGEST_TAG * 2)
    tag = models.CharField(max_length=LONGEST_TAG)
    title = models.CharField(max_length=LONGEST_TITLE)
    description = models.TextField(blank=True)
    names = ArrayField(models.TextField())
    technique = models.CharField(max_length=9, blank=True)
    colour = models.CharField(max_length=7, blank=True)
    uuid = models.CharField(max_length=36, blank=True)

    class Meta:
        app_label = "intelligence"
        indexes = [models.Index(fields=["key"], name="intelligence_tag_key")]
