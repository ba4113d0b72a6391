"""Communities and the end of a role, on their pages; what another organisation cannot do to them."""

import re

import pytest

from tests.integration.web.conftest import invite, signed_in

COUNCIL = {
    "code": "COUNCIL",
    "kind": "council",
    "name": "Council",
    "name_ja": "協議会",
    "members": "P-EAST, BANK\n",
}


@pytest.fixture
def council(office):
    """The page of a community that the office has formed."""
    answer = office.post("/communities/new/", COUNCIL)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def shown(client, page):
    return client.get(f"{page}?format=json").json()


def test_the_office_forms_a_community_and_changes_its_members(office, council):
    assert shown(office, council)["members"] == ["BANK", "P-EAST"]
    change = f"{council}change/"
    assert "BANK\nP-EAST" in office.get(change).content.decode()
    kept = {**COUNCIL, "name": "Council of two", "members": "P-EAST P-WEST"}
    assert office.post(change, kept).status_code == 302
    document = shown(office, council)
    assert (document["name"], document["members"]) == ("Council of two", ["P-EAST", "P-WEST"])
    emptied = office.post(change, {**kept, "members": ""}, follow=True).content.decode()
    assert "None yet." in emptied


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "SECTOR-RAIL"),
        ("code", "lower case"),
        ("code", "COUNCIL"),
        ("kind", "sector"),
        ("name", ""),
        ("members", "P-EAST NOBODY"),
        ("members", "P-EAST\x00"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_changes_nothing(office, council, field, value):
    wrong = {**COUNCIL, "code": "OTHER", "members": "", field: value}
    answer = office.post("/communities/new/", wrong)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert shown(office, council)["members"] == ["BANK", "P-EAST"]
    listed = office.get("/communities/?format=json").json()["items"]
    assert {one["code"] for one in listed} == {"COUNCIL", "SECTOR-ELECTRICITY", "SECTOR-FINANCE"}


def test_the_community_of_a_sector_is_not_changed_by_hand(office):
    page = "/communities/SECTOR-FINANCE/"
    assert f"{page}change/" not in office.get(page).content.decode()
    assert office.post(f"{page}change/", COUNCIL).status_code == 403


def test_a_member_sees_its_communities_and_of_others_only_how_many(office, council, east):
    codes = [one["code"] for one in east.get("/communities/?format=json").json()["items"]]
    assert codes == ["COUNCIL", "SECTOR-ELECTRICITY"]
    page = east.get(council).content.decode()
    assert "East Power" in page
    assert "1 member whose record you may not see" in page
    assert "BANK" not in page
    assert "/change/" not in page
    assert council in east.get("/own/").content.decode()


def test_who_is_no_member_gets_the_answer_of_a_community_that_is_not_there(office, council, west):
    assert west.get(council).status_code == west.get("/communities/NOWHERE/").status_code == 404
    assert "COUNCIL" not in west.get("/communities/").content.decode()


def test_another_organisations_administrator_forms_and_changes_none(office, council, nation):
    invite("thief@example.test", "P-WEST", "administrator")
    for email in ("thief@example.test", "p-east@example.test", "ministry@example.test"):
        if email.startswith("ministry"):
            invite(email, "METI", "administrator")
        attacker = signed_in(email)
        for page in ("/communities/new/", f"{council}change/"):
            assert attacker.get(page).status_code == 403
            answer = attacker.post(page, {**COUNCIL, "members": "P-WEST"})
            assert answer.status_code == 403, (email, page)
    assert shown(office, council)["members"] == ["BANK", "P-EAST"]


def test_the_offices_analyst_may_not_either(office, council):
    invite("analyst@example.test", "NCO", "analyst")
    analyst = signed_in("analyst@example.test")
    assert "Form a community" not in analyst.get("/communities/").content.decode()
    assert analyst.post("/communities/new/", {**COUNCIL, "code": "X"}).status_code == 403


ROLE = re.compile(r"/own/roles/[0-9a-f-]{36}/end/")


def test_a_role_is_ended_and_its_holder_is_out_at_once(east):
    invite("leaves@example.test", "P-EAST", "administrator")
    leaver = signed_in("leaves@example.test")
    assert leaver.get("/own/").status_code == 200
    page = east.get("/own/").content.decode()
    (end,) = ROLE.findall(page)  # one's own role has no button
    answer = east.post(end, follow=True)
    assert "Ended." in answer.content.decode()
    assert "leaves@example.test" not in answer.content.decode()
    assert leaver.get("/own/").status_code == 403
    assert east.post(end).status_code == 404


def test_another_organisations_administrator_ends_no_role(east, nation, office):
    invite("stays@example.test", "P-EAST", "analyst")
    invite("thief@example.test", "P-WEST", "administrator")
    (end,) = ROLE.findall(east.get("/own/").content.decode())
    nowhere = "/own/roles/00000000-0000-4000-8000-000000000000/end/"
    for attacker in (signed_in("thief@example.test"), office):
        answers = [attacker.post(page) for page in (end, nowhere)]
        assert [answer.status_code for answer in answers] == [404, 404]
    for role in ("analyst", "reader"):
        invite(f"{role}@example.test", "P-EAST", role)
        assert signed_in(f"{role}@example.test").post(end).status_code == 403
    assert signed_in("stays@example.test").get("/warnings/").status_code == 200


def test_nobody_ends_the_role_they_act_in(east, nation):
    from noroshi.parties.queries import hats
    from noroshi.parties.scope import acting_as

    with acting_as(nation["P-EAST"]):
        from noroshi.parties.models import Person

        person = Person.objects.get(email="p-east@example.test")
    (own,) = hats(person.id)
    assert east.post(f"/own/roles/{own.actor.id}/end/").status_code == 403
    assert east.get("/own/").status_code == 200
