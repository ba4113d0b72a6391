"""What the national office takes down by telephone, reports, supplements and files: marked, told, confirmed
by whose it is, and until then read by whom the law names alone; attacked by SQL."""

import io
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from tests.integration.reporting.test_attachments import attach, content
from tests.integration.reporting.test_consents import rows
from tests.integration.reporting.test_reports import (
    AT,
    consequence,
    counts,
    incident,
    owed_of,
    submit,
    vars_of,
)
from tests.integration.reporting.test_threads import DUE_ON, LATER, act, words
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


def again(actor, report, number, *, given=None, code="P-EAST", consents=()):
    """It telephones again: what it said is the next version."""
    from noroshi.reporting.actions.take_report import Call, Onto, take_supplement

    call = Call(code, CALLED, dict(consents))
    return act(take_supplement, Onto(report, number), given or incident(), call, by=actor)


def send(actor, report):
    """It has sent a file by mail, which the office attaches."""
    from noroshi.reporting.actions.keep_attachment import attach_for_caller
    from noroshi.reporting.attaching import File

    return act(attach_for_caller, report, File("log.txt", io.BytesIO(b"seen")), by=actor)


def states(actor):
    asked = ("regime", "stage", "recipient", "due_at", "state")
    return sorted([str(one[key]) for key in asked] for one in owed_of(actor))


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


def test_it_telephones_again_and_what_it_says_then_waits_as_well(actors):
    from noroshi.reporting.actions.confirm_report import confirm_report
    from noroshi.reporting.actions.keep_consent import give_consent
    from noroshi.reporting.actions.write_line import order_correction

    east, west, office, police = (actors[code] for code in ("P-EAST", "P-WEST", "NCO", "POLICE"))
    report, other = submit(east).report_id, submit(west).report_id
    act(give_consent, report, "POLICE", ["event", "attachments"], by=east)
    for about in (report, other):
        act(order_correction, about, words("Count anew."), DUE_ON, by=actors["METI"])
    more = incident(title="It spread", people={"affected": 2_000_000}, traits=["intrusion"])
    kept = again(office, report, 1, given=more, consents={"POLICE-2": ["event"]})
    submit(west, more, report=other, at=LATER)
    assert (kept.number, kept.act, kept.taken_by) == (2, "supplement", "NCO")
    assert states(east) == states(west), "what is owed then is worked out as if it had filed itself"
    ordered = "SELECT count(*) FROM reporting_obligation WHERE starts_with(duty, 'order-')"
    assert rows(east, ordered) == [(1,)], "what was ordered stays"
    assert consequence(east) == consequence(west)
    made = send(office, report)
    assert (made.taken_by, made.holds) == ("NCO", False)
    for reader in (east, office, actors["METI"]):
        assert content(reader, made.id)[1] == b"seen"
    left = "SELECT number FROM reporting_excerpt ORDER BY left_at"
    assert rows(police, left) == [(1,)]
    for table in ("attachment", "frame"):
        assert rows(police, f"SELECT 1 FROM reporting_{table}") == [], "by no consent before"
    act(confirm_report, report, by=east)
    assert rows(police, left) == [(1,), (2,)]
    assert rows(actors["POLICE-2"], left) == [(2,)]
    assert content(police, made.id)[1] == b"seen"
    first = rows(east, "SELECT content ->> 'title' FROM reporting_version WHERE number = 1")
    assert first == [(incident().title,)], "what was filed before is as it was"
    with pytest.raises(ConflictError):
        send(office, report)
    assert again(office, report, 2).number == 3
    assert entries("ReportTaken") == [east.organisation] * 2


def test_the_office_adds_to_what_waits_alone_and_changes_nothing_of_the_operators(actors):
    from noroshi.reporting.actions.confirm_report import confirm_report

    east, office, ministry = actors["P-EAST"], actors["NCO"], actors["METI"]
    report = submit(east).report_id
    own = attach(east, report)
    elsewhere = submit(actors["P-WEST"]).report_id
    for by, given, error in (
        (ministry, {}, RefusedError),
        (east, {}, RefusedError),
        (office, {"number": 2}, ConflictError),
        (office, {"report": elsewhere}, AbsentError),
        (office, {"report": own.id}, AbsentError),
        (office, {"consents": {"METI": ["event"]}}, AbsentError),
    ):
        with pytest.raises(error):
            again(by, **{"report": report, "number": 1, **given})
    for by, error in ((office, ConflictError), (ministry, RefusedError), (east, RefusedError)):
        with pytest.raises(error):
            send(by, report)
    file = (
        "INSERT INTO reporting_attachment (id, organisation_id, audience, report_id, name, size, digest,"
        " look, actor_id, added_at, taken_by, holds) SELECT gen_random_uuid(), organisation_id, audience,"
        " id, '', 1, '', '', noroshi.actor(), now(), {taken}, {holds} FROM reporting_report"
        f" WHERE id = '{report}'"
    )
    frame = (
        "INSERT INTO reporting_frame (id, organisation_id, audience, attachment_id, number, octets)"
        " SELECT gen_random_uuid(), organisation_id, audience, id, 9, '' FROM reporting_attachment"
    )
    filing = (
        "INSERT INTO reporting_filing (id, organisation_id, audience, report_id, version_id, regime, duty,"
        " stage, filed_at) SELECT gen_random_uuid(), organisation_id, audience, report_id, id, 'jp-act',"
        " 'incident', 'full', now() FROM reporting_version WHERE number = 1"
    )
    forged = file.format(taken="'NCO'", holds="false")
    attacks = [
        ("NCO", f"UPDATE reporting_report SET title = 'x' WHERE id = '{report}'"),
        ("NCO", f"UPDATE reporting_report SET version = version + 2 WHERE id = '{report}'"),
        ("NCO", "UPDATE reporting_report SET version = version + 1, withdrawn_at = now()"),
        ("NCO", "UPDATE reporting_report SET version = version + 1, read_by = '{operator}'"),
        ("NCO", f"SELECT noroshi.renew_owed('{report}', '[]')"),
        ("METI", f"SELECT noroshi.renew_owed('{report}', '[]')"),
        ("NCO", forged),
        ("METI", forged),
        ("P-EAST", forged),
        ("P-EAST", file.format(taken="''", holds="false")),
        ("NCO", frame),
        ("NCO", filing),
    ]
    refused_all(actors, attacks)
    again(office, report, 1)
    send(office, report)
    refused_all(
        actors,
        [
            ("NCO", file.format(taken="'NCO'", holds="true")),
            ("NCO", file.format(taken="''", holds="true")),
            ("METI", file.format(taken="'METI'", holds="false")),
            ("METI", frame),
            ("NCO", filing),
        ],
    )
    idle = [
        "UPDATE reporting_attachment SET holds = true",
        "UPDATE reporting_attachment SET key = NULL, name = '', erased_at = now()",
        "DELETE FROM reporting_frame",
        "DELETE FROM reporting_obligation",
    ]
    for code in ("NCO", "METI"):
        for statement in idle:
            with act_as(actors[code]), connection.cursor() as cursor:
                cursor.execute(statement)
                assert cursor.rowcount == 0, (code, statement)
    with act_as(ministry), connection.cursor() as cursor:
        cursor.execute("UPDATE reporting_report SET version = version + 1")
        assert cursor.rowcount == 0
    act(confirm_report, report, by=east)
    refused_all(actors, attacks)


def refused_all(actors, attacks):
    for code, attack in attacks:
        with (
            act_as(actors[code]),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
