"""Names of products: aliases, candidates for them, and what registered names are compared with.

Aliases are the nation's, judged by the national office alone; nobody else reads them. Of what was
proposed everybody learns what concerns their own assets, through a function."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from noroshi.kernel.identifiers import uuid7
from noroshi.operations.row_security import allow, allow_definer, definer, grant, guard

ALL = "SELECT, INSERT, UPDATE, DELETE"
NATIONAL = "(SELECT noroshi.organisation_kind()) = 'nco'"
OWN = "a.organisation_id = (SELECT noroshi.organisation()) AND a.removed_at IS NULL"


class Migration(migrations.Migration):
    dependencies = [
        ("vulnerabilities", "0005_vex"),
        ("parties", "0005_directory"),
        ("assets", "0002_row_security"),
    ]
    operations = [
        TrigramExtension(),
        migrations.AddField(
            "assetname",
            "via",
            models.CharField(blank=True, max_length=10, default=""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            "KnownName",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=700, unique=True)),
                ("words", models.TextField()),
                ("product", models.TextField()),
                ("numbers", models.TextField()),
            ],
            {
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"],
                        name="vulnerabilities_known_words",
                        opclasses=["gin_trgm_ops"],
                    )
                ]
            },
        ),
        migrations.CreateModel(
            "ComparedName",
            [
                ("key", models.CharField(max_length=700, primary_key=True, serialize=False)),
                ("up_to", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            "ProductAlias",
            [
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("other", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=200)),
                ("other_key", models.CharField(max_length=200)),
                ("ground", models.CharField(blank=True, max_length=1000)),
                ("origin", models.CharField(max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("score", models.DecimalField(decimal_places=3, max_digits=4)),
                (
                    "judged_by",
                    models.ForeignKey(
                        "parties.actorrecord",
                        django.db.models.deletion.PROTECT,
                        null=True,
                        related_name="+",
                    ),
                ),
                ("judged_at", models.DateTimeField(null=True)),
                ("is_pending", models.BooleanField()),
            ],
            {
                "constraints": [
                    models.UniqueConstraint(
                        fields=["key", "other_key"], name="vulnerabilities_productalias_once"
                    )
                ]
            },
        ),
        *grant(["vulnerabilities_knownname", "vulnerabilities_comparedname"], worker=ALL),
        *guard("vulnerabilities_productalias", web="SELECT, INSERT, UPDATE", worker=ALL),
        allow_definer("vulnerabilities_productalias"),
        allow("vulnerabilities_productalias", "SELECT", using=NATIONAL),
        allow("vulnerabilities_productalias", "INSERT", check=NATIONAL),
        allow("vulnerabilities_productalias", "UPDATE", using=NATIONAL),
        allow_definer("assets_asset"),
        definer(
            "unmet_assets()",
            "SETOF uuid",
            f"""SELECT a.id FROM assets_asset a
                WHERE {OWN} AND a.purl = ''
                  AND EXISTS (SELECT FROM vulnerabilities_assetname n WHERE n.asset_id = a.id)
                  AND NOT EXISTS (SELECT FROM vulnerabilities_assetname n
                                  JOIN vulnerabilities_productname m ON m.key = n.key
                                  WHERE n.asset_id = a.id)""",
        ),
        definer(
            "likely_names(assets uuid[])",
            "TABLE (asset_id uuid, name text, score numeric)",
            f"""SELECT DISTINCT a.id, p.other::text, p.score FROM assets_asset a
                JOIN vulnerabilities_assetname n ON n.asset_id = a.id AND n.via = ''
                JOIN vulnerabilities_productalias p ON p.key = n.key AND p.state = 'proposed'
                WHERE {OWN} AND a.id = ANY (assets)
                ORDER BY p.score DESC, p.other::text""",
        ),
    ]
