"""The pages of a bill of materials: what is weak and why it is there, what changed, out again."""

import json
import re

import pytest

from tests.integration.assets.test_bills import SERVICE, bill
from tests.integration.web.conftest import signed_in
from tests.nation import bring_assets, bring_feeds

GATE = "cpe:2.3:o:fortinet:fortios:7.2.3:*:*:*:*:*:*:*"


UUID = "6f0d3c1e-5a52-4c0e-9c35-0d2a3b7e4f10"
OTHER = f"urn:cdx:{UUID}/7#gate"  # another version of itself


@pytest.fixture
def portal(nation, tmp_path):
    """A bill at P-EAST in two editions, whose part `gate` is weak and needed by way of `a`."""
    parts = {"a": "1", "b": "1"}
    first = bill(parts=parts, edges=[("app", "a"), ("a", "gate")])
    gate = {"type": "firmware", "bom-ref": "gate", "name": "gate", "version": "7.2.3", "cpe": GATE}
    first["components"].append(gate)
    first["services"] = [SERVICE]
    first["components"][0]["externalReferences"] = [{"type": "bom", "url": OTHER}]
    first["serialNumber"] = f"urn:uuid:{UUID}"
    second = json.loads(json.dumps(first))
    second["components"][1]["version"] = "2"
    second["components"][0]["licenses"] = [{"license": {"id": "MIT"}}]
    for document, digits in ((first, "aa" * 32), (second, "bb" * 32)):
        document["components"][2]["hashes"] = [{"alg": "SHA-256", "content": digits}]
        bring_assets(nation["P-EAST"], json.dumps(document), source="app.json")
    bring_feeds()
    page = signed_in("p-east@example.test").get("/inventories/").content.decode()
    return re.search(r'href="(/inventories/[0-9a-f-]{36}/)"', page)[1]


def test_the_page_says_what_is_weak_why_and_how_good_the_bill_is(portal):
    east = signed_in("p-east@example.test")
    text = east.get(portal).content.decode()
    way = re.search(r'<ol class="way">(.*?)</ol>', text, re.DOTALL)[1]
    assert re.findall(r">([^<>]+)</", way) == ["app", "a", "gate"]
    assert "CVE-2099-0001" in text
    services = text.partition('id="services"')[2].partition("</section>")[0]
    for said in ("https://pay.example/v1", "PII (outbound)", "part of payments", ">crossed<"):
        assert said in services
    guideline = text.partition('id="guideline"')[2].partition("</section>")[0]
    for said in ("Filename of the component", "not met"):
        assert said in guideline
    links = text.partition('id="links"')[2].partition("</section>")[0]
    for said in (OTHER, f'href="{portal}"', "another version of the document"):
        assert said in links
    assert 'href="?lacking=licence">1 / 3' in text or 'lacking=licence">1 / 4' in text
    assert {item["name"] for item in east.get(f"{portal}?format=json").json()["items"]} == {
        "a", "b", "gate",
    }  # fmt: skip
    narrowed = {
        "licence=mit": {"a"}, "weak=yes": {"gate"}, "type=firmware": {"gate"}, "text=gat": {"gate"},
        "lacking=licence": {"b", "gate"}, "lacking=identifier": {"a", "b"},
        "lacking=dependency": {"b"},
    }  # fmt: skip
    for query, names in narrowed.items():
        items = east.get(f"{portal}?format=json&{query}").json()["items"]
        assert {item["name"] for item in items} == names, query
    asset = re.search(r"/assets/[0-9a-f-]{36}/", text)[0]
    about = east.get(asset).content.decode()
    assert "In its bill of materials" in about
    assert "Needed by" in about


def test_the_page_says_which_bills_refer_to_this_one(nation, portal):
    whole = bill(parts={"portal": "1"}, edges=[], subject="whole")
    link = OTHER.replace("/7#", "/1#")
    whole["components"][0]["externalReferences"] = [{"type": "bom", "url": link}]
    bring_assets(nation["P-EAST"], json.dumps(whole), source="whole.json")
    other = json.dumps(whole).replace("whole", "hidden")
    bring_assets(nation["P-WEST"], other, source="hidden.json")
    text = signed_in("p-east@example.test").get(portal).content.decode()
    referrers = text.partition('id="referrers"')[2].partition("</section>")[0]
    for said in (link, ">whole</a>", ">portal</a>", "edition 2"):
        assert said in referrers
    assert "hidden" not in referrers
    assert portal not in referrers, "that it names another version of itself is no news"


