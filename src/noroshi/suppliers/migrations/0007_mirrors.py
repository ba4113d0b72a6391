"""CSAF providers that the national office lists, and what is mirrored of them. Who issues, and copies of
what everybody may read, are everybody's once the provider allows it; the rest is the office's."""

import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, guard

NATIONAL = "(SELECT noroshi.organisation_kind()) = 'nco'"
OWN = (
    "organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience())"
)
OPEN = f"{NATIONAL} OR may_list"
SERVED = f"""{NATIONAL} OR provider_id IN (
  SELECT p.id FROM suppliers_provider p WHERE p.is_wanted AND p.may_list AND p.may_mirror)"""


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0006_answers"), ("parties", "0003_row_security")]
    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("name", models.CharField(max_length=60)),
                ("url", models.CharField(max_length=500)),
                ("is_wanted", models.BooleanField()),
                ("every", models.IntegerField()),
                ("made_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(null=True)),
                ("met_at", models.DateTimeField(null=True)),
                ("level_at", models.DateTimeField(null=True)),
                ("failures", models.IntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("lister", models.CharField(blank=True, max_length=300)),
                ("namespace", models.CharField(blank=True, max_length=500)),
                ("publisher", models.JSONField(default=dict)),
                ("role", models.CharField(blank=True, max_length=30)),
                ("told_at", models.DateTimeField(null=True)),
                ("may_list", models.BooleanField(default=False)),
                ("may_mirror", models.BooleanField(default=False)),
                ("metadata", models.BinaryField(null=True)),
                ("keys", models.JSONField(default=list)),
                ("entries", models.IntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="NotMirrored",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField()),
                ("url", models.CharField(max_length=500)),
                ("updated_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(max_length=300)),
                ("refused_at", models.DateTimeField()),
                (
                    "provider",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refused",
                        to="suppliers.provider",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Mirrored",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("organisation_id", models.UUIDField()),
                ("url", models.CharField(max_length=500)),
                ("updated_at", models.DateTimeField()),
                ("tracking_id", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=256)),
                ("title", models.TextField()),
                ("name", models.CharField(max_length=205)),
                ("released_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("document", models.BinaryField()),
                ("sha256", models.TextField(blank=True)),
                ("sha512", models.TextField(blank=True)),
                ("signature", models.TextField()),
                ("is_own", models.BooleanField()),
                ("is_checked", models.BooleanField()),
                ("mirrored_at", models.DateTimeField()),
                (
                    "provider",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mirrored",
                        to="suppliers.provider",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="provider",
            constraint=models.UniqueConstraint(
                fields=("organisation", "name"), name="suppliers_provider_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notmirrored",
            constraint=models.UniqueConstraint(
                fields=("provider", "url", "organisation_id"), name="suppliers_not_mirrored_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mirrored",
            constraint=models.UniqueConstraint(
                fields=("provider", "url", "organisation_id"), name="suppliers_mirrored_url"
            ),
        ),
        migrations.AddConstraint(
            model_name="mirrored",
            constraint=models.UniqueConstraint(
                fields=("provider", "name", "organisation_id"), name="suppliers_mirrored_name"
            ),
        ),
        *guard(
            "suppliers_provider",
            web="SELECT, INSERT, DELETE, UPDATE (paused_at, next_at, failures, reason)",
            worker="SELECT, UPDATE",
        ),
        allow("suppliers_provider", "SELECT", using=OPEN),
        allow("suppliers_provider", "INSERT", check=f"{OWN} AND {NATIONAL} AND NOT may_list"),
        allow("suppliers_provider", "UPDATE", using=f"{OWN} AND {NATIONAL}"),
        allow("suppliers_provider", "DELETE", using=f"{OWN} AND {NATIONAL}"),
        *guard("suppliers_mirrored", web="SELECT, DELETE", worker="SELECT, INSERT, DELETE"),
        allow("suppliers_mirrored", "SELECT", using=SERVED),
        allow("suppliers_mirrored", "DELETE", using=NATIONAL),
        *guard("suppliers_notmirrored", web="SELECT, DELETE", worker="SELECT, INSERT, DELETE"),
        allow("suppliers_notmirrored", "SELECT", using=NATIONAL),
        allow("suppliers_notmirrored", "DELETE", using=NATIONAL),
    ]
