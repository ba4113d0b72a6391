"""What first for the nation: the office sees it, with every point's source; nobody else does."""

import json

import pytest

from tests.integration.web.conftest import signed_in

CAUSE = "CVE-2099-0001"


def test_the_office_sees_both_trees_on_the_page_and_as_json(office):
    page = office.get(f"/vulnerabilities/{CAUSE}/").content.decode()
    for text in (
        "What first for the nation",
        "1 organisation is exposed, as far as the office sees.",
        "SSVC: Attend, since no exploitation is known (assumed, not known)",
        "the impact on the nation is high (by the sector)",
        "SSVC: Decline, since it is public (by the records)",
        "CISA&#x27;s tree for coordinators 2.0.3: attend",
    ):
        assert text in page
    told = json.loads(office.get(f"/vulnerabilities/{CAUSE}/?format=json").content)
    level = told["coordination"]["level"]
    assert (level["tree"], level["version"], level["outcome"]) == ("coordinator", "2.0.3", "attend")
    assert {"name": "automatable", "value": "yes", "source": "cvss"} in level["points"]
    triage = told["coordination"]["triage"]
    assert {"name": "supplier contacted", "value": "no", "source": "assumed"} in triage["points"]
    assert told["coordination"]["organisations"] == 1


def test_the_list_is_narrowed_exported_and_linked(office):
    assert "/coordination/" in office.get("/vulnerabilities/").content.decode()
    page = office.get("/coordination/").content.decode()
    assert f'/vulnerabilities/{CAUSE}/">{CAUSE}' in page
    assert "Attend" in page
    assert CAUSE in office.get("/coordination/?level=attend").content.decode()
    assert f'">{CAUSE}' not in office.get("/coordination/?level=act").content.decode()
    assert office.get("/coordination/?level=soon").status_code == 422
    assert office.get("/coordination/?after=bad").status_code == 422
    (item,) = json.loads(office.get("/coordination/?format=json").content)["items"]
    assert (item["id"], item["organisations"]) == (CAUSE, 1)
    assert CAUSE in office.get("/coordination/?format=csv").content.decode()


@pytest.mark.parametrize("code", ["p-east", "p-west", "meti", "commission"])
def test_nobody_else_sees_any_of_it(nation, code):
    client = signed_in(f"{code}@example.test")
    for query in ("", "?format=json", "?format=csv", "?level=attend"):
        assert client.get(f"/coordination/{query}").status_code == 403
    page = client.get(f"/vulnerabilities/{CAUSE}/").content.decode()
    assert "What first for the nation" not in page
    assert "coordination" not in json.loads(
        client.get(f"/vulnerabilities/{CAUSE}/?format=json").content
    )
    assert "/coordination/" not in client.get("/vulnerabilities/").content.decode()
