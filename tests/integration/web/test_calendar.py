"""Calendars of deadlines: by a secret address, of what its reader may see, and nothing of incidents."""

import re
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from tests.integration.reporting.test_reports import AT, incident, submit
from tests.integration.web.conftest import signed_in

ADDRESS = re.compile(r"http[^\s<\"]+(/calendar/[A-Za-z0-9_-]{43}\.ics)")


def made(client):
    page = client.post("/own/calendar/").content.decode()
    return ADDRESS.search(page)[1]


def events(path):
    """Summaries, as any program without a sign-in reads them."""
    answer = Client(SERVER_NAME="localhost").get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    whole = answer.content.decode().replace("\r\n ", "").split("\r\n")
    return [line.removeprefix("SUMMARY:") for line in whole if line.startswith("SUMMARY:")]


def test_what_is_owed_stands_in_the_calendars_of_who_may_see_it(nation, east, west):
    report = submit(nation["P-EAST"]).report_id
    ministry, office = signed_in("meti@example.test"), signed_in("nco@example.test")
    own, other = made(east), made(west)
    assert "You have an address" in east.get("/own/calendar/").content.decode()
    assert not ADDRESS.search(east.get("/own/calendar/").content.decode()), "it is shown once"
    assert sorted(events(own)) == [
        "jp-act: Full report to the Prime Minister",
        "jp-act: Full report to the competent minister",
        "jp-appi: First report to the Personal Information Protection Commission",
        "jp-appi: Full report to the Personal Information Protection Commission",
    ]
    assert events(other) == []
    assert events(made(ministry)) == ["jp-act: Full report to the competent minister"]
    assert events(made(office)) == ["jp-act: Full report to the Prime Minister"]
    text = Client(SERVER_NAME="localhost").get(own).content.decode()
    assert f"/reports/{report}/" in text.replace("\r\n ", "")
    assert not any(word in text for word in ("P-EAST", "受付サーバー", "East Power", "ransomware"))
    submit(nation["P-EAST"], incident(stage="full"), report=report)
    assert not [one for one in events(own) if one.startswith("jp-act")]


def test_it_is_asked_for_again_only_if_it_changed(nation, east):
    submit(nation["P-EAST"])
    path, client = made(east), Client(SERVER_NAME="localhost")
    first = client.get(path)
    again = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    since = {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
    assert client.get(path, **since).status_code == 304
    submit(nation["P-EAST"], at=AT + timedelta(hours=1))
    assert client.get(path, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    assert "no-cache" in first["Cache-Control"]


def test_what_is_revoked_made_anew_or_of_an_ended_role_is_like_what_never_was(nation, east, west):
    from noroshi.kernel.clock import now
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.models import ActorRecord

    first = made(east)
    second = made(east)
    events(second)
    never = Client(SERVER_NAME="localhost").get(f"/calendar/{'A' * 43}.ics")
    assert never.status_code == 404
    for gone in (first, second):
        answer = Client(SERVER_NAME="localhost").get(gone)
        assert answer.status_code == 404
        assert (answer.content, answer.headers.keys()) == (b"", never.headers.keys())
        east.post("/own/calendar/revoke/")
    assert east.post("/own/calendar/revoke/").status_code == 404
    path = made(west)
    with connected_as(Role.WORKER):
        ActorRecord.objects.filter(person__email="p-west@example.test").update(ended_at=now())
    assert Client(SERVER_NAME="localhost").get(path).status_code == 404
    assert Client(SERVER_NAME="localhost").post(path).status_code == 405


def test_nobody_gets_at_anothers_address_by_sql(nation, east):
    from noroshi.parties.scope import acting_as

    made(east)
    for name in ("P-WEST", "P-EAST", "METI", "NCO"):
        with acting_as(nation[name]), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reporting_calendarkey")
            assert cursor.fetchone()[0] == 0, "a colleague's is not one's own"
            cursor.execute("UPDATE reporting_calendarkey SET ended_at = now()")
            assert cursor.rowcount == 0
    forged = (
        "INSERT INTO reporting_calendarkey (id, organisation_id, audience, actor_id, digest, language,"
        " made_at) SELECT gen_random_uuid(), organisation_id, audience, id, '\\x00', 'en', now()"
        " FROM parties_actor WHERE kind = 'person'"
    )
    with (
        acting_as(nation["P-EAST"]),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(forged)
