"""What a requester may see of others: standing decisions open audiences. Who receives any class of an
owner's information also knows who the owner is, and an owner knows who reads what it owns."""

from django.db import migrations

from noroshi.operations.row_security import allow, allow_definer, definer, guard

OWN = "(SELECT noroshi.organisation())"


class Migration(migrations.Migration):
    dependencies = [
        ("release", "0001_tables"),
        ("parties", "0002_requester"),
        ("ledger", "0002_row_security"),
    ]
    operations = [
        *guard("release_decision", web="SELECT", worker="SELECT, INSERT, UPDATE"),
        allow_definer("release_decision"),
        allow("release_decision", "SELECT", using=f"owner_id = {OWN} OR recipient_id = {OWN}"),
        *guard("release_reach"),
        allow_definer("release_reach"),
        definer(
            "audiences(class text)",
            "integer[]",
            """DECLARE
                 mine uuid := noroshi.organisation();
                 opened integer[] := (SELECT audiences FROM release_reach
                                      WHERE recipient_id = mine AND information_class = class);
               BEGIN
                 RETURN opened || ARRAY(
                   SELECT audience FROM parties_organisation WHERE id = mine
                   UNION ALL SELECT c.audience FROM parties_membership m
                     JOIN parties_community c ON c.id = m.community_id
                    WHERE m.organisation_id = mine);
               END""",
            language="plpgsql",
        ),
        definer(
            "sees_every(class text)",
            "boolean",
            """SELECT noroshi.actor() IS NULL OR NOT EXISTS (
                 SELECT FROM parties_organisation
                 WHERE (audience IN (SELECT unnest(noroshi.audiences(class)))) IS NOT TRUE)""",
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
        # A row of the register would show more than names and kind: a function, and no policy.
        definer(
            "directory()",
            "TABLE (id uuid, code text, kind text, name text, name_ja text)",
            """SELECT r.id, r.code, r.kind, r.name, r.name_ja FROM parties_organisation r
               WHERE r.id IN (
                 SELECT ministry_id FROM parties_organisation WHERE id = noroshi.organisation()
                 UNION SELECT recipient_id FROM release_decision
                  WHERE owner_id = noroshi.organisation() AND withdrawn_at IS NULL)""",
        ),
        allow(
            "ledger_entry",
            "SELECT",
            using="organisation_id = ANY ((SELECT noroshi.organisations('ledger'))::uuid[])"
            " OR (organisation_id IS NULL"
            " AND (SELECT noroshi.organisation_kind()) IN ('nco', 'commission'))",
        ),
    ]
