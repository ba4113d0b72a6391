"""The board, the what-if and the course of a vulnerability show each reader their own."""

import json
import re

from tests.integration.web.conftest import signed_in
from tests.nation import GATES, bring_assets, bring_feeds, cve_record

ELECTRIC = {"sector": "electricity", "urgency": "immediate"}


def answered(client, state):
    page = client.get("/warnings/").content.decode()
    identifier = re.search(r'href="(/warnings/[0-9a-f-]{36}/)"', page)[1]
    assert client.post(f"{identifier}answer/", {"state": state}).status_code == 302


def waiting(client, query=""):
    items = client.get(f"/board/?format=json{query}").json()["items"]
    return {(one["sector"], one["urgency"]): (one["waiting"], one["settled"]) for one in items}


def test_the_board_counts_what_the_reader_may_see(nation, tmp_path):
    bring_assets(nation["BANK"], GATES)
    feed = tmp_path / "second.json"
    feed.write_text(json.dumps(cve_record("CVE-2099-0002")))
    bring_feeds(feed)
    office, meti = signed_in("nco@example.test"), signed_in("meti@example.test")
    east, west = signed_in("p-east@example.test"), signed_in("p-west@example.test")
    (urgency,) = {key[1] for key in waiting(office)}
    assert waiting(office) == {("electricity", urgency): (2, 0), ("finance", urgency): (2, 0)}
    assert waiting(office, "&sector=finance") == {("finance", urgency): (2, 0)}
    totals = re.findall(r'class="number mid">(\d+)<', office.get("/board/").content.decode())
    assert sorted(totals) == ["0", "0", "0", "4"]
    assert "Total" not in meti.get("/board/").content.decode(), "one sector is its own total"
    assert waiting(meti) == waiting(east) == {("electricity", urgency): (2, 0)}
    assert waiting(west) == {}
    answered(east, "fixed")
    assert waiting(meti) == {("electricity", urgency): (1, 1)}
    page = meti.get("/board/").content.decode()
    assert "1 on the last day, at most 1" in page
    assert "0.0<span" in page
    link = re.search(r'href="(/warnings/[?]state=owed[^"]*)"', page)[1].replace("&amp;", "&")
    assert len(meti.get(f"{link}&format=json").json()["items"]) == 1
    assert meti.get("/warnings/?format=json&sector=finance").json()["items"] == []
    assert "No warning that you may see waits" in west.get("/board/").content.decode()
    assert west.get("/board/?sector=nothing").status_code == 422
    assert office.get("/board/?format=csv").content.decode("utf-8-sig").startswith("sector,urgency")


def test_what_if_supposes_exploitation_for_whom_the_reader_may_see(nation):
    bring_assets(nation["BANK"], GATES.replace("vpn", "test").replace("192.0.2", "10.0.0"))
    bring_feeds()

    def ask(email, query):
        return signed_in(email).get(f"/what-if/?{query}&format=json").json()["items"]

    cause = "vulnerability=CVE-2099-0001"
    (own,) = ask("p-east@example.test", cause)
    assert (own["system"], own["assets"], own["urgency"]) == ("Remote access", 1, "immediate")
    both = {one["organisation"]: one["urgency"] for one in ask("nco@example.test", cause)}
    assert both.keys() == {"P-EAST", "BANK"}
    assert both["BANK"] != "immediate"
    assert ask("p-west@example.test", cause) == []
    assert ask("meti@example.test", cause) == [own]
    assert ask("p-east@example.test", "product=fortios")[0]["assets"] == 2
    assert ask("p-east@example.test", "product=fortios&low=7.2.4&high=7.3")[0]["assets"] == 1
    assert ask("p-west@example.test", "product=fortios") == []
    east = signed_in("p-east@example.test")
    assert "If FortiOS is exploited" in east.get("/what-if/?product=FortiOS").content.decode()
    unknown = east.get("/what-if/?vulnerability=CVE-1999-9999")
    assert unknown.status_code == 422
    assert '<p class="error">' in unknown.content.decode()
    assert "1 warning" not in east.get("/what-if/").content.decode()
    state = [one["urgency"] for one in east.get("/warnings/?format=json").json()["items"]]
    ask("p-east@example.test", cause)
    assert [one["urgency"] for one in east.get("/warnings/?format=json").json()["items"]] == state


def test_the_course_tells_what_was_known_when(nation, tmp_path):
    changed = cve_record()
    changed["cveMetadata"]["dateUpdated"] = "2026-02-02T00:00:00Z"
    changed["containers"]["cna"]["title"] = "Told anew"
    feed = tmp_path / "changed.json"
    feed.write_text(json.dumps(changed))
    bring_feeds(feed)
    east, west = signed_in("p-east@example.test"), signed_in("p-west@example.test")
    page = "/vulnerabilities/CVE-2099-0001/"
    text = east.get(page).content.decode()
    for said in (
        "became known here",
        "CVE-2099-0001 changed",
        "First exposure",
        "1 warning raised",
    ):
        assert said in text, said
    other = west.get(page).content.decode()
    assert "became known here" in other
    assert "First exposure" not in other
    assert "warning raised" not in other
    today = re.search(r'max="([0-9-]{10})"', text)[1]
    assert "Told anew" in east.get(f"{page}?on={today}").content.decode().split('id="known"')[1]
    early = east.get(f"{page}?on=2026-01-05").content.decode()
    assert "No source had told of it here by then." in early
    for wrong in ("2026-13-01", "yesterday", "2999-01-01"):
        assert east.get(f"{page}?on={wrong}").status_code == 422
