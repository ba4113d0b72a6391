"""Consent: parts of a report leave as rows of their own, to whom the reporter named; attacked by SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from tests.integration.reporting.test_reports import submit, vars_of
from tests.integration.reporting.test_threads import LATER, act
from tests.nation import ORGANISATIONS, POLICE, register


@pytest.fixture
def actors(database):
    return register(ORGANISATIONS + POLICE)


def rows(actor, statement):
    from noroshi.parties.scope import acting_as

    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def test_a_consent_is_given_changed_and_withdrawn_and_what_left_is_listed(actors):
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as
    from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent
    from noroshi.reporting.actions.withdraw_report import withdraw_report

    east, police = actors["P-EAST"], actors["POLICE"]
    report = submit(east).report_id
    kept = "SELECT number, array_to_string(groups, ' '), reporter, act FROM reporting_excerpt ORDER BY left_at, number"
    act(give_consent, report, "POLICE", ["technical", "event"], by=east)
    assert rows(police, kept) == [(1, "event technical", "P-EAST", "report")]
    (content,) = rows(police, "SELECT content::text FROM reporting_excerpt")
    assert "indicators" in content[0]
    assert "contacts" not in content[0]
    assert "csirt@" not in content[0]
    consent = act(give_consent, report, "POLICE", ["event"], by=east)
    submit(east, report=report, at=LATER)
    numbers = [number for number, *_ in rows(police, kept)]
    assert numbers == [1, 1, 2]
    left = act(withdraw_consent, report, consent.id, by=east)
    assert [one.number for one in left.versions] == [2, 1]
    submit(east, report=report, at=LATER)
    act(withdraw_report, report, "A drill.", by=east)
    assert [number for number, *_ in rows(police, kept)] == numbers, "nothing leaves any more"
    for stranger in ("POLICE-2", "P-WEST", "METI", "NCO", "COMMISSION"):
        for table in ("excerpt", "consent"):
            assert rows(actors[stranger], f"SELECT 1 FROM reporting_{table}") == [], stranger
    (version,) = rows(east, "SELECT id FROM reporting_version WHERE number = 1")
    leaf = f"SELECT id FROM noroshi.leaf_of('{version[0]}')"
    may = ("P-EAST", "METI", "NCO")
    assert {code for code in actors if rows(actors[code], leaf)} == set(may)
    for table in ("report", "version", "obligation", "filing", "line"):
        assert rows(police, f"SELECT 1 FROM reporting_{table}") == [], table
    assert rows(police, "SELECT 1 FROM parties_organisation WHERE code = 'P-EAST'") == []
    with connected_as(Role.WORKER):
        kinds = [one.kind for one in Entry.objects.all()]
    assert kinds.count("reporting.ConsentGiven") == 2
    assert kinds.count("reporting.ConsentWithdrawn") == 1


def test_nobody_consents_for_another_or_goes_round_a_consent(actors):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent

    east, west = actors["P-EAST"], actors["P-WEST"]
    report, other = submit(east).report_id, submit(west).report_id
    consent = act(give_consent, report, "POLICE", ["event"], by=east)
    reader = type(east)(**{**vars_of(east), "role": "reader"})
    for does, given, by, error in (
        (give_consent, (report, "POLICE", ["event"]), west, AbsentError),
        (give_consent, (report, "POLICE", ["event"]), actors["NCO"], AbsentError),
        (give_consent, (report, "POLICE", ["event"]), reader, RefusedError),
        (give_consent, (report, "P-WEST", ["event"]), east, AbsentError),
        (give_consent, (report, "POLICE", ["everything"]), east, MalformedError),
        (give_consent, (report, "POLICE", []), east, MalformedError),
        (give_consent, (report, "NCO", ["event"]), east, ConflictError),
        (withdraw_consent, (report, consent.id), west, AbsentError),
        (withdraw_consent, (report, consent.id), actors["POLICE"], AbsentError),
        (withdraw_consent, (other, consent.id), east, AbsentError),
    ):
        with pytest.raises(error):
            act(does, *given, by=by)
    excerpt = (
        "INSERT INTO reporting_excerpt (id, organisation_id, audience, report_id, consent_id, number,"
        " act, reporter, name, name_ja, groups, content, digest, left_at, ledger_entry)"
        " SELECT gen_random_uuid(), c.organisation_id, {audience}, c.report_id, c.id, 9, 'report', '',"
        " '', '', '{groups}', '{{}}', '', now(), c.id FROM reporting_consent c"
    )
    own = "(SELECT noroshi.own_audience())"
    for code, attack in (
        ("P-EAST", excerpt.format(audience="c.recipient_audience", groups="{event,contacts}")),
        ("P-EAST", excerpt.format(audience="c.recipient_audience + 1", groups="{event}")),
        ("POLICE", excerpt.format(audience=own, groups="{event}")),
        ("P-EAST", "UPDATE reporting_consent SET groups = '{event,contacts}'"),
        ("P-EAST", "UPDATE reporting_excerpt SET audience = 1"),
        ("P-EAST", "DELETE FROM reporting_consent"),
    ):
        with (
            acting_as(actors[code]),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
    with acting_as(actors["POLICE"]), connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_consent SET withdrawn_at = now()")
        assert cursor.rowcount == 0
