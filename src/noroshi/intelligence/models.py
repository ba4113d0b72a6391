"""STIX objects as they were received, each version once a source, and what is asked of them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from noroshi.assets.models import Owned
from noroshi.intelligence.rules import LONGEST_ID, LONGEST_NAME, LONGEST_SOURCE, LONGEST_TYPE
from noroshi.intelligence.warninglists.models import ListedValue, WarningList
from noroshi.kernel.markings import Tlp
from noroshi.parties.models import Organisation

__all__ = ["Indexed", "ListedValue", "Searchable", "StixObject", "WarningList"]


class StixObject(Owned):
    """One version of a STIX 2.1 object, as one source of one organisation said it.

    audience: of rules.audience_of. source: who handed it over, in the organisation's words; stix_id:
    the object's own `id`; version: `modified`, else `created`, else (of an observable) when it came;
    added_at: when the store got it, in the order of commits. is_newest: of its versions from this
    source in this audience. content: the object whole, canonical JSON; digest: its SHA-256. markings:
    the ids that it refers to; source_ref, target_ref: the ends of a relationship, of a sighting what
    was sighted, of a part of MISP's event that event; name: what a list shows."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    source = models.CharField(max_length=LONGEST_SOURCE)
    stix_id = models.CharField(max_length=LONGEST_ID)
    type = models.CharField(max_length=LONGEST_TYPE)
    spec_version = models.CharField(max_length=3)
    version = models.DateTimeField()
    created = models.DateTimeField(null=True)
    created_by = models.CharField(max_length=LONGEST_ID, blank=True)
    confidence = models.SmallIntegerField(null=True)
    tlp = models.CharField(max_length=12)
    markings = ArrayField(models.CharField(max_length=LONGEST_ID))
    revoked = models.BooleanField()
    is_newest = models.BooleanField()
    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    relationship_type = models.CharField(max_length=LONGEST_TYPE, blank=True)
    source_ref = models.CharField(max_length=LONGEST_ID, blank=True)
    target_ref = models.CharField(max_length=LONGEST_ID, blank=True)
    content = models.TextField()
    digest = models.BinaryField(max_length=32)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stix_id", "version", "organisation", "source"],
                name="intelligence_object_once",
            ),
            models.CheckConstraint(
                name="intelligence_object_tlp",
                condition=models.Q(tlp__in=[tlp.value for tlp in Tlp]),
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "added_at", "id"], name="intelligence_object_page"),
            models.Index(
                fields=["audience", "type", "added_at", "id"],
                name="intelligence_object_type",
            ),
            models.Index(fields=["organisation", "added_at", "id"], name="intelligence_object_own"),
            models.Index(
                fields=["source_ref"],
                name="intelligence_object_from",
                condition=~models.Q(source_ref=""),
            ),
            models.Index(
                fields=["target_ref"],
                name="intelligence_object_to",
                condition=~models.Q(target_ref=""),
            ),
        ]


class Searchable(models.Model):
    """What a stored object is found by; written by the worker, read by definer functions alone, which
    look only where the requester may.

    thing: a hash of its identifier; terms: hashes of an audience and a term together, so that a search
    costs what may be seen and no more; techniques: of ATT&CK, of an attack pattern."""

    object = models.OneToOneField(
        StixObject, models.CASCADE, primary_key=True, db_constraint=False, related_name="+"
    )
    organisation_id = models.UUIDField()
    audience = models.IntegerField()
    thing = models.BigIntegerField()
    version = models.DateTimeField()
    added_at = models.DateTimeField()
    created = models.DateTimeField()
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    type = models.CharField(max_length=LONGEST_TYPE)
    tlp = models.CharField(max_length=12)
    source = models.CharField(max_length=LONGEST_SOURCE)
    labels = ArrayField(models.TextField())
    techniques = ArrayField(models.CharField(max_length=9))
    terms = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [
            models.Index(fields=["audience", "added_at", "object"], name="intelligence_found_page"),
            models.Index(fields=["thing", "audience", "version"], name="intelligence_found_thing"),
            models.Index(
                fields=["audience"],
                name="intelligence_found_technique",
                condition=~models.Q(techniques=[]),
            ),
            GinIndex(fields=["terms"], name="intelligence_found_terms"),
        ]


class Indexed(models.Model):
    """How far the store has been made searchable: one row, a place in the order of `added_at`, id."""

    id = models.SmallAutoField(primary_key=True)
    added_at = models.DateTimeField()
    object_id = models.UUIDField()
