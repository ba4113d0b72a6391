"""Who is exposed: each asset with the findings of its kind, as far as the reader may see both. The view is
read with the reader's own rights, so that the policies of its tables hold."""

import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import allow, allow_definer, grant, guard

ALL = "SELECT, INSERT, UPDATE, DELETE"
# Who may see every organisation's is asked once a statement, and not once a row.
EVERY = "(SELECT noroshi.actor() IS NOT NULL AND noroshi.sees_every('exposure'))"
SEEN = f"{EVERY} OR audience = ANY ((SELECT noroshi.audiences('exposure'))::integer[])"

VIEW = """
CREATE VIEW vulnerabilities_exposure WITH (security_invoker = true) AS
SELECT o.asset_id, f.cause, o.organisation_id, o.audience, f.record, f.version, f.range_text, f.fixed_in,
  f.matched_by, f.certainty, greatest(f.found_at, o.since) AS found_at,
  least(o.gone_at, f.ended_at, CASE WHEN r.asset_id IS NULL THEN f.closed_at
    ELSE r.closed_at END) AS ended_at,
  o.gone_at IS NULL AND f.ended_at IS NULL AND r.closed_at IS NULL
    AND (f.closed_at IS NULL OR r.asset_id IS NOT NULL) AS is_open,
  CASE WHEN o.gone_at IS NOT NULL OR f.ended_at IS NOT NULL THEN NULL
    WHEN r.asset_id IS NULL THEN f.statement_id ELSE r.statement_id END AS statement_id
FROM vulnerabilities_assetofkind o
JOIN vulnerabilities_finding f ON f.kind_id = o.kind_id
LEFT JOIN vulnerabilities_ruling r ON r.asset_id = o.asset_id AND r.cause = f.cause
WHERE (o.gone_at IS NULL OR f.found_at <= o.gone_at) AND (f.ended_at IS NULL OR f.ended_at >= o.since)
"""


def _bare(to: str, *, is_null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        to=to,
        db_constraint=False,
        db_index=False,
        null=is_null,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="exposures" if to == "assets.asset" else "+",
    )


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0005_judging")]
    operations = [
        *guard(
            "vulnerabilities_assetofkind",
            web="SELECT (asset_id, kind_id, organisation_id, audience, since, gone_at)",
            worker=ALL,
        ),
        allow("vulnerabilities_assetofkind", "SELECT", using=SEEN),
        allow_definer("vulnerabilities_assetofkind"),
        # That a kind has a weakness tells that somebody has the kind.
        *guard("vulnerabilities_finding", web="SELECT", worker=ALL),
        allow(
            "vulnerabilities_finding",
            "SELECT",
            using=f"""{EVERY} OR EXISTS (SELECT FROM vulnerabilities_assetofkind o
                                        WHERE o.kind_id = vulnerabilities_finding.kind_id)""",
        ),
        allow_definer("vulnerabilities_finding"),
        *guard("vulnerabilities_ruling", web="SELECT", worker=ALL),
        allow("vulnerabilities_ruling", "SELECT", using=SEEN),
        allow_definer("vulnerabilities_ruling"),
        migrations.RunSQL(VIEW, "DROP VIEW vulnerabilities_exposure"),
        *grant(["vulnerabilities_exposure"], web="SELECT", worker="SELECT"),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "asset",
                        "cause",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("asset", _bare("assets.asset")),
                ("cause", models.CharField(max_length=200)),
                ("organisation", _bare("parties.organisation")),
                ("audience", models.IntegerField()),
                ("record", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=256)),
                ("range_text", models.TextField()),
                ("fixed_in", models.TextField()),
                ("matched_by", models.CharField(max_length=700)),
                ("certainty", models.CharField(max_length=10)),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("is_open", models.BooleanField()),
                ("statement", _bare("vulnerabilities.vexstatement", is_null=True)),
            ],
            options={"db_table": "vulnerabilities_exposure", "managed": False},
        ),
    ]
