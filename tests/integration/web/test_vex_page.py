"""The page of VEX: who is trusted, by whom that is decided, what it closed and what contradicts."""

import json

from tests.integration.test_vex import AUTHOR, vex
from tests.integration.web.conftest import signed_in
from tests.nation import bring_feeds

OTHER = "Kitsune Watch (fictional)"


def bring(tmp_path, *documents):
    for number, document in enumerate(documents):
        path = tmp_path / f"vex-{number}.json"
        path.write_text(json.dumps(document))
        bring_feeds(path)


def follow():
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs

    with connected_as(Role.WORKER):
        complete_handoffs()


def test_the_office_trusts_and_distrusts_and_everybody_sees_their_own(nation, tmp_path):
    bring(tmp_path, vex(), vex("affected", author=OTHER, name="2"))
    office, east = signed_in("nco@example.test"), signed_in("p-east@example.test")
    assert "not trusted" in east.get("/vex/").content.decode()
    wrong = office.post("/vex/trust/", {"author": AUTHOR, "rank": 2000})
    assert (wrong.status_code, AUTHOR in wrong.content.decode()) == (422, True)
    said = {"author": AUTHOR, "rank": 5, "days": 3000}
    assert office.post("/vex/trust/", said).status_code == 302
    assert office.post("/vex/trust/", {"author": OTHER, "rank": 7}).status_code == 302
    follow()
    text = east.get("/vex/").content.decode()
    assert "gate-1" in text
    assert "Holds until" in text
    assert "2034-" in text  # 3000 days from March 2026
    assert (
        text.index("This one counts")
        < text.index("Not affected")
        < text.index(OTHER, text.index("This one counts"))
    )
    (own,) = [
        one for one in east.get("/vex/?format=json").json()["items"] if one["author"] == AUTHOR
    ]
    assert (own["closed"], own["rank"], own["days"]) == (1, 5, 3000)
    other = signed_in("p-west@example.test")
    assert "gate-1" not in other.get("/vex/").content.decode()
    items = other.get("/vex/?format=json").json()["items"]
    assert {one["closed"] for one in items} == {0}
    assert "gate-1" in office.get("/vex/", {"author": AUTHOR}).content.decode()
    assert office.post("/vex/distrust/", {"author": AUTHOR}).status_code == 302
    follow()
    assert "Nothing that you may see is closed" in east.get("/vex/").content.decode()


def test_a_name_that_is_no_address_breaks_no_page(nation, tmp_path):
    odd = [vex(), vex("affected", author=OTHER, name="2")]
    for document in odd:
        document["statements"][0]["vulnerability"]["name"] = "TANUKI\n<b>1"
    bring(tmp_path, *odd)
    office = signed_in("nco@example.test")
    for rank, author in enumerate((AUTHOR, OTHER)):
        office.post("/vex/trust/", {"author": author, "rank": rank})
    text = office.get("/vex/").content.decode()
    assert "TANUKI\n&lt;b&gt;1" in text


def test_nobody_but_the_office_judges_by_page_or_statement(nation, tmp_path):
    import pytest
    from django.db import Error, connection, transaction

    from noroshi.parties.scope import acting_as

    bring(tmp_path, vex())
    for email in ("p-east@example.test", "meti@example.test", "commission@example.test"):
        client = signed_in(email)
        assert client.post("/vex/trust/", {"author": AUTHOR, "rank": 1}).status_code == 403
        assert client.post("/vex/distrust/", {"author": AUTHOR}).status_code == 403
        assert 'id="trust"' not in client.get("/vex/").content.decode()
    for statement in (
        "INSERT INTO vulnerabilities_vexauthor VALUES ('x', 1, NULL, now())",
        "SELECT noroshi.match_vex_again('x')",
        "INSERT INTO vulnerabilities_pendingmatch VALUES ('x')",
    ):
        with acting_as(nation["METI"]), pytest.raises(Error), transaction.atomic():
            connection.cursor().execute(statement)
