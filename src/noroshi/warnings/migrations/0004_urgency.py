"""Urgency in the words of the deployer's tree; what is deferred has no date.

What was exploited, high and scheduled is immediate, out of cycle and scheduled; which of the last
are deferred, the next decision tells. Saved views keep what they narrow to."""

from django.db import migrations, models
from django.db.models.functions import Cast, Coalesce

NEW_WORDS = """
ALTER TABLE parties_savedview NO FORCE ROW LEVEL SECURITY;
UPDATE parties_savedview
SET query = left(regexp_replace(
  regexp_replace(query, '(^|&)urgency=exploited(&|$)', '\\1urgency=immediate\\2'),
  '(^|&)urgency=high(&|$)', '\\1urgency=out_of_cycle\\2'), 2000)
WHERE place = 'warnings';
ALTER TABLE parties_savedview FORCE ROW LEVEL SECURITY
"""


class Migration(migrations.Migration):
    dependencies = [("warnings", "0003_ssvc"), ("parties", "0004_saved_views")]
    operations = [
        migrations.RemoveConstraint("warning", "warnings_urgency"),
        migrations.AddConstraint(
            "warning",
            models.CheckConstraint(
                condition=models.Q(("urgency__in", [0, 1, 2, 3])), name="warnings_urgency"
            ),
        ),
        migrations.RemoveIndex("warning", "warnings_by_urgency"),
        migrations.AddIndex(
            "warning",
            models.Index(
                models.F("audience"),
                models.F("urgency"),
                Coalesce("due_at", Cast(models.Value("infinity"), models.DateTimeField())),
                models.F("id"),
                name="warnings_by_urgency",
            ),
        ),
        migrations.RunSQL(NEW_WORDS, migrations.RunSQL.noop),
    ]
