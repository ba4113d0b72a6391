"""What is found is stored of a kind of assets; who is exposed follows from whose assets are of it."""

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
    bring_assets(actors["P-EAST"], GATES)
    warn()
    states = {one.warning.cause: one.warning.state for one in warnings_of(actors["P-EAST"])}
    assert states == {"CVE-2099-0001": "open", "CVE-2099-0002": "open"}
    exposures, _ = told(actors["P-EAST"])
    open_ones = [(cause, found_at) for cause, is_open, found_at, _ in exposures if is_open]
    assert [cause for cause, _ in sorted(open_ones)] == ["CVE-2099-0001", "CVE-2099-0002"]
    assert all(found_at > gone_at for _, found_at in open_ones)


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
