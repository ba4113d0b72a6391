"""The ledger's tables. One column is not Django's business: an entry's transaction id, which only
orders what is pending, is added by the migration."""

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One act. Immutable, except that the sequencer once sets `seq`, its number in the tree.

    organisation_id: whose record it is about, None for the nation's: for row-level security; the
    digest commits to it, the leaf does not show it."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=200)
    actor_token = models.UUIDField(null=True)
    subject = models.CharField(max_length=200)
    organisation_id = models.UUIDField(null=True)
    digest = models.BinaryField(max_length=32)
    seq = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seq"], condition=Q(seq__isnull=False), name="ledger_entry_seq"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "seq"],
                condition=Q(seq__isnull=False),
                name="ledger_entry_organisation",
            ),
        ]


class Nonce(models.Model):
    """What an entry's digest is keyed with, apart from it: erasing it leaves the entry alone.

    No foreign key: both are written by one statement, entries are never deleted, and checking
    it would cost more than the row."""

    entry_id = models.UUIDField(primary_key=True)
    nonce = models.BinaryField(max_length=32)


class Tile(models.Model):
    """256 hashes of the tree, fewer in the last of a level (c2sp.org/tlog-tiles)."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField(max_length=8192)


class Checkpoint(models.Model):
    """What the log signed of itself. Of each hour the last is kept; who verifies keeps their own."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()
