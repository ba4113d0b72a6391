"""What is found is stored of a kind of assets; who is exposed follows from whose assets are of it."""

from datetime import datetime
from itertools import pairwise

import psycopg
import pytest

from tests.integration.test_story import warnings_of, write
from tests.nation import GATES, HEAD, bring_assets, bring_feeds, cve_record, register

OTHER = HEAD + "Remote access,vpn,printer-1,Maker,Printer,1.0,,,192.0.2.5,\n"


@pytest.fixture
def actors(database):
    return register()


def told(actor):
    """What a requester reads of the kinds: exposures, findings."""
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.models import Exposure, Finding

    with acting_as(actor):
        found = Exposure.objects.values_list("cause", "is_open", "found_at", "ended_at")
        return list(found.order_by("found_at")), Finding.objects.count()


def warn():
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs

    with connected_as(Role.WORKER):
        complete_handoffs()


def ago(table, column, days, which=""):
    """As if it had been that many days ago. Nobody may change a history, so its guard is down meanwhile."""
    from noroshi.operations.database import owner_parameters

    with psycopg.connect(**owner_parameters()) as connection:
        connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        at = f"now() - interval '{days} days'"
        connection.execute(f"UPDATE {table} SET {column} = {at} {which}")
        connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def numbers():
    """Of the kinds that are known, in their order; two at least."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.vulnerabilities.models import AssetKind

    with connected_as(Role.WORKER):
        found = sorted(AssetKind.objects.values_list("id", flat=True))
    assert len(found) > 1
    return found


def decide_anew(actor, cause):
    """What is closed and is decided with other numbers is not closed a second time."""
    from noroshi.kernel.clock import now
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.actions.raise_warnings import raise_warnings
    from noroshi.warnings.models import Warning as Stored

    with connected_as(Role.WORKER):
        Stored.objects.filter(cause=cause).update(exploitation=2)
        raised = raise_warnings([(actor.organisation, cause)], at=now())
    assert raised.changes == {"updated": 1}


def names():
    from django.db import connection

    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vulnerabilities_kindname WHERE key ~ 'fortios'")
        return cursor.fetchone()[0]


def test_owners_of_one_kind_share_a_finding_and_learn_nothing_of_each_other(actors, tmp_path):
    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    ((_, is_open, first, _),), findings = told(actors["P-EAST"])
    assert (is_open, findings) == (True, 1)
    assert told(actors["P-WEST"]) == ([], 0), "that somebody has it"
    bring_assets(actors["P-WEST"], GATES)
    warn()
    ((_, is_open, second, _),), findings = told(actors["P-WEST"])
    assert (is_open, findings) == (True, 1)
    assert second > first, "it does not tell since when another has it"
    assert len(warnings_of(actors["P-WEST"])) == 1
    exposures, findings = told(actors["NCO"])
    assert ([found_at for _, _, found_at, _ in exposures], findings) == ([first, second], 1)
    assert all(after - before > 1_000_000 for before, after in pairwise(numbers())), "drawn by lot"


def test_what_goes_keeps_its_past_and_what_returns_begins_anew(actors, tmp_path):
    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    bring_assets(actors["P-EAST"], OTHER)
    warn()
    ((_, is_open, first, gone_at),), findings = told(actors["P-EAST"])
    assert (is_open, findings) == (False, 1)
    assert gone_at > first
    assert names() == 0, "what nobody has is matched no more"
    bring_feeds(write(tmp_path / "other.json", cve_record("CVE-2099-0002")))
    assert [one.warning.state for one in warnings_of(actors["P-EAST"])] == ["closed"]
    decide_anew(actors["P-EAST"], "CVE-2099-0001")
    bring_assets(actors["P-EAST"], GATES)
    warn()
    states = {one.warning.cause: one.warning.state for one in warnings_of(actors["P-EAST"])}
    assert states == {"CVE-2099-0001": "open", "CVE-2099-0002": "open"}
    exposures, _ = told(actors["P-EAST"])
    open_ones = [(cause, found_at) for cause, is_open, found_at, _ in exposures if is_open]
    assert [cause for cause, _ in sorted(open_ones)] == ["CVE-2099-0001", "CVE-2099-0002"]
    assert all(found_at > gone_at for _, found_at in open_ones)
    assert ("CVE-2099-0001", False, first, gone_at) in exposures, "it was here before"


def test_the_course_and_the_trend_tell_of_what_went_and_came_back(actors, tmp_path):
    from noroshi.parties.scope import acting_as
    from noroshi.warnings import board

    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    for sheet in (OTHER, GATES):
        bring_assets(actors["P-EAST"], sheet)
        warn()
    ago("warnings_warning", "raised_at", 9)
    ago("warnings_note", "written_at", 6, "WHERE text = 'closed'")
    ago("warnings_note", "written_at", 3, "WHERE text = 'reopened'")
    with acting_as(actors["P-EAST"]):
        counts = [count for _, count in board.waiting_per_day(days=12)]
        assert counts == [0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1]
        moves = board.moves("CVE-2099-0001")
        assert [(what, many) for _, what, many in moves] == [
            ("raised", 1), ("closed", 1), ("reopened", 1)
        ]  # fmt: skip
        days = [day for day, _, _ in moves]
        assert [(later - day).days for day, later in pairwise(days)] == [3, 3]
    with acting_as(actors["P-WEST"]):
        assert board.moves("CVE-2099-0001") == []


def test_an_asset_that_goes_while_its_record_is_corrected_closes_its_warning(actors, tmp_path):
    bring_assets(actors["P-EAST"], GATES)
    bring_assets(actors["P-WEST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    bring_assets(actors["P-EAST"], OTHER)
    corrected = cve_record(high="7.2.2")
    corrected["cveMetadata"]["dateUpdated"] = "2026-02-01T00:00:00Z"
    bring_feeds(write(tmp_path / "cve.json", corrected))
    for code in ("P-EAST", "P-WEST"):
        (explained,) = warnings_of(actors[code])
        assert explained.warning.state == "closed"
        assert [is_open for _, is_open, _, _ in told(actors[code])[0]] == [False]


def test_what_is_announced_of_warnings_is_when_and_nothing_else(actors, tmp_path):
    from noroshi.operations.database import owner_parameters

    bring_assets(actors["P-EAST"], GATES)
    with psycopg.connect(**owner_parameters(), autocommit=True) as connection:
        connection.execute("LISTEN warnings")
        bring_feeds(write(tmp_path / "cve.json", cve_record()))
        announced = list(connection.notifies(timeout=10, stop_after=1))
    assert [datetime.fromisoformat(one) for said in announced for one in said.payload.split()]


@pytest.mark.parametrize(("lot", "ahead"), [(1, 1), (2, 1), (2, 2), (3, 9)])
def test_kinds_are_named_lot_by_lot(actors, tmp_path, monkeypatch, lot, ahead):
    from noroshi.vulnerabilities.actions import name_kinds

    monkeypatch.setattr(name_kinds, "LOT", lot)
    monkeypatch.setattr(name_kinds, "AHEAD", ahead)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    lines = [f"Remote access,vpn,gate-{n},Fortinet,FortiOS,7.2.{n},,,,\n" for n in range(5)]
    bring_assets(actors["P-EAST"], HEAD + "".join(lines))
    warn()
    exposures, findings = told(actors["P-EAST"])
    assert (len(exposures), findings) == (5, 5)


def test_a_warning_names_entries_that_are_in_the_log(actors, tmp_path):
    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    (raised,) = _named_entries()
    bring_assets(actors["P-EAST"], OTHER)
    warn()
    (closed,) = _named_entries()
    assert closed[0] == raised[0] == raised[1], "that it was raised"
    assert closed[1] == closed[2] != raised[1], "that it was closed, of which a note tells"


def _named_entries():
    """Of each warning the entries that it and its last note name, as the log has them."""
    from django.db import connection

    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER), connection.cursor() as cursor:
        cursor.execute(
            """SELECT first.id, last.id, noted.id FROM warnings_warning w
               JOIN ledger_entry first ON first.id = w.raised_entry
               JOIN ledger_entry last ON last.id = w.ledger_entry
               LEFT JOIN warnings_note n ON n.warning_id = w.id
               LEFT JOIN ledger_entry noted ON noted.id = n.ledger_entry"""
        )
        return cursor.fetchall()
