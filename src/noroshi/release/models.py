"""Decisions about who may receive what, and the audiences that follow from them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from noroshi.kernel.identifiers import uuid7
from noroshi.parties.models import Organisation


class Decision(models.Model):
    """One answer of the policies: this class of this owner's information, to this recipient.

    grounds: the policies that permit it; articles: the law that each of them names."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    information_class = models.CharField(max_length=20)
    owner = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    recipient = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    grounds = ArrayField(models.CharField(max_length=60))
    articles = ArrayField(models.CharField(max_length=200))
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["information_class", "owner", "recipient"],
                name="release_decision_once",
                condition=models.Q(withdrawn_at=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient", "information_class"],
                name="release_decision_recipient",
                condition=models.Q(withdrawn_at=None),
            )
        ]


class Reach(models.Model):
    """The audiences that standing decisions open to a recipient, class by class; `organisation`:
    whoever opens any class. The database keeps it with the decisions: nobody else writes it."""

    pk = models.CompositePrimaryKey("recipient", "information_class")
    recipient = models.ForeignKey(
        Organisation, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    information_class = models.CharField(max_length=20)
    audiences = ArrayField(models.IntegerField())
