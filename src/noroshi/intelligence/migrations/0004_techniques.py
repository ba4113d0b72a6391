"""ATT&CK's matrices, public knowledge that the worker writes, and what objects tell of techniques: asked
through a function that looks in the requester's audiences alone. The index of what is found is made
anew, by the worker."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from noroshi.operations.row_security import definer, grant

# Each object once, in its newest version that may be seen, whoever of those asked for told it. A
# technique is one that it names, or the number of an attack pattern that it refers to, by the
# matrices or by what may be seen of it; of a revoked one the one that stands now. The matrices' own
# patterns say of no use.
TECHNIQUES = """
WITH mine AS (SELECT DISTINCT unnest(noroshi.intelligence_audiences()) AS audience),
told AS MATERIALIZED (
  SELECT DISTINCT ON (s.thing) s.object_id, s.seen_at, s.techniques, s.patterns, s.tactics
  FROM mine JOIN intelligence_searchable s ON s.audience = mine.audience
  WHERE s.seen_at IS NOT NULL AND (since IS NULL OR s.seen_at >= since)
    AND (until IS NULL OR s.seen_at < until)
    AND (tellers IS NULL OR s.organisation_id = ANY (tellers))
    AND (said_by = '' OR (s.source = said_by AND s.organisation_id = noroshi.organisation()))
    AND NOT EXISTS (SELECT FROM intelligence_searchable n
      WHERE n.thing = s.thing AND n.audience IN (SELECT audience FROM mine) AND n.version > s.version)
    AND NOT EXISTS (SELECT FROM intelligence_attacktechnique t WHERE t.thing = s.thing)
  ORDER BY s.thing, s.version DESC, s.added_at, s.object_id
), referred AS (
  SELECT told.object_id, told.seen_at, pattern FROM told CROSS JOIN unnest(told.patterns) AS pattern
), named AS (
  SELECT told.object_id, told.seen_at, number FROM told CROSS JOIN unnest(told.techniques) AS number
  UNION
  SELECT r.object_id, r.seen_at, t.number
  FROM referred r JOIN intelligence_attacktechnique t ON t.thing = r.pattern
  UNION
  SELECT r.object_id, r.seen_at, number
  FROM referred r JOIN intelligence_searchable a ON a.thing = r.pattern
    AND a.audience IN (SELECT audience FROM mine)
  CROSS JOIN unnest(a.techniques) AS number
  UNION
  SELECT told.object_id, told.seen_at, tactic FROM told CROSS JOIN unnest(told.tactics) AS tactic
)
SELECT DISTINCT n.object_id,
  coalesce((SELECT min(t.instead) FROM intelligence_attacktechnique t
            WHERE t.number = n.number AND t.instead <> ''), n.number::text), n.seen_at
FROM named n
"""
ASKED = "since timestamptz, until timestamptz, tellers uuid[], said_by text"
TOLD = "TABLE (object_id uuid, technique text, seen_at timestamptz)"


class Migration(migrations.Migration):
    dependencies = [("intelligence", "0003_searching")]

    operations = [
        migrations.CreateModel(
            name="AttackMatrix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("version", models.CharField(blank=True, max_length=20)),
                ("edition", models.DateTimeField()),
                ("digest", models.BinaryField(max_length=32)),
                ("imported_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("domain__in", ["enterprise-attack", "mobile-attack", "ics-attack"])
                        ),
                        name="intelligence_matrix_domain",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AttackTactic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.SmallIntegerField()),
                ("number", models.CharField(max_length=9)),
                ("short", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=300)),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tactics",
                        to="intelligence.attackmatrix",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AttackTechnique",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=9)),
                ("stix_id", models.CharField(max_length=292)),
                ("thing", models.BigIntegerField()),
                ("name", models.CharField(max_length=300)),
                (
                    "tactics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("url", models.CharField(blank=True, max_length=300)),
                ("is_gone", models.BooleanField()),
                ("instead", models.CharField(blank=True, max_length=9)),
                (
                    "matrix",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="techniques",
                        to="intelligence.attackmatrix",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["thing"], name="intelligence_technique_thing"),
                    models.Index(fields=["number"], name="intelligence_technique_number"),
                ],
            },
        ),
        migrations.RunSQL(
            "TRUNCATE intelligence_searchable, intelligence_indexed", migrations.RunSQL.noop
        ),
        migrations.RemoveIndex(model_name="searchable", name="intelligence_found_technique"),
        migrations.AddField(
            model_name="searchable",
            name="patterns",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="searchable", name="seen_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="searchable",
            name="tactics",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=70), default=list, size=None
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="searchable",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", False)),
                fields=["audience", "seen_at"],
                name="intelligence_found_seen",
            ),
        ),
        *grant(
            [
                "intelligence_attackmatrix",
                "intelligence_attacktactic",
                "intelligence_attacktechnique",
            ],
            web="SELECT",
            worker="SELECT, INSERT, UPDATE, DELETE",
        ),
        definer(f"intelligence_techniques({ASKED})", TOLD, TECHNIQUES),
    ]
