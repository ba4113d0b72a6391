"""Reports that the national office takes down by telephone: marked, told, confirmed by whose they are, and
until then read by whom the law names alone; attacked by SQL."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from tests.integration.reporting.test_consents import rows
from tests.integration.reporting.test_reports import AT, counts, incident, owed_of, submit, vars_of
from tests.integration.reporting.test_threads import LATER, act
from tests.nation import ORGANISATIONS, POLICE, register

TELECOMS = """MIC,Fictional telecoms ministry,架空通信省,ministry,,,,
TEL,Telephones (fictional),電話（架空）,operator,telecoms,,198.51.100.64/28,tel.example
"""
ACCIDENT = {"regimes": ["jp-telecom"], "stage": "first", "traits": ["service_accident"]}
CALLED = AT - timedelta(minutes=20)


@pytest.fixture
def actors(database):
    return register(ORGANISATIONS + POLICE + TELECOMS)


def take(actor, *, given=None, code="P-EAST", at=CALLED, consents=()):
    from noroshi.reporting.actions.take_report import Call, take_report

    call = Call(code, at, dict(consents))
    return act(take_report, given or incident(), call, by=actor, at=AT)


def entries(kind):
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER):
        return [one.organisation_id for one in Entry.objects.filter(kind=f"reporting.{kind}")]


def test_the_office_files_for_a_caller_and_the_law_alone_decides_until_it_confirms(actors):
    from noroshi.reporting.actions.confirm_report import confirm_report
    from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent

    east, office, police = (actors[code] for code in ("P-EAST", "NCO", "POLICE"))
    submit(actors["P-WEST"], incident())
    said = {"POLICE": ["event", "attachments"], "POLICE-2": ["event"]}
    report = take(office, consents=said).report_id
    assert counts(east) == [1, 1, 7, 1], "what is owed is worked out as if it had filed itself"
    by_west = owed_of(actors["P-WEST"])
    for asked, filed in zip(owed_of(east), by_west, strict=True):
        assert (asked["stage"], asked["due_at"], asked["state"]) == (
            filed["stage"], filed["due_at"], filed["state"]
        )  # fmt: skip
    told = incident_of(east)
    assert told.pop("on_behalf")["office"] == "NCO"
    assert told == incident_of(actors["P-WEST"])
    assert {one["recipient"] for one in owed_of(office)} == {"prime_minister"}
    assert counts(actors["METI"]) == [2, 2, 4, 2]
    nothing = "SELECT 1 FROM reporting_excerpt UNION ALL SELECT 2 FROM reporting_consent"
    for stranger in ("POLICE", "POLICE-2", "BANK", "FSA", "COMMISSION"):
        assert rows(actors[stranger], nothing) == [], stranger
        assert counts(actors[stranger]) == [0, 0, 0, 0], stranger
    with pytest.raises(ConflictError):
        act(give_consent, report, "POLICE", ["event"], by=east)
    (second,) = rows(east, "SELECT id FROM reporting_consent WHERE code = 'POLICE-2'")
    assert act(withdraw_consent, report, second[0], by=east).versions == []
    act(confirm_report, report, by=east)
    assert rows(police, "SELECT number, left_at FROM reporting_excerpt") == [(1, LATER)]
    assert rows(actors["POLICE-2"], nothing) == []
    with pytest.raises(ConflictError):
        act(confirm_report, report, by=east)
    assert entries("ReportTaken") == entries("ReportConfirmed") == [east.organisation]


def incident_of(actor):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.models import Version

    with acting_as(actor):
        return Version.objects.filter(organisation_id=actor.organisation).first().content


def test_a_version_of_ones_own_takes_its_place_and_what_was_said_binds_nobody(actors):
    from noroshi.reporting.actions.confirm_report import confirm_report
    from noroshi.reporting.queries import unconfirmed

    east, office = actors["P-EAST"], actors["NCO"]
    report = take(office, consents={"POLICE": ["event"]}).report_id
    assert act(lambda **_: unconfirmed().count(), by=east) == 1
    forged = {"office": "NCO", "called_at": "2026-11-02T09:30:00+09:00"}
    submit(east, incident(title="As it was", on_behalf=forged), report=report, at=LATER)
    assert "on_behalf" not in incident_of(east)
    assert act(lambda **_: unconfirmed().count(), by=east) == 0
    with pytest.raises(ConflictError):
        act(confirm_report, report, by=east)
    assert rows(actors["POLICE"], "SELECT 1 FROM reporting_excerpt") == []


def test_who_else_takes_reports_or_confirms_them_is_refused(actors):
    from noroshi.reporting.actions.confirm_report import confirm_report

    east, office = actors["P-EAST"], actors["NCO"]
    reader = type(office)(**{**vars_of(office), "role": "reader"})
    for by, given, error in (
        (actors["METI"], {}, RefusedError),
        (actors["P-WEST"], {}, RefusedError),
        (reader, {}, RefusedError),
        (office, {"code": "METI"}, RefusedError),
        (office, {"code": "TEL", "given": incident(**ACCIDENT)}, RefusedError),
        (office, {"code": "NOBODY"}, AbsentError),
        (office, {"at": AT + timedelta(seconds=1)}, MalformedError),
        (office, {"at": AT - timedelta(days=900)}, MalformedError),
        (office, {"consents": {"NCO": ["event"]}}, ConflictError),
        (office, {"consents": {"METI": ["event"]}}, AbsentError),
        (office, {"consents": {"POLICE": ["all"]}}, MalformedError),
    ):
        with pytest.raises(error):
            take(by, **given)
    assert counts(east) == [0, 0, 0, 0]
    report = take(office, consents={"POLICE": ["event"]}).report_id
    for code in ("NCO", "METI", "P-WEST", "POLICE"):
        with pytest.raises(AbsentError):
            act(confirm_report, report, by=actors[code])
    taken = (
        "INSERT INTO reporting_version (id, organisation_id, audience, report_id, number, act, reason,"
        " content, digest, receipt, actor_id, accepted_at, taken_by, ledger_entry) SELECT"
        " gen_random_uuid(), organisation_id, audience, id, {number}, 'report', '', '{{}}', '', 'R',"
        " noroshi.actor(), now(), {taken}, id FROM reporting_report"
    )
    owed = (
        "INSERT INTO reporting_obligation (id, organisation_id, audience, report_id, regime, duty, stage,"
        " recipient, received_by, value) SELECT gen_random_uuid(), organisation_id, audience, id,"
        " 'jp-act', 'x', 'x', 'prime_minister', 'nco', '{{}}' FROM reporting_report"
    )
    excerpt = (
        "INSERT INTO reporting_excerpt (id, organisation_id, audience, report_id, consent_id, number,"
        " act, reporter, name, name_ja, groups, content, digest, left_at, ledger_entry)"
        " SELECT gen_random_uuid(), c.organisation_id, c.recipient_audience, c.report_id, c.id, 1,"
        " 'report', '', '', '', '{{event}}', '{{}}', '', now(), c.id FROM reporting_consent c"
    )
    stray = (
        "INSERT INTO reporting_report (id, organisation_id, audience, kind, title, stage, regimes, version,"
        " read_by, aware_at, changed_at) SELECT gen_random_uuid(), id, audience, 'other', 'x', 'x', '{{}}',"
        " {version}, '{{{readers}}}', now(), now() FROM parties_organisation WHERE code = '{code}'"
    )
    forced = (
        "INSERT INTO reporting_consent (id, organisation_id, audience, report_id, recipient_id,"
        " recipient_audience, kind, code, groups, taken_by, holds, given_at, actor_id, ledger_entry)"
        " SELECT gen_random_uuid(), c.organisation_id, c.audience, c.report_id, o.id, o.audience, o.kind,"
        " o.code, c.groups, c.taken_by, true, now(), noroshi.actor(), c.id"
        " FROM reporting_consent c, parties_organisation o WHERE o.code = 'POLICE-2'"
    )
    for code, attack in (
        ("NCO", forced),
        ("NCO", stray.format(version=1, readers="nco", code="METI")),
        ("NCO", stray.format(version=1, readers="ministry", code="P-EAST")),
        ("NCO", stray.format(version=2, readers="nco", code="P-EAST")),
        ("METI", stray.format(version=1, readers="nco", code="P-EAST")),
        ("NCO", taken.format(number=2, taken="'NCO'")),
        ("NCO", taken.format(number=1, taken="''")),
        ("NCO", taken.format(number=1, taken="'METI'")),
        ("METI", taken.format(number=1, taken="'METI'")),
        ("P-EAST", taken.format(number=2, taken="'NCO'")),
        ("METI", owed.format()),
        ("NCO", excerpt.format()),
        ("P-EAST", excerpt.format()),
        ("P-EAST", "UPDATE reporting_consent SET holds = true; " + excerpt.format()),
    ):
        with (
            act_as(actors[code]),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
    submit(east, report=report, at=LATER)
    for code in ("NCO", "METI"):
        with act_as(actors[code]), connection.cursor() as cursor:
            for update in (
                "UPDATE reporting_version SET confirmed_at = now()",
                "UPDATE reporting_consent SET holds = true",
            ):
                cursor.execute(update)
                assert cursor.rowcount == 0, code
    for late, attack in ((office, owed), (east, excerpt)):
        with (
            act_as(late),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack.format())


def act_as(actor):
    from noroshi.parties.scope import acting_as

    return acting_as(actor)
