"""Advisories. A draft is its publisher's alone; what is published is read by everybody (TLP:CLEAR, without
a requester too), by every organisation of the nation (GREEN), by whom release opens the publisher's
information to (AMBER) and by whom the publisher named (AMBER and RED). What is published never changes."""

import django.db.models.deletion
from django.db import migrations, models

import noroshi.kernel.identifiers
from noroshi.operations.row_security import allow, allow_definer, definer, guard

OWN = (
    "(organisation_id = (SELECT noroshi.organisation())"
    " AND audience = (SELECT noroshi.own_audience()))"
)
KIND = "(SELECT noroshi.organisation_kind())"
CODE = "(SELECT noroshi.own_code())"
READABLE = f"""organisation_id = (SELECT noroshi.organisation()) OR (state <> 'draft' AND (
  tlp = 'clear' OR (tlp = 'green' AND {KIND} <> 'partner')
  OR (tlp = 'amber' AND audience = ANY ((SELECT noroshi.audiences('supplier'))::integer[]))
  OR ((tlp = 'amber' OR tlp = 'red') AND id IN (SELECT r.advisory_id FROM suppliers_advisoryrecipient r
      WHERE r.is_open AND r.code = {CODE}))))"""
STEP = """
CREATE FUNCTION noroshi.check_advisory_step() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $body$
BEGIN
  IF (OLD.state <> 'draft'
      AND to_jsonb(NEW) - '{is_newest}'::text[] <> to_jsonb(OLD) - '{is_newest}'::text[])
     OR (NEW.organisation_id, NEW.audience, NEW.code, NEW.is_national, NEW.tracking_id)
        <> (OLD.organisation_id, OLD.audience, OLD.code, OLD.is_national, OLD.tracking_id) THEN
    RAISE check_violation USING MESSAGE = 'what is published does not change';
  END IF;
  RETURN NEW;
END $body$;
REVOKE ALL ON FUNCTION noroshi.check_advisory_step() FROM PUBLIC;
CREATE TRIGGER step_of_advisory BEFORE UPDATE ON suppliers_advisory
  FOR EACH ROW EXECUTE FUNCTION noroshi.check_advisory_step();
"""
UNSTEP = """
DROP TRIGGER step_of_advisory ON suppliers_advisory;
DROP FUNCTION noroshi.check_advisory_step();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_directory"),
        ("release", "0005_reach_alone"),
        ("suppliers", "0005_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Advisory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("code", models.CharField(max_length=32)),
                ("is_national", models.BooleanField()),
                ("publisher", models.JSONField()),
                ("tracking_id", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=256)),
                ("state", models.CharField(max_length=10)),
                ("tlp", models.CharField(max_length=12)),
                ("category", models.TextField()),
                ("title", models.TextField()),
                ("name", models.CharField(max_length=205)),
                ("document", models.BinaryField()),
                ("signature", models.TextField(blank=True)),
                ("released_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("is_newest", models.BooleanField(default=False)),
                ("ledger_entry", models.UUIDField(null=True)),
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
                "ordering": ["-saved_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="AdvisoryRecipient",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=noroshi.kernel.identifiers.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("audience", models.IntegerField()),
                ("code", models.CharField(max_length=32)),
                ("is_open", models.BooleanField(default=False)),
                (
                    "advisory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="suppliers.advisory",
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
            ],
        ),
        migrations.AddIndex(
            model_name="advisory",
            index=models.Index(
                condition=models.Q(("is_newest", True)),
                fields=["code", "tlp"],
                name="suppliers_advisory_folder",
            ),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "interim", "final"])),
                name="suppliers_advisory_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.CheckConstraint(
                condition=models.Q(("tlp__in", ["clear", "green", "amber", "amber+strict", "red"])),
                name="suppliers_advisory_tlp",
            ),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.UniqueConstraint(
                fields=("organisation", "tracking_id", "version"), name="suppliers_advisory_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="advisory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_newest", True)),
                fields=("organisation", "name"),
                name="suppliers_advisory_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="advisoryrecipient",
            index=models.Index(fields=["code", "advisory"], name="suppliers_recipient_code"),
        ),
        migrations.AddConstraint(
            model_name="advisoryrecipient",
            constraint=models.UniqueConstraint(
                fields=("organisation", "advisory", "code"), name="suppliers_recipient_once"
            ),
        ),
        migrations.RunSQL(STEP, UNSTEP),
        definer(
            "own_code()",
            "text",
            "SELECT code::text FROM parties_organisation WHERE id = noroshi.organisation()",
        ),
        allow_definer("suppliers_advisory"),
        definer(
            "is_own_advisory(advisory uuid)",
            "boolean",
            """SELECT EXISTS (SELECT FROM suppliers_advisory a
               WHERE a.id = advisory AND a.organisation_id = noroshi.organisation())""",
        ),
        *guard(
            "suppliers_advisoryrecipient",
            web="SELECT, INSERT, DELETE, UPDATE (is_open)",
            worker="SELECT",
        ),
        allow(
            "suppliers_advisoryrecipient", "SELECT", using=f"{OWN} OR (is_open AND code = {CODE})"
        ),
        *guard(
            "suppliers_advisory",
            web="SELECT, INSERT, DELETE, UPDATE (version, state, tlp, category, title, name, publisher,"
            " document, signature, released_at, changed_at, saved_at, is_newest, ledger_entry)",
            worker="SELECT",
        ),
        allow("suppliers_advisory", "SELECT", using=READABLE),
        allow(
            "suppliers_advisory",
            "INSERT",
            check=f"{OWN} AND code = {CODE} AND {KIND} IN ('supplier', 'nco')"
            f" AND is_national = ({KIND} = 'nco')",
        ),
        allow("suppliers_advisory", "UPDATE", using=OWN),
        allow("suppliers_advisory", "DELETE", using=f"{OWN} AND state = 'draft'"),
        allow(
            "suppliers_advisoryrecipient",
            "INSERT",
            check=f"{OWN} AND noroshi.is_own_advisory(advisory_id)",
        ),
        allow("suppliers_advisoryrecipient", "UPDATE", using=OWN),
        allow("suppliers_advisoryrecipient", "DELETE", using=OWN),
    ]
