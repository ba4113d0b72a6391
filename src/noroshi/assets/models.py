"""Systems, the inventories that describe them, and the assets that inventories list."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from noroshi.assets.registering import ChangeKind
from noroshi.assets.rules import FAR
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


class Edition(Owned):
    """One version of a bill of materials as it came in; number: from 1.

    digest: of components, services and edges; header: the document's own (formats.bom.BomHeader);
    serial, version: of the document, by which others refer to it, empty for a text too long for that;
    quality: what it says of the minimum elements (formats.bom_quality.BomQuality)."""

    inventory = models.ForeignKey(Inventory, models.CASCADE, related_name="editions")
    number = models.IntegerField()
    digest = models.BinaryField()
    components = models.IntegerField()
    header = models.JSONField()
    serial = models.TextField(blank=True)
    version = models.IntegerField(default=1)
    quality = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["inventory", "number"], name="assets_edition_once")
        ]
        indexes = [
            models.Index(
                fields=["serial"], name="assets_edition_serial", condition=~models.Q(serial="")
            )
        ]


class Component(models.Model):
    """What the newest edition of a bill of materials says of one of its assets.

    number: its place in the order of the document; key: of its reference, by which edges name it,
    null where it has none; bills: BOM-Links to others; label: the asset's name; depth: edges from what the bill is about, FAR where none lead here;
    via: the key before it on the shortest way; hashes: `SHA-256:` and digits."""

    asset = models.OneToOneField(Asset, models.CASCADE, primary_key=True, related_name="component")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    audience = models.IntegerField()
    inventory = models.ForeignKey(
        Inventory, models.CASCADE, related_name="components", db_index=False
    )
    number = models.IntegerField()
    place = models.TextField()
    key = models.UUIDField(null=True)
    ref = models.TextField(blank=True)
    parent_ref = models.TextField(blank=True)
    label = models.CharField(max_length=300)
    type = models.CharField(max_length=40)
    group = models.TextField(blank=True)
    name = models.TextField()
    version = models.TextField(blank=True)
    supplier = models.TextField(blank=True)
    publisher = models.TextField(blank=True)
    manufacturer = models.TextField(blank=True)
    scope = models.CharField(max_length=40, blank=True)
    hashes = ArrayField(models.TextField(), default=list)
    licences = ArrayField(models.TextField(), default=list)
    bills = ArrayField(models.TextField(), default=list)
    depth = models.SmallIntegerField(default=FAR)
    via = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["inventory", "number"], name="assets_component_order"),
            models.Index(fields=["inventory", "label", "asset"], name="assets_component_page"),
            models.Index(fields=["inventory", "depth", "number"], name="assets_component_depth"),
            models.Index(fields=["inventory", "key"], name="assets_component_key"),
        ]

    @property
    def is_reached(self) -> bool:
        """Do edges lead to it?"""
        return self.depth < FAR


class BillReference(Owned):
    """A link from the newest edition of a bill of materials to another document. number: its place in
    the order of the document; asset, label: whose component it is at, null for the document itself;
    serial, version: which document is meant, as editions have them."""

    inventory = models.ForeignKey(Inventory, models.CASCADE, related_name="+", db_index=False)
    number = models.IntegerField()
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+", null=True)
    label = models.CharField(max_length=300)
    link = models.TextField()
    serial = models.TextField(blank=True)
    version = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["inventory", "number"], name="assets_reference_order"),
            models.Index(
                fields=["serial"], name="assets_reference_serial", condition=~models.Q(serial="")
            ),
        ]


class Former(models.Model):
    """What earlier editions of a bill of materials said of one of its assets, where edition `until`
    says it otherwise or no more. supplier: failing one, the manufacturer or publisher."""

    pk = models.CompositePrimaryKey("inventory", "asset", "until")
    inventory = models.ForeignKey(Inventory, models.CASCADE, related_name="+", db_index=False)
    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    audience = models.IntegerField()
    until = models.IntegerField()
    supplier = models.TextField(blank=True)
    hashes = ArrayField(models.TextField(), default=list)
    licences = ArrayField(models.TextField(), default=list)


class Service(Owned):
    """A service that the newest edition of a bill of materials names. number: its place in the order
    of the document; key: of its reference, null where it has none; name: with its group; parent: the service that holds it; data: pairs of flow and
    classification (formats.bom.Service)."""

    inventory = models.ForeignKey(Inventory, models.CASCADE, related_name="+", db_index=False)
    number = models.IntegerField()
    key = models.UUIDField(null=True)
    ref = models.TextField(blank=True)
    group = models.TextField(blank=True)
    name = models.TextField()
    version = models.TextField(blank=True)
    provider = models.TextField(blank=True)
    parent = models.TextField(blank=True)
    endpoints = ArrayField(models.TextField(), default=list)
    is_authenticated = models.BooleanField(null=True)
    crosses_boundary = models.BooleanField(null=True)
    data = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["inventory", "number"], name="assets_service_order"),
            models.Index(fields=["inventory", "key"], name="assets_service_key"),
        ]


class Link(models.Model):
    """An edge between two references of a bill of materials, by their keys."""

    pk = models.CompositePrimaryKey("inventory", "from_key", "to_key", "kind")
    inventory = models.ForeignKey(Inventory, models.CASCADE, related_name="links", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    audience = models.IntegerField()
    from_key = models.UUIDField()
    to_key = models.UUIDField()
    kind = models.CharField(max_length=12)

    class Meta:
        indexes = [models.Index(fields=["inventory", "to_key"], name="assets_link_to")]


class Moved(models.Model):
    """An asset that came or went since the assets were matched, or an inventory whose bill of
    materials is told anew; whoever matches takes it."""

    asset_id = models.UUIDField(primary_key=True)


class Connection(Owned):
    """How two systems hang together, or that one is of the essential service itself. kind: of
    formats.connection_sheets; over: a line, a way, or the service's name."""

    system = models.ForeignKey(System, models.CASCADE, related_name="+")
    to_system = models.ForeignKey(System, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=8)
    over = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "system", "to_system", "kind", "over"],
                name="assets_connection_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="assets_connection_kind",
                condition=models.Q(kind="service", to_system=None)
                | models.Q(kind__in=["line", "records"], to_system__isnull=False),
            ),
        ]


class SpecifiedComputer(Owned):
    """A specified critical computer as it is registered. asset: its line in a sheet, now or last;
    registered_on, removed_on: days."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    system = models.CharField(max_length=300)
    name = models.CharField(max_length=300)
    maker = models.CharField(max_length=300, blank=True)
    product = models.CharField(max_length=300, blank=True)
    version = models.CharField(max_length=256, blank=True)
    introduced_on = models.DateField(null=True)
    registered_on = models.DateField()
    removed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "asset"],
                name="assets_computer_once",
                condition=models.Q(removed_on=None),
            )
        ]
        indexes = [
            models.Index(fields=["audience", "system", "name", "id"], name="assets_computer_page")
        ]


class RegistrationChange(Owned):
    """Something about a specified computer that is to be notified. kind: of registering.ChangeKind;
    notified_on: when the organisation has said that it did."""

    computer = models.ForeignKey(SpecifiedComputer, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10)
    happened_on = models.DateField()
    notified_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    ledger_entry = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assets_change_kind",
                condition=models.Q(kind__in=[kind.value for kind in ChangeKind]),
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "happened_on"],
                name="assets_change_pending",
                condition=models.Q(notified_on=None),
            )
        ]
