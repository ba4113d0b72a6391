"""A report that is taken down on the telephone, from the office's page to the operator's."""

import io
import re
from datetime import timedelta

from django.utils import timezone

from tests.integration.suppliers.test_disclosures import work
from tests.integration.warnings.test_mail import post, send, wish  # noqa: F401
from tests.integration.warnings.test_webhooks import settings  # noqa: F401
from tests.integration.web.conftest import invite, signed_in
from tests.integration.web.test_reports import text
from tests.nation import ORGANISATIONS, POLICE, register

PAGE = "/reports/taken/"


def local(at):
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def test_the_office_takes_it_down_and_the_operator_confirms_it(database, post):  # noqa: F811
    wish(register(ORGANISATIONS + POLICE)["P-EAST"], language="en")
    office, east, west, police = (
        invite(f"{name}@example.test", code) and signed_in(f"{name}@example.test")
        for name, code in (("office", "NCO"), ("east", "P-EAST"), ("west", "P-WEST"), ("police", "POLICE"))
    )  # fmt: skip
    noticed = timezone.now() - timedelta(hours=3)
    told = {
        "organisation": "P-EAST", "called_at": local(timezone.now()), "kind": "ransomware",
        "title": "Front desk", "when.aware": local(noticed), "what": "Files do not open.",
        "traits": ["intrusion"], "contacts.0000.name": "Night shift",
        "contacts.0000.email": "night@east.example", "recipient": "POLICE", "groups": ["event"],
    }  # fmt: skip
    assert west.get(PAGE).status_code == west.post(PAGE, told).status_code == 403
    assert PAGE in text(office, "/reports/")
    for wrong, said in (
        ({"title": ""}, "this is needed"),
        ({"when.aware": "yesterday"}, "Kept"),
        ({"groups": []}, "Choose whom it lets read, and what."),
        ({"called_at": local(timezone.now() + timedelta(days=1))}, "an instant that has come"),
        ({"when.aware": local(timezone.now() + timedelta(hours=1))}, "has noticed it before"),
    ):
        answer = office.post(PAGE, {**told, "response": "Kept", **wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "Kept" in answer.content.decode(), "nothing that was typed is lost"
    made = office.post(PAGE, told)
    assert made.status_code == 302, made.content.decode()
    page = made["Location"]
    waits = "Filed by telephone, not confirmed yet"
    assert waits in text(office, page)
    assert "The operator has been told" in text(office, page)
    assert "POLICE (What happened, and when)" in text(office, page)
    work()
    (mail,) = post.mails
    assert mail["To"] == "east@example.test"
    assert "1 report filed for you waits to be confirmed" in mail["Subject"]
    assert page in mail.get_content()
    assert not {"Front", "desk", "Files"} & set(mail.get_content().split())
    assert "By telephone, not confirmed" in text(east, "/reports/")
    assert page in text(east, "/")
    mine = text(east, page)
    assert "said by telephone, not in force" in mine
    assert re.search(r"Confirm it as it stands", mine)
    attach = telephones_again(page, told, office, east, (west, police))
    for client in (west, police):
        assert client.get(page).status_code == 404
        assert client.post(f"{page}confirm/").status_code == 404
    assert office.post(f"{page}confirm/").status_code == 404
    assert "All desks" not in text(police, "/reports/shared/")
    assert east.post(f"{page}confirm/").status_code == 302
    assert "Filed by telephone, and confirmed" in text(east, page)
    assert "Sent to the office, confirmed (NCO)" in text(east, page)
    assert attach not in text(office, page)
    assert page not in text(east, "/") or waits not in text(east, "/")
    assert "East Power" in text(police, "/reports/shared/")
    assert "確認済み" in text(east, page, "ja")


def telephones_again(page, told, office, east, others):
    """What it says then, and a file that it sends; where such are attached."""
    again, attach = f"{page}taken/", f"{page}taken/attach/"
    assert again in text(office, page)
    assert "Front desk" in text(office, again)
    for client in others:
        assert client.get(again).status_code == client.post(again, told).status_code == 403
        assert client.post(attach, {"file": io.BytesIO(b"x")}).status_code == 403
    more = {**told, "title": "All desks", "what": "Nothing opens.", "number": "1", "recipient": "",
            "groups": []}  # fmt: skip
    answer = office.post(again, {**more, "when.aware": "yesterday", "number": "1"})
    assert (answer.status_code, "All desks" in answer.content.decode()) == (422, True)
    late = office.post(again, {**more, "number": "9"}).content.decode()
    assert "a newer version was filed" in late, re.findall('class="error".*?<', late)
    made = office.post(again, more)
    assert made.status_code == 302, made.content.decode()
    sent = io.BytesIO(b"seen")
    sent.name = "log.txt"
    assert attach in text(office, page)
    assert office.post(attach, {"file": sent}).status_code == 302
    for client in (office, east):
        assert "Sent to the office, not confirmed (NCO)" in text(client, page)
    assert "Erase" not in text(office, page)
    assert attach not in text(east, page)
    return attach
