"""When EPSS scores moved is kept; what is held begins it."""

from django.db import migrations, models

from noroshi.operations.row_security import grant

HELD = "e.kind = 'epss' AND e.released_at > 'epoch' AND p.epss >= 0.01"


class Migration(migrations.Migration):
    dependencies = [("vulnerabilities", "0010_compared")]
    operations = [
        migrations.AddField(
            "exploitprediction",
            "kept",
            models.DecimalField(max_digits=9, decimal_places=8, null=True),
        ),
        migrations.CreateModel(
            "PredictionMove",
            [
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cve", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cve", models.CharField(max_length=24)),
                ("day", models.DateField()),
                ("epss", models.DecimalField(max_digits=9, decimal_places=8)),
                ("percentile", models.DecimalField(max_digits=9, decimal_places=8, null=True)),
            ],
        ),
        *grant(["vulnerabilities_predictionmove"], web="SELECT", worker="SELECT, INSERT, UPDATE"),
        migrations.RunSQL(
            [
                f"""INSERT INTO vulnerabilities_predictionmove (cve, day, epss, percentile)
                    SELECT p.id, (e.released_at AT TIME ZONE 'UTC')::date, p.epss, p.percentile
                    FROM vulnerabilities_exploitprediction p, vulnerabilities_edition e
                    WHERE {HELD}""",
                f"""UPDATE vulnerabilities_exploitprediction p SET kept = p.epss
                    FROM vulnerabilities_edition e WHERE {HELD}""",
            ],
            migrations.RunSQL.noop,
        ),
    ]
