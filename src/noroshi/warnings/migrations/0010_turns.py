"""Organisations take turns: what waits of each is found without looking through the others'."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("warnings", "0009_news_leave_the_requester")]
    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["channel", "organisation", "next_at"],
                name="warnings_deliveries_turn",
            ),
        ),
    ]
