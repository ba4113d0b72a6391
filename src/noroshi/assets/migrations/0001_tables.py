"""Systems and their assets, and what bills of materials and the law say of them."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import noroshi.assets.models
import noroshi.kernel.identifiers
from noroshi.operations.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [("parties", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="System",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                ("name", models.CharField(max_length=300)),
                ("role", models.CharField(blank=True, max_length=300)),
                (
                    "registered_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ["name"],
                "indexes": [models.Index(fields=["audience", "name"], name="assets_system_page")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name"), name="assets_system_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inventory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inventories",
                        to="assets.system",
                    ),
                ),
                ("key", models.CharField(max_length=400)),
                ("digest", models.BinaryField()),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "key"), name="assets_inventory_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Asset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assets",
                        to="assets.system",
                    ),
                ),
                (
                    "inventory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assets",
                        to="assets.inventory",
                    ),
                ),
                ("identity", models.BinaryField()),
                ("name", models.CharField(max_length=300)),
                ("vendor", models.CharField(blank=True, max_length=300)),
                ("product", models.CharField(blank=True, max_length=300)),
                ("version", models.CharField(blank=True, max_length=256)),
                ("purl", models.CharField(blank=True, max_length=2048)),
                ("cpe", models.CharField(blank=True, max_length=2048)),
                (
                    "addresses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=noroshi.assets.models.InetField(), default=list, size=None
                    ),
                ),
                ("introduced_on", models.DateField(null=True)),
                ("added_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at", None)),
                        fields=["audience", "name", "id"],
                        name="assets_asset_page",
                    ),
                    models.Index(
                        condition=models.Q(("removed_at", None)),
                        fields=["added_at"],
                        name="assets_asset_new",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("inventory", "identity"),
                        name="assets_asset_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "inventory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editions",
                        to="assets.inventory",
                    ),
                ),
                ("number", models.IntegerField()),
                ("digest", models.BinaryField()),
                ("components", models.IntegerField()),
                ("header", models.JSONField()),
                ("serial", models.TextField(blank=True)),
                ("version", models.IntegerField(default=1)),
                ("quality", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("serial", ""), _negated=True),
                        fields=["serial"],
                        name="assets_edition_serial",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("inventory", "number"), name="assets_edition_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                (
                    "asset",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="component",
                        serialize=False,
                        to="assets.asset",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "inventory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components",
                        to="assets.inventory",
                    ),
                ),
                ("number", models.IntegerField()),
                ("place", models.TextField()),
                ("key", models.UUIDField(null=True)),
                ("ref", models.TextField(blank=True)),
                ("parent_ref", models.TextField(blank=True)),
                ("label", models.CharField(max_length=300)),
                ("type", models.CharField(max_length=40)),
                ("group", models.TextField(blank=True)),
                ("name", models.TextField()),
                ("version", models.TextField(blank=True)),
                ("supplier", models.TextField(blank=True)),
                ("publisher", models.TextField(blank=True)),
                ("manufacturer", models.TextField(blank=True)),
                ("scope", models.CharField(blank=True, max_length=40)),
                (
                    "hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "licences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "bills",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("depth", models.SmallIntegerField(default=32767)),
                ("via", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["inventory", "number"], name="assets_component_order"),
                    models.Index(
                        fields=["inventory", "label", "asset"], name="assets_component_page"
                    ),
                    models.Index(
                        fields=["inventory", "depth", "number"], name="assets_component_depth"
                    ),
                    models.Index(fields=["inventory", "key"], name="assets_component_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BillReference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "inventory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.inventory",
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "asset",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.asset",
                    ),
                ),
                ("label", models.CharField(max_length=300)),
                ("link", models.TextField()),
                ("serial", models.TextField(blank=True)),
                ("version", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["inventory", "number"], name="assets_reference_order"),
                    models.Index(
                        condition=models.Q(("serial", ""), _negated=True),
                        fields=["serial"],
                        name="assets_reference_serial",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Former",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "inventory",
                        "asset",
                        "until",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "inventory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.inventory",
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.asset",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                ("until", models.IntegerField()),
                ("supplier", models.TextField(blank=True)),
                (
                    "hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                (
                    "licences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "inventory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.inventory",
                    ),
                ),
                ("number", models.IntegerField()),
                ("key", models.UUIDField(null=True)),
                ("ref", models.TextField(blank=True)),
                ("group", models.TextField(blank=True)),
                ("name", models.TextField()),
                ("version", models.TextField(blank=True)),
                ("provider", models.TextField(blank=True)),
                ("parent", models.TextField(blank=True)),
                (
                    "endpoints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("is_authenticated", models.BooleanField(null=True)),
                ("crosses_boundary", models.BooleanField(null=True)),
                ("data", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["number"],
                "indexes": [
                    models.Index(fields=["inventory", "number"], name="assets_service_order"),
                    models.Index(fields=["inventory", "key"], name="assets_service_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "inventory",
                        "from_key",
                        "to_key",
                        "kind",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "inventory",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="assets.inventory",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                ("from_key", models.UUIDField()),
                ("to_key", models.UUIDField()),
                ("kind", models.CharField(max_length=12)),
            ],
            options={
                "indexes": [models.Index(fields=["inventory", "to_key"], name="assets_link_to")],
            },
        ),
        migrations.CreateModel(
            name="Moved",
            fields=[
                ("asset_id", models.UUIDField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="Connection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "system",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.system",
                    ),
                ),
                (
                    "to_system",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assets.system",
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("over", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "system", "to_system", "kind", "over"),
                        name="assets_connection_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "service"), ("to_system", None)),
                            models.Q(
                                ("kind__in", ["line", "records"]), ("to_system__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="assets_connection_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecifiedComputer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assets.asset",
                    ),
                ),
                ("system", models.CharField(max_length=300)),
                ("name", models.CharField(max_length=300)),
                ("maker", models.CharField(blank=True, max_length=300)),
                ("product", models.CharField(blank=True, max_length=300)),
                ("version", models.CharField(blank=True, max_length=256)),
                ("introduced_on", models.DateField(null=True)),
                ("registered_on", models.DateField()),
                ("removed_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["audience", "system", "name", "id"], name="assets_computer_page"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_on", None)),
                        fields=("organisation", "asset"),
                        name="assets_computer_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegistrationChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "computer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="assets.specifiedcomputer",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("happened_on", models.DateField()),
                ("notified_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("ledger_entry", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("notified_on", None)),
                        fields=["organisation", "happened_on"],
                        name="assets_change_pending",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["registered", "changed", "removed"])),
                        name="assets_change_kind",
                    )
                ],
            },
        ),
    ]
