"""The office's desk for names, what an operator is shown of it, and what nobody else learns."""

import re

import pytest

from tests.integration.web.conftest import signed_in
from tests.nation import HEAD, bring_assets

ODD = HEAD + (
    "Remote access,vpn,gate-9,Fortinett,Forti OS,7.2.3,,,,\n"
    "Remote access,vpn,gate-8,フォーティネット,FortiGate 60F,7.2.3,,,,\n"
    "Billing,,ledger,Mujina Works,Ledger,1,,,,\n"
)
PAGES = ("/names/", "/names/new/", "/names/?format=csv", "/names/?format=json")


@pytest.fixture
def proposed(nation):
    """P-EAST runs what it spells otherwise; the id of the candidate."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.vulnerabilities.actions.propose_names import propose_names
    from noroshi.vulnerabilities.queries import product_aliases

    bring_assets(nation["P-EAST"], ODD, source="odd.csv")
    with connected_as(Role.WORKER):
        complete_handoffs()
        propose_names()
        return product_aliases(state="proposed").get().id


def follow():
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs

    with connected_as(Role.WORKER):
        complete_handoffs()


def warning_page(client):
    (identifier,) = {item["id"] for item in client.get("/warnings/?format=json").json()["items"]}
    return client.get(f"/warnings/{identifier}/").content.decode()


def test_the_office_confirms_and_the_warning_says_how(office, east, proposed):
    assert "1 name of a product waits" in office.get("/").content.decode()
    listed = office.get("/names/?state=proposed").content.decode()
    assert "fortinett | forti os" in listed
    assert "P-EAST" not in re.sub(r'<div class="hat">.*?</div>', "", listed, flags=re.DOTALL)
    assert "By another known name" in warning_page(east)
    assert "gate-9" not in warning_page(east)
    answer = office.post(f"/names/{proposed}/judge/", {"state": "confirmed"}, follow=True)
    assert "It is recorded." in answer.content.decode()
    follow()
    page = warning_page(east)
    assert "gate-9" in page
    assert "By a name that the national office confirmed" in page
    assert "フォーティネット FortiGate 60F is also known as fortinet | fortios" in page
    shown = office.get(f"/names/{proposed}/").content.decode()
    assert "Take it back" in shown
    refused = office.post(f"/names/{proposed}/judge/", {"state": "withdrawn"})
    assert (refused.status_code, "between 1 and 1000" in refused.content.decode()) == (422, True)
    office.post(f"/names/{proposed}/judge/", {"state": "withdrawn", "ground": "an error"})
    follow()
    assert "gate-9" not in warning_page(east)
    kinds = [one["kind"] for one in office.get("/ledger/?format=json").json()["items"]]
    assert kinds.count("vulnerabilities.NamesJudged") == 2


def test_the_office_adds_a_name_and_is_told_what_is_wrong(office, proposed):
    given = {"name": "Mujina | *", "other": "Tanuki | *", "kind": "acquired", "ground": "invented"}
    added = office.post("/names/new/", given, follow=True)
    assert "is another name of" in added.content.decode()
    for wrong, said in (
        ({}, "of one product already"),
        ({"other": "Tanuki | Gate"}, "a maker is another maker"),
        ({"name": "Mujina"}, "Maker | Product"),
        ({"kind": "candidate"}, "id_kind"),
    ):
        answer = office.post("/names/new/", given | wrong)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    listed = office.get("/names/?text=mujina&format=json").json()["items"]
    assert [(one["name"], one["state"], one["origin"]) for one in listed] == [
        ("Mujina | *", "confirmed", "office")
    ]
    paged = office.get("/names/").content.decode()
    (following,) = re.findall(r'rel="next" href="([^"]*)"', paged)
    assert office.get("/names/" + following.replace("&amp;", "&")).status_code == 200


def test_an_operator_sees_its_own_unknown_products_and_what_is_like_them(east, west, proposed):
    assert "2 of your assets are known to no source" in east.get("/assets/").content.decode()
    rows = east.get("/assets/unknown/?format=json").json()["items"]
    assert [(one["name"], [like["name"] for like in one["likely"]]) for one in rows] == [
        ("gate-9", ["fortinet | fortios"]),
        ("ledger", []),
    ]
    assert "fortinet | fortios" in east.get("/assets/unknown/?text=gate").content.decode()
    assert "known to no source" not in west.get("/assets/").content.decode()
    assert west.get("/assets/unknown/?format=json").json()["items"] == []


def test_nobody_else_opens_the_desk_or_judges(nation, east, west, proposed):
    others = [east, west, signed_in("meti@example.test"), signed_in("commission@example.test")]
    for client in others:
        for page in (*PAGES, f"/names/{proposed}/", f"/names/{proposed}/?format=json"):
            answer = client.get(page)
            assert answer.status_code == 403, page
            assert "fortinett" not in answer.content.decode()
        judged = client.post(f"/names/{proposed}/judge/", {"state": "confirmed"})
        assert judged.status_code == 403
        given = {"name": "A | B", "other": "C | D", "kind": "renamed", "ground": "x"}
        assert client.post("/names/new/", given).status_code == 403
        assert "/names/" not in client.get("/vulnerabilities/").content.decode()
