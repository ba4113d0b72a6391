"""Systems, the inventories that describe them, and the assets that inventories list."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from noroshi.kernel.identifiers import uuid7
from noroshi.parties.models import Organisation


class InetField(models.Field):  # type: ignore[type-arg]
    """PostgreSQL `inet`, an IPv4 or IPv6 address."""

    def db_type(self, connection: object) -> str:  # noqa: ARG002 - Django's
        return "inet"


class Owned(models.Model):
    """A row of one organisation. audience: who may see it; the owner's own at first."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    audience = models.IntegerField()

    class Meta:
        abstract = True


class System(Owned):
    """What the organisation runs: a thing with a purpose, made of assets."""

    name = models.CharField(max_length=300)
    role = models.CharField(max_length=300, blank=True)
    registered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="assets_system_once")
        ]
        indexes = [models.Index(fields=["audience", "name"], name="assets_system_page")]


class Inventory(Owned):
    """One list of assets: the sheet of a system, or a bill of materials. digest: of its rows."""

    system = models.ForeignKey(System, models.CASCADE, related_name="inventories")
    key = models.CharField(max_length=400)
    digest = models.BinaryField()
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="assets_inventory_once")
        ]


class Asset(Owned):
    """A device, program or component. identity: what makes it the same in the next version of its
    inventory."""

    system = models.ForeignKey(System, models.CASCADE, related_name="assets")
    inventory = models.ForeignKey(Inventory, models.CASCADE, related_name="assets")
    identity = models.BinaryField()
    name = models.CharField(max_length=300)
    vendor = models.CharField(max_length=300, blank=True)
    product = models.CharField(max_length=300, blank=True)
    version = models.CharField(max_length=256, blank=True)
    purl = models.CharField(max_length=2048, blank=True)
    cpe = models.CharField(max_length=2048, blank=True)
    addresses = ArrayField(InetField(), default=list)
    introduced_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inventory", "identity"],
                name="assets_asset_once",
                condition=models.Q(removed_at=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["audience", "name", "id"],
                name="assets_asset_page",
                condition=models.Q(removed_at=None),
            ),
            models.Index(
                fields=["added_at"], name="assets_asset_new", condition=models.Q(removed_at=None)
            ),
        ]