def test_editions_are_compared_and_a_bill_goes_out_again(portal):
    east = signed_in("p-east@example.test")
    assert "In another version" in east.get(f"{portal}difference/").content.decode()
    change = east.get(f"{portal}difference/?from=1&to=2&format=json").json()
    assert change["changed"] == [{"name": "b", "purl": "", "before": "1", "after": "2"}]
    assert (change["added"], change["removed"], change["suppliers"]) == ([], [], [])
    assert [(one["before"], one["after"]) for one in change["licences"]] == [([], ["MIT"])]
    (other,) = change["hashes"]
    assert (other["name"], other["before"]) == ("gate", ["SHA-256:" + "aa" * 32])
    assert (change["opened"], change["closed"]) == ([], [])  # the gate is in both
    page = east.get(f"{portal}difference/").content.decode()
    assert "The same version with another hash" in page
    assert "SHA-256:" + "bb" * 32 in page
    assert "Another licence" in page
    same = east.get(f"{portal}difference/?from=2&to=2").content.decode()
    assert "The components are the same in both." in same
    assert east.get(f"{portal}difference/?from=9").status_code == 404
    answer = east.get(f"{portal}cyclonedx.json")
    assert answer.streaming
    assert answer["Content-Disposition"] == 'attachment; filename="app.cdx.json"'
    document = json.loads(b"".join(answer))
    assert {one["name"] for one in document["components"]} == {"a", "b", "gate"}
    (paid,) = document["services"]
    assert {"type": "bom", "url": OTHER} in document["components"][0]["externalReferences"]
    assert (paid["name"], [one["name"] for one in paid["services"]]) == ("payments", ["rates"])
    package = json.loads(b"".join(east.get(f"{portal}spdx.json")))
    assert {"payments", "rates"} < {one["name"] for one in package["packages"]}
    assert package["spdxVersion"] == "SPDX-2.3"
    assert east.get(f"{portal}swid.json").status_code == 404
    west = signed_in("p-west@example.test")
    for page in ("", "difference/", "cyclonedx.json", "spdx.json"):
        assert west.get(f"{portal}{page}").status_code == 404, page


def test_a_list_too_long_for_a_page_is_refused_as_a_document(portal, monkeypatch):
    from noroshi.entrypoints.web.views import inventories

    monkeypatch.setattr(inventories, "MOST_EXPORTED", 2)
    east = signed_in("p-east@example.test")
    for wanted in ("csv", "json"):
        assert east.get(f"{portal}?format={wanted}").status_code == 403
    assert east.get(portal).status_code == 200


def test_a_bill_of_another_is_absent_at_every_door(portal):
    for email in ("p-west@example.test", "commission@example.test"):
        other = signed_in(email)
        assert "app" not in re.findall(
            r"<a data-open[^>]*>([^<]*)", other.get("/inventories/").content.decode()
        )
        assert other.get("/inventories/?format=json").json()["items"] == []
        for path in ("", "?format=json", "difference/", "cyclonedx.json", "spdx.json"):
            assert other.get(portal + path).status_code == 404, path
    assert signed_in("meti@example.test").get(portal).status_code == 200


def test_components_come_page_by_page_in_every_order(nation):
    parts = {f"part-{number:03}": "1" for number in range(120)}
    edges = [("app", "part-000"), *(("part-000", name) for name in list(parts)[1:60])]
    document = bill(parts=parts, edges=edges)
    bring_assets(nation["P-EAST"], json.dumps(document), source="app.json")
    east = signed_in("p-east@example.test")
    page = east.get("/inventories/").content.decode()
    portal = re.search(r'href="(/inventories/[0-9a-f-]{36}/)"', page)[1]
    for order, last in (("", "part-119"), ("depth", "part-119"), ("document", "part-119")):
        path, names = f"{portal}?order={order}", []
        while path:
            text = east.get(path).content.decode()
            names += re.findall(r"<th scope=\"row\"><a data-open[^>]*>(part-[0-9]+)", text)
            following = re.search(r'rel="next" href="([^"]+)"', text)
            path = portal + following[1].replace("&amp;", "&") if following else None
        assert (len(names), len(set(names)), names[-1]) == (120, 120, last), order
