"""STIX objects as they were received, each version once a source, and what is asked of them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from noroshi.assets.models import Owned
from noroshi.intelligence.attack.models import AttackMatrix, AttackTactic, AttackTechnique
from noroshi.intelligence.exchanging import (
    LONGEST_CURSOR,
    LONGEST_PARTNER,
    LONGEST_REASON,
    Kind,
)
from noroshi.intelligence.rules import LONGEST_ID, LONGEST_NAME, LONGEST_SOURCE, LONGEST_TYPE
from noroshi.intelligence.tags.models import TagMeaning, TagTable
from noroshi.intelligence.warninglists.models import ListedValue, WarningList
from noroshi.kernel.identifiers import uuid7
from noroshi.kernel.markings import Tlp
from noroshi.operations.targets import LONGEST as LONGEST_URL
from noroshi.parties.models import Organisation

__all__ = [
    "AttackMatrix",
    "AttackTactic",
    "AttackTechnique",
    "Declined",
    "FeedEvent",
    "Indexed",
    "ListedValue",
    "Partner",
    "Searchable",
    "Sent",
    "StixObject",
    "TagMeaning",
    "TagTable",
    "WarningList",
]


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
    costs what may be seen and no more; techniques: of ATT&CK, that it names; patterns: hashes of the
    identifiers of attack patterns that it refers to; tactics: of what names and refers to none,
    `mitre-attack:impact`; seen_at: when, null where it tells of none of these."""

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
    patterns = ArrayField(models.BigIntegerField())
    tactics = ArrayField(models.CharField(max_length=70))
    seen_at = models.DateTimeField(null=True)
    terms = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [
            models.Index(fields=["audience", "added_at", "object"], name="intelligence_found_page"),
            models.Index(fields=["thing", "audience", "version"], name="intelligence_found_thing"),
            models.Index(
                fields=["audience", "seen_at"],
                name="intelligence_found_seen",
                condition=models.Q(seen_at__isnull=False),
            ),
            GinIndex(fields=["terms"], name="intelligence_found_terms"),
        ]


class Indexed(models.Model):
    """How far the store has been made searchable: one row, a place in the order of `added_at`, id."""

    id = models.SmallAutoField(primary_key=True)
    added_at = models.DateTimeField()
    object_id = models.UUIDField()


class Partner(Owned):
    """Somebody with whom an organisation exchanges intelligence by TAXII 2.1, or whose MISP feed it reads.

    kind: of exchanging.Kind; pull_from, push_to: names of the collections there, empty for none, of a feed its manifest; recipient: the organisation as
    which it is decided what may be sent; unmarked: the label of what says nothing of TLP; every:
    minutes; user, secret: of its credentials, the secret sealed; added_after, cursor, seen_until:
    how far it has been read (exchanging.Walk); pushed_at, pushed_id: the place in the store up to
    which it has been sent to, pushed_as: the audiences that were looked in; answers_to: the status
    that is still to be asked for, answers_until: the last of Sent that it is of; met_at: when an exchange last went well; level_at: when there was
    last nothing left to give or take; failures: since then, reason: why; taken, given: objects; entries:
    events that a feed had when it was last read."""

    name = models.CharField(max_length=LONGEST_PARTNER)
    kind = models.CharField(max_length=10, default=Kind.TAXII.value)
    url = models.CharField(max_length=LONGEST_URL)
    pull_from = models.CharField(max_length=200, blank=True)
    push_to = models.CharField(max_length=200, blank=True)
    recipient = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    unmarked = models.CharField(max_length=12)
    every = models.IntegerField()
    user = models.CharField(max_length=200, blank=True)
    secret = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    added_after = models.CharField(max_length=50, blank=True)
    cursor = models.CharField(max_length=LONGEST_CURSOR, blank=True)
    seen_until = models.CharField(max_length=50, blank=True)
    pushed_at = models.DateTimeField(null=True)
    pushed_id = models.UUIDField(null=True)
    pushed_as = ArrayField(models.IntegerField(), default=list)
    answers_to = models.CharField(max_length=200, blank=True)
    answers_until = models.BigIntegerField(default=0)
    met_at = models.DateTimeField(null=True)
    level_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    taken = models.BigIntegerField(default=0)
    given = models.BigIntegerField(default=0)
    entries = models.IntegerField(default=0)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="intelligence_partner_once"
            ),
            models.CheckConstraint(
                name="intelligence_partner_way",
                condition=~models.Q(pull_from="", push_to="")
                & (models.Q(push_to="") | models.Q(recipient__isnull=False)),
            ),
        ]


class Sent(models.Model):
    """One version of an object that a partner is given, or has been. settled_at: null until the partner
    has said what became of it."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, models.CASCADE, db_index=False, related_name="+")
    organisation_id = models.UUIDField()
    object_id = models.UUIDField()
    stix_id = models.CharField(max_length=LONGEST_ID)
    version = models.DateTimeField()
    digest = models.BinaryField(max_length=32)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["partner", "stix_id"], name="intelligence_sent_once"),
            models.Index(
                fields=["partner", "id"],
                name="intelligence_sent_open",
                condition=models.Q(settled_at=None),
            ),
        ]


class FeedEvent(models.Model):
    """An event of a partner's feed that was read. stamp: when it had been changed, as the manifest says."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, models.CASCADE, db_index=False, related_name="+")
    organisation_id = models.UUIDField()
    uuid = models.UUIDField()
    stamp = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "uuid", "organisation_id"], name="intelligence_feed_event_once"
            )
        ]


class Declined(models.Model):
    """An object that was not taken: the partner's by the house, or, if is_outgoing, the house's by the
    partner. stix_id: as far as it was one; reason: in the words of who declined."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    partner = models.ForeignKey(Partner, models.CASCADE, db_index=False, related_name="+")
    organisation_id = models.UUIDField()
    is_outgoing = models.BooleanField()
    stix_id = models.CharField(max_length=LONGEST_ID, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON)
    declined_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["partner", "-id"], name="intelligence_declined_page")]
