"""Files beside reports: sealed, seen by who reads the report or has a consent, attacked by SQL."""

import io

import pytest
from django.db import DatabaseError, connection, transaction

from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from noroshi.reporting.incident import Kind
from tests.integration.reporting.test_consents import rows
from tests.integration.reporting.test_reports import submit, vars_of
from tests.integration.reporting.test_threads import act
from tests.nation import ORGANISATIONS, POLICE, register

TEXT = b"what the attacker left\n" * 10_000  # several frames
LIVE = b"MZ\x90 invented"


@pytest.fixture
def actors(database):
    return register(ORGANISATIONS + POLICE)


def as_role(actor, role):
    """The same organisation's, in another role, in the database as well."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.models import ActorRecord

    with connected_as(Role.OWNER):
        ActorRecord.objects.filter(id=actor.id).update(role=role)
    return type(actor)(**{**vars_of(actor), "role": role})


def attach(actor, beside, octets=TEXT, name="notes.txt", *, draft=False):
    from noroshi.reporting.actions.keep_attachment import attach_to_draft, attach_to_report
    from noroshi.reporting.attaching import File

    does = attach_to_draft if draft else attach_to_report
    return act(does, beside, File(name, io.BytesIO(octets)), by=actor)


def content(actor, identifier):
    from noroshi.reporting.actions.hand_out import hand_out

    given = act(hand_out, identifier, by=actor)
    with given.stream:
        return given.name, given.stream.read()


def facts():
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER):
        return [one.kind.removeprefix("reporting.") for one in Entry.objects.order_by("id")]


def test_a_file_is_sealed_and_goes_where_its_report_goes(actors):
    from noroshi.formats.protected_zip import PASSWORD
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.actions.keep_attachment import erase_attachment
    from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent

    east, police, meti = actors["P-EAST"], actors["POLICE"], actors["METI"]
    report = submit(east).report_id
    made = attach(east, report, name="../hxxp/notes\u202e.txt")
    live = attach(east, report, LIVE, "photo.jpg")
    assert (made.name, made.look, live.look) == ("notes.txt", "", "program")
    frames = rows(east, "SELECT octets FROM reporting_frame")
    assert len(frames) == 5
    assert not any(TEXT[:20] in bytes(one) or LIVE[:8] in bytes(one) for (one,) in frames)
    for reader in (east, meti, actors["NCO"]):
        assert content(reader, made.id) == ("notes.txt", TEXT)
        with pytest.raises(RefusedError):
            content(reader, live.id)
    assert rows(meti, "SELECT count(*) FROM reporting_frame") == [(4,)], "live octets: by no SQL"
    given = act(give_consent, report, "POLICE", ["event"], by=east)
    with pytest.raises(AbsentError):
        content(police, made.id)
    given = act(give_consent, report, "POLICE", ["event", "attachments"], by=east)
    assert content(police, made.id)[1] == TEXT
    name, packed = content(as_role(police, "analyst"), live.id)
    assert name == "photo.jpg.zip"
    import pyzipper

    with pyzipper.AESZipFile(io.BytesIO(packed)) as held:
        assert held.read("photo.jpg", pwd=PASSWORD) == LIVE
    left = act(withdraw_consent, report, given.id, by=east)
    assert sorted(one.attachment.name for one in left.files) == ["notes.txt", "photo.jpg"]
    assert {one.ledger_entry for one in left.files} <= entries()
    fetched = "SELECT attachment_id FROM reporting_fetch"
    assert len(rows(east, fetched)) == len(rows(police, fetched)) == 2
    for other in (meti, actors["NCO"], actors["POLICE-2"], actors["P-WEST"]):
        assert rows(other, fetched) == []
    forged = (
        "INSERT INTO reporting_fetch (id, organisation_id, audience, consent_id, attachment_id, actor_id,"
        " fetched_at, ledger_entry) SELECT gen_random_uuid(), f.organisation_id, f.audience, f.consent_id,"
        " f.attachment_id, noroshi.actor(), now(), f.ledger_entry FROM reporting_fetch f"
    )
    for by in (police, east):
        with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(forged)
    for stranger in ("POLICE", "POLICE-2", "P-WEST", "FSA", "COMMISSION"):
        for table in ("attachment", "frame"):
            assert rows(actors[stranger], f"SELECT 1 FROM reporting_{table}") == [], stranger
        with pytest.raises(AbsentError):
            content(actors[stranger], made.id)
    act(erase_attachment, made.id, "A wrong file.", by=east)
    with pytest.raises(AbsentError):
        content(east, made.id)
    assert rows(
        east, "SELECT name, key, size FROM reporting_attachment WHERE erased_at IS NOT NULL"
    ) == [("", None, len(TEXT))]
    assert rows(east, "SELECT count(*) FROM reporting_frame") == [(1,)]
    told = [one for one in facts() if one.startswith("File")]
    assert told == ["FilesAttached"] * 2 + ["FileHandedOut"] * 4 + ["FileErased"]


def entries():
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER):
        return {one.id for one in Entry.objects.all()}


def test_a_drafts_files_are_filed_or_thrown_away_with_it(actors):
    from noroshi.reporting.actions.file_draft import file_draft
    from noroshi.reporting.actions.keep_attachment import erase_attachment
    from noroshi.reporting.actions.keep_draft import begin_draft, discard_draft, supplement_draft
    from noroshi.reporting.merging import Typed

    east, meti = actors["P-EAST"], actors["METI"]
    report = submit(east).report_id
    draft = act(supplement_draft, report, by=east).id
    made = attach(east, draft, draft=True)
    other = act(begin_draft, Kind.OTHER, by=east).id
    attach(east, other, LIVE, draft=True)
    assert rows(meti, "SELECT 1 FROM reporting_attachment") == [], "what is not filed nobody sees"
    with pytest.raises(AbsentError):
        act(erase_attachment, made.id, "A wrong file.", by=east)
    from noroshi.reporting.actions.keep_draft import save_draft

    act(save_draft, draft, Typed({"stage": "full", "regimes": ["jp-act"]}, {}), by=east)
    act(file_draft, draft, by=east)
    assert content(meti, made.id)[1] == TEXT
    act(discard_draft, other, by=east)
    assert rows(east, "SELECT name FROM reporting_attachment") == [("notes.txt",)]
    assert facts().count("FilesAttached") == 1
    with pytest.raises(ConflictError):
        attach(east, other, draft=True)


def test_nobody_attaches_to_anothers_report_or_alters_a_file(actors):
    from noroshi.parties.scope import acting_as
    from noroshi.reporting.actions.keep_attachment import erase_attachment
    from noroshi.reporting.actions.withdraw_report import withdraw_report

    east, west, meti = actors["P-EAST"], actors["P-WEST"], actors["METI"]
    report, other = submit(east).report_id, submit(west).report_id
    made = attach(east, report)
    reader = type(east)(**{**vars_of(east), "role": "reader"})
    for by, beside, octets, error in (
        (west, report, TEXT, AbsentError),
        (meti, report, TEXT, AbsentError),
        (reader, report, TEXT, RefusedError),
        (east, report, b"", MalformedError),
    ):
        with pytest.raises(error):
            attach(by, beside, octets)
    for by, reason, error in (
        (west, "x", AbsentError),
        (meti, "x", AbsentError),
        (reader, "x", RefusedError),
        (east, " ", MalformedError),
    ):
        with pytest.raises(error):
            act(erase_attachment, made.id, reason, by=by)
    row = (
        "INSERT INTO reporting_attachment (id, organisation_id, audience, report_id, name, size, digest,"
        " look, actor_id, added_at) VALUES (gen_random_uuid(), noroshi.organisation(),"
        f" noroshi.own_audience(), '{report}', '', 1, '', '', {{actor}}, now())"
    )
    frame = (
        "INSERT INTO reporting_frame (id, organisation_id, audience, attachment_id, number, octets)"
        f" VALUES (gen_random_uuid(), noroshi.organisation(), noroshi.own_audience(), '{made.id}', 9, '')"
    )
    for by, attack in (
        (west, row.format(actor="noroshi.actor()")),
        (meti, row.format(actor="noroshi.actor()")),
        (east, row.format(actor="NULL")),
        (west, frame),
        (meti, frame),
        (east, f"UPDATE reporting_attachment SET report_id = '{other}'"),
        (east, "UPDATE reporting_attachment SET look = ''"),
        (east, "UPDATE reporting_frame SET octets = ''"),
    ):
        with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(attack)
    for table in ("frame", "attachment"):
        with acting_as(meti), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM reporting_{table}")
            assert cursor.rowcount == 0
    with acting_as(east), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_attachment")
        assert cursor.rowcount == 0, "what is filed stays"
        cursor.execute("DELETE FROM reporting_frame WHERE number = 3")
    with pytest.raises(MalformedError):
        content(meti, made.id)
    act(withdraw_report, report, "A drill.", by=east)
    with pytest.raises(ConflictError):
        attach(east, report)
