"""An operator knows who receives its information, and of them names and kind, and nothing more."""

import pytest
from django.db import connection

from tests.integration.web.conftest import signed_in


def test_an_operator_sees_who_receives_what_of_its_information(east):
    page = east.get("/own/").content.decode()
    assert "Who receives your information" in page
    for name in ("Fictional ministry", "Fictional national office", "Fictional commission"):
        assert name in page
    assert "Fictional agency" not in page  # the ministry of another sector
    assert "Act No. 42 of 2025" in page
    assert "Competent ministry: Fictional ministry" in page


def test_each_class_of_information_has_its_recipients(nation):
    from noroshi.parties.scope import acting_as
    from noroshi.release.queries import receives

    with acting_as(nation["BANK"]):
        found = receives(nation["BANK"].organisation)
        of_others = receives(nation["P-EAST"].organisation)
    received = {}
    for one in found:
        received.setdefault(one.information_class, set()).add(one.recipient.code)
    assert received["warning"] == received["asset"] == {"FSA", "NCO"}
    assert received["ledger"] == {"NCO", "COMMISSION"}
    assert all(one.articles for one in found)
    assert of_others == []


def test_what_is_withdrawn_is_received_no_more_and_known_no_more(nation):
    from noroshi.kernel.clock import now
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.queries import directory
    from noroshi.parties.scope import acting_as
    from noroshi.release.models import Decision
    from noroshi.release.queries import receives

    with connected_as(Role.WORKER):
        Decision.objects.filter(recipient__code="COMMISSION").update(withdrawn_at=now())
    with acting_as(nation["P-EAST"]):
        assert {one.recipient.code for one in receives(nation["P-EAST"].organisation)} == {
            "METI",
            "NCO",
        }
        assert {one.code for one in directory().values()} == {"METI", "NCO"}


@pytest.mark.parametrize("code", ["METI", "NCO"])
def test_the_record_itself_stays_closed_to_an_operator(east, code):
    assert east.get(f"/organisations/{code}/").status_code == 404
    listed = east.get("/organisations/?format=json").json()["items"]
    assert [one["code"] for one in listed] == ["P-EAST"]
    assert listed[0]["ministry"] == "METI"
    assert "Fictional ministry" in east.get("/organisations/P-EAST/").content.decode()


def test_the_directory_tells_names_and_kind_and_nothing_else(nation):
    from noroshi.parties.scope import acting_as

    with acting_as(nation["P-WEST"]), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM noroshi.directory() WHERE code = 'METI'")
        assert [column.name for column in cursor.description] == [
            "id", "code", "kind", "name", "name_ja",
        ]  # fmt: skip
        ((_, *told),) = cursor.fetchall()
        assert told == ["METI", "ministry", "Fictional ministry", "架空省"]


def test_nobody_is_told_of_peers_nor_without_a_requester(nation):
    from noroshi.parties.queries import directory
    from noroshi.parties.scope import acting_as

    assert directory() == {}
    for code in ("P-EAST", "METI", "NCO", "COMMISSION"):
        with acting_as(nation[code]):
            kinds = {one.kind for one in directory().values()}
        assert kinds <= {"ministry", "nco", "commission"}, code


def test_the_office_and_a_ministry_see_their_own_recipients(nation):
    for email in ("nco@example.test", "meti@example.test"):
        page = signed_in(email).get("/own/").content.decode()
        assert "Fictional commission" in page
