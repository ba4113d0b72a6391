"""Weaknesses under embargo. A row is seen by the office, by the organisation that reported it and, once
it was opened, by the supplier: not by the supplier's ministry, and by nobody who works for all. The reporter
stands in a table that the supplier does not see. Steps and agreements are checked by a trigger."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import noroshi.suppliers.disclosing
from noroshi.operations.row_security import allow, allow_definer, definer, guard

MINE = "(SELECT noroshi.organisation())"
KIND = "(SELECT noroshi.organisation_kind())"
NATIONAL = f"{KIND} = 'nco'"
VENDOR = f"supplier_id = {MINE}"
KEPT = (
    "state, supplier_id, title, description, vendor, product, versions, cvss_vector, cve, changed_at,"
    " embargo_until, proposed_by, agreed_at, published_at, is_pending"
)
WRITER = f"""CASE WHEN {NATIONAL} THEN 'nco'
  WHEN disclosure_id IN (SELECT d.id FROM suppliers_disclosure d WHERE d.supplier_id = {MINE})
  THEN 'supplier' ELSE 'reporter' END"""

CHECK = """
CREATE FUNCTION noroshi.check_disclosure_step() RETURNS trigger LANGUAGE plpgsql
  SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
  party text := CASE WHEN current_user = 'noroshi_worker' THEN 'worker'
                     WHEN noroshi.organisation_kind() = 'nco' THEN 'nco' ELSE 'supplier' END;
BEGIN
  IF (OLD.state, NEW.state) NOT IN (('pending', 'open'), ('pending', 'closed'), ('open', 'open'),
       ('open', 'published'), ('open', 'closed'), ('published', 'published'))
     OR (party = 'supplier' AND (NEW.state, NEW.supplier_id, NEW.vendor, NEW.product)
         IS DISTINCT FROM (OLD.state, OLD.supplier_id, OLD.vendor, OLD.product))
     OR (OLD.state <> 'pending' AND NEW.supplier_id IS DISTINCT FROM OLD.supplier_id)
     OR (NEW.state = 'open' AND NEW.supplier_id IS NULL)
     OR (party = 'supplier' AND NEW.published_at IS DISTINCT FROM OLD.published_at)
     OR (OLD.state = 'published' AND party <> 'worker'
         AND to_jsonb(NEW) - '{cve,is_pending,changed_at}'::text[]
           <> to_jsonb(OLD) - '{cve,is_pending,changed_at}'::text[])
     OR (NEW.embargo_until IS DISTINCT FROM OLD.embargo_until
         AND (NEW.proposed_by <> party OR NEW.agreed_at IS NOT NULL))
     OR (NEW.embargo_until IS NOT DISTINCT FROM OLD.embargo_until
         AND NEW.proposed_by <> OLD.proposed_by AND NEW.proposed_by <> party)
     OR (NEW.agreed_at IS NOT NULL AND NEW.agreed_at IS DISTINCT FROM OLD.agreed_at
         AND OLD.proposed_by = party)
     OR (NEW.agreed_at IS NOT NULL AND NEW.proposed_by <> OLD.proposed_by) THEN
    RAISE check_violation USING MESSAGE = 'a disclosure cannot take this step';
  END IF;
  RETURN NEW;
END $body$;
REVOKE ALL ON FUNCTION noroshi.check_disclosure_step() FROM PUBLIC;
CREATE TRIGGER step_of_disclosure BEFORE UPDATE ON suppliers_disclosure
  FOR EACH ROW EXECUTE FUNCTION noroshi.check_disclosure_step();
"""
UNCHECK = """
DROP TRIGGER step_of_disclosure ON suppliers_disclosure;
DROP FUNCTION noroshi.check_disclosure_step();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_directory"),
        ("suppliers", "0003_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        default=noroshi.suppliers.disclosing.Stage["PENDING"], max_length=10
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("description", models.TextField()),
                ("vendor", models.CharField(max_length=300)),
                ("product", models.CharField(max_length=300)),
                (
                    "versions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=256), default=list, size=None
                    ),
                ),
                ("cvss_vector", models.CharField(blank=True, max_length=300)),
                ("cve", models.CharField(blank=True, max_length=24)),
                ("reported_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("embargo_until", models.DateField(null=True)),
                ("proposed_by", models.CharField(blank=True, max_length=10)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("name", models.CharField(blank=True, max_length=24)),
                ("published_at", models.DateTimeField(null=True)),
                ("is_pending", models.BooleanField(default=False)),
                (
                    "supplier",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="DisclosureLine",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("writer", models.CharField(max_length=10)),
                ("kind", models.CharField(max_length=10)),
                ("text", models.TextField(blank=True)),
                ("written_at", models.DateTimeField()),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="suppliers.disclosure",
                    ),
                ),
            ],
            options={
                "ordering": ["written_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reporter",
            fields=[
                (
                    "disclosure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reporter",
                        serialize=False,
                        to="suppliers.disclosure",
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
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["pending", "open", "published", "closed"])),
                name="suppliers_disclosure_state",
            ),
        ),
        *guard(
            "suppliers_reporter",
            web="SELECT, INSERT",
        ),
        allow_definer("suppliers_reporter"),
        definer(
            "reported()",
            "uuid[]",
            "SELECT coalesce(array_agg(disclosure_id), '{}') FROM suppliers_reporter"
            " WHERE organisation_id = noroshi.organisation()",
        ),
        allow("suppliers_reporter", "SELECT", using=f"organisation_id = {MINE} OR {NATIONAL}"),
        allow("suppliers_reporter", "INSERT", check=f"organisation_id = {MINE}"),
        *guard(
            "suppliers_disclosure",
            web=f"SELECT, INSERT, UPDATE ({KEPT})",
            worker="SELECT, UPDATE",
        ),
        allow(
            "suppliers_disclosure",
            "SELECT",
            using=f"{NATIONAL} OR ({VENDOR}) OR id = ANY ((SELECT noroshi.reported())::uuid[])",
        ),
        allow(
            "suppliers_disclosure",
            "INSERT",
            check=f"{MINE} IS NOT NULL AND state = 'pending' AND supplier_id IS NULL"
            " AND embargo_until IS NULL AND agreed_at IS NULL AND proposed_by = '' AND cve = ''"
            " AND name = '' AND published_at IS NULL AND NOT is_pending",
        ),
        allow(
            "suppliers_disclosure",
            "UPDATE",
            using=f"{NATIONAL} OR ({VENDOR})",
            check=f"{NATIONAL} OR ({VENDOR})",
        ),
        migrations.RunSQL(CHECK, UNCHECK),
        *guard("suppliers_disclosureline", web="SELECT, INSERT", worker="SELECT, INSERT"),
        allow(
            "suppliers_disclosureline",
            "SELECT",
            using="disclosure_id IN (SELECT d.id FROM suppliers_disclosure d)",
        ),
        allow(
            "suppliers_disclosureline",
            "INSERT",
            check="disclosure_id IN (SELECT d.id FROM suppliers_disclosure d)"
            f" AND writer = {WRITER} AND (kind = 'comment' OR (kind = 'change' AND writer <> 'reporter'))",
        ),
    ]
