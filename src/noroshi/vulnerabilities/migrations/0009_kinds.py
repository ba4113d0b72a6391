"""Assets that are named alike are matched as one. Exposures, which only the worker writes and which
nothing is deleted under, bear neither foreign keys nor the indexes that nobody reads."""

import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.database import Role
from noroshi.operations.row_security import definer, grant

MANY_ROWS = (
    "vulnerabilities_assetkind, vulnerabilities_kindname, vulnerabilities_assetofkind,"
    " vulnerabilities_versionkey, vulnerabilities_exposure"
)
OWN = "a.organisation_id = (SELECT noroshi.organisation()) AND a.removed_at IS NULL"
ALL = "SELECT, INSERT, UPDATE, DELETE"
INDEXES = [
    models.Index(fields=["cause", "organisation"], name="vulnerabilities_exposure_pair"),
    models.Index(
        fields=["statement"],
        name="vulnerabilities_exposure_vex",
        condition=models.Q(statement__isnull=False),
    ),
]


def _bare(
    kind: type[models.ForeignKey], to: str, related_name: str = "+", **more: object
) -> models.Field:  # type: ignore[type-arg]
    delete = more.pop("delete", django.db.models.deletion.CASCADE)
    return kind(on_delete=delete, to=to, related_name=related_name, db_constraint=False, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("vulnerabilities", "0008_judging"),
        ("assets", "0004_moved"),
        ("parties", "0005_directory"),
    ]
    operations = [
        migrations.DeleteModel("AssetName"),
        migrations.CreateModel(
            "AssetKind",
            [
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.BinaryField(unique=True)),
                ("version", models.CharField(max_length=256)),
            ],
        ),
        migrations.CreateModel(
            "KindName",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "kind", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=700)),
                ("via", models.CharField(blank=True, max_length=10)),
                (
                    "kind",
                    _bare(models.ForeignKey, "vulnerabilities.assetkind", "names", db_index=False),
                ),
            ],
            {"indexes": [models.Index(fields=["kind"], name="vulnerabilities_name_kind")]},
        ),
        migrations.CreateModel(
            "AssetOfKind",
            [
                (
                    "asset",
                    _bare(models.OneToOneField, "assets.asset", primary_key=True, serialize=False),
                ),
                ("kind", _bare(models.ForeignKey, "vulnerabilities.assetkind", db_index=False)),
            ],
            {"indexes": [models.Index(fields=["kind"], name="vulnerabilities_asset_kind")]},
        ),
        migrations.AlterField(
            "exposure",
            "organisation",
            _bare(
                models.ForeignKey,
                "parties.organisation",
                db_index=False,
                delete=django.db.models.deletion.PROTECT,
            ),
        ),
        migrations.AlterField(
            "exposure",
            "asset",
            _bare(models.ForeignKey, "assets.asset", "exposures", db_index=False),
        ),
        migrations.AlterField(
            "exposure",
            "statement",
            _bare(
                models.ForeignKey,
                "vulnerabilities.vexstatement",
                db_index=False,
                null=True,
                delete=django.db.models.deletion.SET_NULL,
            ),
        ),
        migrations.RemoveConstraint("exposure", "vulnerabilities_exposure_once"),
        migrations.AddConstraint(
            "exposure",
            models.UniqueConstraint(
                fields=("asset", "cause", "organisation"), name="vulnerabilities_exposure_once"
            ),
        ),
        migrations.RemoveIndex("exposure", "vulnerabilities_exposure_cause"),
        migrations.RemoveIndex("exposure", "vulnerabilities_exposure_pair"),
        *(migrations.AddIndex("exposure", index) for index in INDEXES),
        *grant(
            [
                "vulnerabilities_assetkind",
                "vulnerabilities_kindname",
                "vulnerabilities_assetofkind",
            ],
            worker=ALL,
        ),
        definer(
            "unmet_assets()",
            "SETOF uuid",
            f"""SELECT a.id FROM assets_asset a
                JOIN vulnerabilities_assetofkind o ON o.asset_id = a.id
                WHERE {OWN} AND a.purl = ''
                  AND NOT EXISTS (SELECT FROM vulnerabilities_kindname n
                                  JOIN vulnerabilities_productname m ON m.key = n.key
                                  WHERE n.kind_id = o.kind_id)""",
        ),
        definer(
            "likely_names(assets uuid[])",
            "TABLE (asset_id uuid, name text, score numeric)",
            f"""SELECT DISTINCT a.id, p.other::text, p.score FROM assets_asset a
                JOIN vulnerabilities_assetofkind o ON o.asset_id = a.id
                JOIN vulnerabilities_kindname n ON n.kind_id = o.kind_id AND n.via = ''
                JOIN vulnerabilities_productalias p ON p.key = n.key AND p.state = 'proposed'
                WHERE {OWN} AND a.id = ANY (assets)
                ORDER BY p.score DESC, p.other::text""",
        ),
        # Whoever writes a million rows tells the planner; before PostgreSQL 17 only the owner may.
        migrations.RunSQL(
            f"""DO $$ BEGIN
                  IF current_setting('server_version_num')::integer >= 170000 THEN
                    EXECUTE 'GRANT MAINTAIN ON {MANY_ROWS} TO {Role.WORKER}';
                  END IF;
                END $$""",
            migrations.RunSQL.noop,
        ),
    ]
