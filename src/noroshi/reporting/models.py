"""Which proposed regimes are confirmed."""

from django.db import models

from noroshi.kernel.identifiers import uuid7


class ConfirmedRegime(models.Model):
    """A proposed regime that a named person has confirmed. ground: where it was read."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    regime = models.CharField(max_length=20)
    valid_from = models.DateField()
    person = models.CharField(max_length=150)
    ground = models.CharField(max_length=1000)
    confirmed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    ledger_entry = models.UUIDField()

    class Meta:
        ordering = ["regime", "confirmed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["regime"],
                name="reporting_confirmed_once",
                condition=models.Q(withdrawn_at=None),
            )
        ]
