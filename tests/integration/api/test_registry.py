"""Specified computers by the API: proposed, registered in bulk, notified; each for whose they are."""

import io

import pytest

from tests.integration.api.conftest import new_client, work
from tests.integration.api.test_interface import walk
from tests.integration.api.test_sign_in import problem_of

LINKS = "system,kind,to_system,over\nRemote access,service,,Supply (fictional)\n"
HERE = "/specified-computers"
DAY = "2026-11-20"


@pytest.fixture(scope="module")
def linked(nation):
    from noroshi.assets.actions.import_connections import import_connections
    from noroshi.formats.connection_sheets import read_connections
    from noroshi.kernel.clock import now
    from noroshi.parties.scope import acting_as

    east = nation.actors["P-EAST"]
    with acting_as(east):
        rows = read_connections(io.BytesIO(LINKS.encode()), source="links.csv")
        import_connections(rows, source="links.csv", by=east, at=now())
    return nation


def test_candidates_are_registered_in_bulk_owed_and_notified(linked):
    east, west = linked.east, linked.west
    found = east.get(f"{HERE}/candidates", **{"Accept-Language": "en"}).json()["items"]
    assert [(one["name"], one["links"], one["exempt"]) for one in found] == [
        ("gate-1", 0, None), ("gate-2", 0, None),
    ]  # fmt: skip
    assert found[0]["why"] == "Of the essential service itself: Supply (fictional)"
    given = {"assets": [one["asset"] for one in found], "on": DAY}
    problem_of(east.post(HERE, {**given, "on": "2199-01-01"}), 422)
    problem_of(east.post(HERE, {**given, "assets": []}), 422)
    problem_of(west.post(HERE, given), 404)
    once = {"Idempotency-Key": "bulk-1"}
    done = {"registered": 2, "exempt": 0, "unchanged": 0}
    assert east.post(HERE, given, **once).json() == done
    assert east.post(HERE, given, **once).json() == done
    assert east.get(f"{HERE}/candidates").json()["items"] == []
    assert [one["name"] for one in walk(east, f"{HERE}?state=pending", 1)] == ["gate-1", "gate-2"]
    work()
    ministry = new_client(linked.actors["METI"], "assets", "reports")
    for caller in (east, ministry):
        owed = walk(caller, "/obligations?regime=jp-act&state=open", 10)
        assert {(one["stage"], one["report"]) for one in owed if one["duty"] == "registration"} == {
            ("existing", None), ("new", None),
        }  # fmt: skip
        assert len(caller.get(f"{HERE}/changes").json()["items"]) == 2
    problem_of(ministry.post(HERE, given), 404)
    for code in ("P-WEST", "BANK", "FSA", "COMMISSION"):
        stranger = new_client(linked.actors[code], "assets", "reports")
        for path in (HERE, f"{HERE}/changes", f"{HERE}/candidates", "/obligations"):
            assert stranger.get(path).json()["items"] == [], (code, path)
        assert stranger.get(f"{HERE}?organisation=P-EAST").json()["items"] == []
    assert west.post(f"{HERE}/notifications", {"on": DAY}).json() == {"notified": 0}
    assert east.post(f"{HERE}/notifications", {"on": DAY}).json() == {"notified": 2}
    work()
    assert east.get("/obligations?state=open&regime=jp-act").json()["items"] == []
    problem_of(new_client(linked.actors["P-EAST"], "reports").get(HERE), 403)
