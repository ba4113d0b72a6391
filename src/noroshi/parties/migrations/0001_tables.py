"""Organisations with their networks, domains and communities; people and the hats they act under;
what they submitted and which views they saved."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import noroshi.kernel.identifiers
import noroshi.parties.models
from noroshi.operations.tables import Tables


class Migration(Tables):
    initial = True

    dependencies = [("operations", "0001_schema")]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=300)),
                ("name_ja", models.CharField(max_length=300)),
                ("sector", models.CharField(blank=True, max_length=20)),
                ("standard_sector", models.CharField(blank=True, max_length=20)),
                (
                    "ministry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("corporate_number", models.CharField(blank=True, max_length=13)),
                (
                    "audience",
                    models.IntegerField(
                        db_default=models.Func(function="noroshi.next_audience"), unique=True
                    ),
                ),
                (
                    "registered_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "operator",
                                    "ministry",
                                    "nco",
                                    "police",
                                    "defence",
                                    "nss",
                                    "commission",
                                    "council_member",
                                    "supplier",
                                    "local_government",
                                    "university",
                                    "sme",
                                    "partner",
                                ],
                            )
                        ),
                        name="parties_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "sector__in",
                                [
                                    "",
                                    "electricity",
                                    "gas",
                                    "oil",
                                    "water",
                                    "rail",
                                    "truck_freight",
                                    "ocean_cargo",
                                    "port_transport",
                                    "aviation",
                                    "airports",
                                    "telecoms",
                                    "broadcasting",
                                    "post",
                                    "finance",
                                    "credit_cards",
                                ],
                            )
                        ),
                        name="parties_sector",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "standard_sector__in",
                                [
                                    "",
                                    "power",
                                    "gas",
                                    "oil",
                                    "water",
                                    "rail",
                                    "logistics",
                                    "ports",
                                    "aviation",
                                    "airports",
                                    "communications",
                                    "finance",
                                    "credit",
                                    "medical",
                                    "chemical",
                                    "government",
                                ],
                            )
                        ),
                        name="parties_standard_sector",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "operator"), _negated=True),
                            models.Q(("sector", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="parties_operator_has_sector",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corporate_number", ""), _negated=True),
                        fields=("corporate_number",),
                        name="parties_corporate_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Network",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "claimed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                ("prefix", noroshi.parties.models.CidrField()),
            ],
            options={
                "ordering": ["prefix"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "prefix"), name="parties_network_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Domain",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "claimed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("verified_at", models.DateTimeField(null=True)),
                ("name", models.CharField(max_length=253)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name"), name="parties_domain_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Community",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=300)),
                ("name_ja", models.CharField(max_length=300)),
                (
                    "audience",
                    models.IntegerField(
                        db_default=models.Func(function="noroshi.next_audience"), unique=True
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["sector", "council", "partner"])),
                        name="parties_community_kind",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "community",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="parties.community",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("community", "organisation"), name="parties_member_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=150)),
                ("token", models.UUIDField(default=noroshi.kernel.identifiers.uuid7, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                ("is_demo", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="parties_person_email"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ActorRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actors",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                ("role", models.CharField(max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("client_id", models.CharField(blank=True, max_length=100)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("token", models.UUIDField(default=noroshi.kernel.identifiers.uuid7)),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "parties_actor",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["person", "client", "console"])),
                        name="parties_actor_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                ["administrator", "analyst", "reader", "client", "console"],
                            )
                        ),
                        name="parties_actor_role",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("person__isnull", False)),
                        fields=("organisation", "person", "role"),
                        name="parties_hat_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "console")),
                        fields=("organisation",),
                        name="parties_one_console",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("client_id", ""), _negated=True),
                        fields=("client_id",),
                        name="parties_client_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
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
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("key", models.CharField(max_length=255)),
                ("digest", models.BinaryField(max_length=32)),
                ("answer", models.TextField()),
                ("answered_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "actor", "key"), name="parties_submission_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                ("audience", models.IntegerField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.actorrecord",
                    ),
                ),
                ("place", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=2000)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "actor", "place", "name"), name="parties_view_once"
                    )
                ],
            },
        ),
    ]
