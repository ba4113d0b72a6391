"""Standing decisions open audiences: from here on they are part of what a requester may see. Who
receives any class of an owner's information also knows who the owner is."""

from django.db import migrations

from noroshi.operations.row_security import allow, allow_definer, definer, guard

OWN = "(SELECT noroshi.organisation())"


class Migration(migrations.Migration):
    dependencies = [
        ("release", "0001_release"),
        ("parties", "0002_row_security"),
        ("ledger", "0002_row_security"),
    ]
    operations = [
        *guard("release_decision", web="SELECT", worker="SELECT, INSERT, UPDATE"),
        allow_definer("release_decision"),
        allow("release_decision", "SELECT", using=f"owner_id = {OWN} OR recipient_id = {OWN}"),
        definer(
            "audiences(class text)",
            "integer[]",
            """SELECT coalesce(array_agg(audience), '{}') FROM (
                 SELECT noroshi.own_audience() AS audience
                 UNION SELECT c.audience FROM parties_membership m
                   JOIN parties_community c ON c.id = m.community_id
                  WHERE m.organisation_id = noroshi.organisation()
                 UNION SELECT o.audience FROM release_decision d
                   JOIN parties_organisation o ON o.id = d.owner_id
                  WHERE d.recipient_id = noroshi.organisation()
                    AND class IN (d.information_class, 'organisation') AND d.withdrawn_at IS NULL) mine
               WHERE audience IS NOT NULL""",
        ),
        definer(
            "organisations(class text)",
            "uuid[]",
            """SELECT coalesce(array_agg(organisation), '{}') FROM (
                 SELECT noroshi.organisation() AS organisation
                 UNION SELECT d.owner_id FROM release_decision d
                  WHERE d.recipient_id = noroshi.organisation()
                    AND class IN (d.information_class, 'organisation') AND d.withdrawn_at IS NULL) mine
               WHERE organisation IS NOT NULL""",
        ),
        allow(
            "ledger_entry",
            "SELECT",
            using="organisation_id = ANY ((SELECT noroshi.organisations('ledger'))::uuid[])"
            " OR (organisation_id IS NULL"
            " AND (SELECT noroshi.organisation_kind()) IN ('nco', 'commission'))",
        ),
    ]
