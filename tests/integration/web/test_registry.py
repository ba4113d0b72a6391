"""Specified computers on the pages: from the sheet of links to what is notified; and whose page it is."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.web.conftest import signed_in

LINKS = "system,kind,to_system,over\nRemote access,service,,Supply (fictional)\n"
CHOSEN = re.compile(r'name="chosen" value="([0-9a-f-]{36})"')


def test_an_operator_registers_what_is_proposed_and_says_what_it_notified(nation, east, west):
    from noroshi.kernel.clock import now
    from noroshi.operations.database import Role, connected_as
    from noroshi.reporting.actions.owe_registration import owe_registration

    page = east.get("/specified/candidates/").content.decode()
    assert "Nothing is known yet" in page
    file = SimpleUploadedFile("links.csv", (LINKS + "Nowhere,line,Remote access,x\n").encode())
    page = east.post("/specified/candidates/", {"file": file}).content.decode()
    assert "is no registered system" in page
    assert "Of the essential service itself: Supply (fictional)" in page
    chosen = CHOSEN.findall(page)
    assert len(chosen) == 2
    given = {"chosen": chosen, "on": "2099-01-01"}
    answer = east.post("/specified/register/", given)
    assert answer.status_code == 422
    assert 'href="#id_on' in answer.content.decode()
    assert west.post("/specified/register/", {**given, "on": "2026-11-01"}).status_code == 404
    assert east.post("/specified/register/", {**given, "on": "2026-11-01"}).status_code == 302
    page = east.get("/specified/").content.decode()
    assert "2 registered" in page
    assert "gate-1" in page
    assert "Not confirmed" in page or "2027-03-31" in page
    items = east.get("/specified/?format=json").json()["items"]
    assert {(one["name"], one["maker"], one["pending"]) for one in items} == {
        ("gate-1", "Fortinet", True), ("gate-2", "Fortinet", True),
    }  # fmt: skip
    assert "gate-2" in east.get("/specified/?format=csv").content.decode()
    with connected_as(Role.WORKER):
        owe_registration(at=now())
    ministry = signed_in("meti@example.test")
    for client in (east, ministry):
        for board in ("/reports/deadlines/", "/reports/deadlines/?state=open&sector=electricity"):
            assert 'href="/specified/?state=pending">Specified computers' in (
                client.get(board, headers={"Accept-Language": "en"}).content.decode()
            )
        assert "Registration of what there was" in (
            client.get("/reports/deadlines/?format=csv").content.decode()
            + client.get("/", headers={"Accept-Language": "en"}).content.decode()
        )
    assert "/specified/?state=pending" not in west.get("/reports/deadlines/").content.decode()
    assert len(ministry.get("/specified/?format=json").json()["items"]) == 2
    assert "All of it was notified" not in ministry.get("/specified/").content.decode()
    assert west.get("/specified/?format=json").json()["items"] == []
    for client in (west, ministry):
        client.post("/specified/notify/", {"on": "2026-11-20"})
    assert len(east.get("/specified/?state=pending&format=json").json()["items"]) == 2
    assert east.post("/specified/notify/", {"on": "2026-11-20"}).status_code == 302
    assert east.get("/specified/?state=pending&format=json").json()["items"] == []
