"""CSAF providers, what was mirrored of them, and what was refused."""

from datetime import UTC

from django.db import models

from noroshi.assets.models import Owned
from noroshi.intelligence.exchanging import LONGEST_REASON
from noroshi.operations.targets import LONGEST as LONGEST_URL
from noroshi.suppliers.advising import LONGEST_ID
from noroshi.suppliers.mirrors.rules import LONGEST_PROVIDER


class Provider(Owned):
    """A CSAF provider. organisation: the office; name: of its folder; url: of its metadata; is_wanted:
    whether it is to be mirrored; every: minutes; met_at: when it was last read without a failure,
    level_at: when there was last nothing left to fetch; failures: since then, reason: why; lister: the
    office's name, for everybody.

    What it says of itself, null or empty before the first look: publisher, role, told_at (its
    `last_updated`), may_list, may_mirror, metadata: octets; namespace: the publisher's at the first
    look, which stays. keys: fingerprint and armour of each OpenPGP key that was read. entries:
    documents that it offered when it was last read."""

    name = models.CharField(max_length=LONGEST_PROVIDER)
    url = models.CharField(max_length=LONGEST_URL)
    is_wanted = models.BooleanField()
    every = models.IntegerField()
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    level_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    lister = models.CharField(max_length=300, blank=True)
    namespace = models.CharField(max_length=LONGEST_URL, blank=True)
    publisher = models.JSONField(default=dict)
    role = models.CharField(max_length=30, blank=True)
    told_at = models.DateTimeField(null=True)
    may_list = models.BooleanField(default=False)
    may_mirror = models.BooleanField(default=False)
    metadata = models.BinaryField(null=True)
    keys = models.JSONField(default=list)
    entries = models.IntegerField(default=0)

    class Meta:
        app_label = "suppliers"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="suppliers_provider_once")
        ]

    @property
    def is_mirrored(self) -> bool:
        """Whether its documents are fetched and served: it allows it, and the office wants it."""
        return self.is_wanted and self.may_list and self.may_mirror


class Mirrored(models.Model):
    """A document of a provider, as it was served there. url: where; updated_at: when it was changed, as
    the provider's list says; sha256, sha512: the files beside it, empty where there was none; signature:
    the provider's, or where it gives none the house's (is_own); is_checked: whether the provider's was
    verified with one of its keys."""

    id = models.BigAutoField(primary_key=True)
    provider = models.ForeignKey(Provider, models.CASCADE, db_index=False, related_name="mirrored")
    organisation_id = models.UUIDField()
    url = models.CharField(max_length=LONGEST_URL)
    updated_at = models.DateTimeField()
    tracking_id = models.CharField(max_length=LONGEST_ID)
    version = models.CharField(max_length=256)
    title = models.TextField()
    name = models.CharField(max_length=LONGEST_ID + 5)
    released_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    document = models.BinaryField()
    sha256 = models.TextField(blank=True)
    sha512 = models.TextField(blank=True)
    signature = models.TextField()
    is_own = models.BooleanField()
    is_checked = models.BooleanField()
    mirrored_at = models.DateTimeField()

    class Meta:
        app_label = "suppliers"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "url", "organisation_id"], name="suppliers_mirrored_url"
            ),
            models.UniqueConstraint(
                fields=["provider", "name", "organisation_id"], name="suppliers_mirrored_name"
            ),
        ]

    @property
    def path(self) -> str:
        """Within the folder of its label: `2026/tnk-2026-1.json`."""
        return f"{self.released_at.astimezone(UTC).year}/{self.name}"


class NotMirrored(models.Model):
    """A document that was refused, and is not fetched again until its provider says that it was
    changed. url: or the place in a list; updated_at: as of Mirrored, null for a place in a list."""

    id = models.BigAutoField(primary_key=True)
    provider = models.ForeignKey(Provider, models.CASCADE, db_index=False, related_name="refused")
    organisation_id = models.UUIDField()
    url = models.CharField(max_length=LONGEST_URL)
    updated_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON)
    refused_at = models.DateTimeField()

    class Meta:
        app_label = "suppliers"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "url", "organisation_id"], name="suppliers_not_mirrored_once"
            )
        ]
