"""What products are called, and what is alike."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from noroshi.kernel.identifiers import uuid7
from noroshi.parties.models import ActorRecord
from noroshi.vulnerabilities.aliases import LONGEST_ALIAS


class ProductAlias(models.Model):
    """Two names that are of one product, may be, or are not; of the nation, and never of whoever
    runs the product.

    name, other: as people write them; kind: of `aliases.KINDS`, or `candidate` if likeness found
    it; origin: shipped, office or candidate; state: proposed, confirmed, rejected or withdrawn;
    score: likeness in [0, 1], 1 for what nobody guessed; is_pending: what it changes is not matched yet."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=LONGEST_ALIAS)
    other = models.CharField(max_length=LONGEST_ALIAS)
    key = models.CharField(max_length=LONGEST_ALIAS)
    other_key = models.CharField(max_length=LONGEST_ALIAS)
    ground = models.CharField(max_length=1000, blank=True)
    origin = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    score = models.DecimalField(max_digits=4, decimal_places=3)
    judged_by = models.ForeignKey(ActorRecord, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    is_pending = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "other_key"], name="vulnerabilities_productalias_once"
            )
        ]


class KnownName(models.Model):
    """A name key of the records, as it is compared with others (`formats.names.likeness`).

    words: maker and product."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=700, unique=True)
    words = models.TextField()
    product = models.TextField()
    numbers = models.TextField()

    class Meta:
        # What came in and is not in the tree yet is gone through by every search: names are compared
        # in the transaction that brought them, before any vacuum. KiB.
        indexes = [
            GinIndex(
                fields=["words"],
                name="vulnerabilities_known_words",
                opclasses=["gin_trgm_ops"],
                gin_pending_list_limit=256,
            )
        ]


class ComparedName(models.Model):
    """A name key of registered assets and the known names, up to a number, that it was compared
    with."""

    key = models.CharField(primary_key=True, max_length=700)
    up_to = models.BigIntegerField()
