"""The pages of intelligence: search with facets, an object, and what another organisation sees of them."""

import json
import re

from tests.integration.intelligence.test_warning_lists import bring as bring_lists
from tests.integration.intelligence.test_warning_lists import listed
from tests.integration.web.conftest import signed_in
from tests.stix import bring, bundle, identifier, indicator, relationship


def told(nation):
    from noroshi.intelligence.actions.index_objects import index_objects
    from noroshi.operations.database import Role, connected_as

    marked = indicator("x", tlp="green")["object_marking_refs"]
    malware = {
        **indicator("m", tlp="green"),
        "type": "malware",
        "id": identifier("malware", "m"),
        "name": "Kagemusha (fictional)",
        "is_family": True,
    }
    for name in ("pattern", "pattern_type", "valid_from"):
        del malware[name]
    secret = indicator("Secret", tlp="red")
    shown = indicator("Shown", tlp="green", day=1, labels=["beacon"])
    weak = {
        **malware,
        "type": "vulnerability",
        "id": identifier("vulnerability", "v"),
        "name": "CVE-2099-0001",
    }
    del weak["is_family"]
    links = [
        relationship("indicates", shown["id"], malware["id"], object_marking_refs=marked),
        relationship("indicates", secret["id"], malware["id"]),
    ]
    bring(nation["P-EAST"], bundle(malware, shown, secret, weak, *links))
    bring(nation["P-EAST"], bundle(indicator("Shown", tlp="green", day=2, labels=["beacon", "c2"])))
    with connected_as(Role.WORKER):
        index_objects()
    return malware["id"], secret["id"], shown["id"], weak["id"]


def test_search_object_and_files_as_far_as_one_may_see(nation, east):
    malware, secret, shown, weak = told(nation)
    west = signed_in("p-west@example.test")
    mine, theirs = (one.get("/intelligence/").content.decode() for one in (east, west))
    assert '<span class="count" id="count" title="as far as you may see">6</span>' in mine
    assert '<span class="count" id="count" title="as far as you may see">4</span>' in theirs
    assert "Secret" in mine
    assert "Secret" not in theirs
    assert "?format=stix" in theirs
    assert "?label=c2" in theirs
    page = east.get("/intelligence/?text=192[.]0[.]2[.]77&type=indicator&label=c2")
    assert f"/intelligence/{shown}/" in page.content.decode()
    assert "Nothing matches" in west.get("/intelligence/?text=secret").content.decode()
    for wrong in ("?valid=soon", "?order=name", "?after=x", "?format=pdf"):
        assert west.get(f"/intelligence/{wrong}").status_code == 422, wrong
    bundled = json.loads(west.get("/intelligence/?format=stix").content)["objects"]
    assert {one["type"] for one in bundled} == {
        "malware",
        "indicator",
        "vulnerability",
        "relationship",
    }
    assert secret not in west.get("/intelligence/?format=json").content.decode()
    assert west.get("/intelligence/?format=csv").content.decode().count("\r\n") == 5
    page = east.get(f"/intelligence/{malware}/").content.decode()
    assert secret in page
    assert f"/intelligence/{shown}/" in page
    page = west.get(f"/intelligence/{malware}/").content.decode()
    assert secret not in page
    assert 'Relationships <span class="count">1</span>' in page
    page = west.get(f"/intelligence/{shown}/").content.decode()
    assert "beacon → beacon, c2" in page
    assert 'href="?format=suricata" download' in page
    block = west.get(f"/intelligence/{shown}/?format=block")
    assert (block.content, block["Content-Type"]) == (b"192.0.2.77\n", "text/plain; charset=utf-8")
    assert "import" not in page.partition("History")[2]
    assert west.get(f"/intelligence/{secret}/").status_code == 404
    assert west.get("/intelligence/nothing/").status_code == 404
    assert (
        "/warnings/" in east.get(f"/intelligence/{weak}/").content.decode().partition("article")[2]
    )
    kept = json.loads(east.get(f"/intelligence/{shown}/?format=stix").content)["objects"]
    assert [one["labels"] for one in kept] == [["beacon", "c2"]]
    assert east.get(f"/intelligence/{shown}/?format=json").json()["name"] == "Shown"


def test_an_empty_store_says_what_to_do(east):
    assert "noroshi intelligence import" in east.get("/intelligence/").content.decode()


LINES = "攻撃元 192[.]0[.]2[.]77 と hxxps://evil[.]example/a\n内部 10.0.0.1\nja3:" + "a" * 32 + "\n"


def token_of(page):
    return re.search(r'name="reading" value="([^"]+)"', page)[1]


def stored_count(actor):
    from noroshi.intelligence import queries
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        return len(list(queries.every_object(queries.Chosen())))


def test_a_document_is_looked_through_before_anything_of_it_is_stored(nation, east, west, tmp_path):
    page = east.post("/intelligence/read/", {"text": LINES}).content.decode()
    assert stored_count(nation["P-EAST"]) == 0
    assert "192[.]0[.]2[.]77" in page
    ticks = re.findall(r'name="chosen" value="(\d+)" aria-label="([^"]+)"( checked)?', page)
    assert [(value, bool(on)) for _, value, on in ticks] == [
        ("192[.]0[.]2[.]77", True),
        ("hxxps://evil[.]example/a", True),
        ("10[.]0[.]0[.]1", False),
    ]
    token = token_of(page)
    form = {
        "reading": token,
        "chosen": ["0", "1"],
        "title": "T",
        "source": "friend",
        "tlp": "green",
    }
    for wrong in ({"chosen": []}, {"title": ""}, {"chosen": ["7"]}, {"chosen": ["x"]}):
        answer = east.post("/intelligence/read/store/", form | wrong)
        assert answer.status_code == 422, wrong
        assert "Please mend this" in answer.content.decode()
    for sender, given in ((west, token), (east, token[:-1] + "~"), (east, "")):
        answer = sender.post("/intelligence/read/store/", form | {"reading": given})
        assert answer.status_code == 422
    assert stored_count(nation["P-EAST"]) == stored_count(nation["P-WEST"]) == 0

    bring_lists(tmp_path, listed("Sites", "hostname", ["evil.example"], "url"))
    for _ in "ab":
        answer = east.post("/intelligence/read/store/", form)
        assert answer.status_code == 302, answer.content.decode()
        assert stored_count(nation["P-EAST"]) == 5  # the URL is common by now: no indicator
    page = east.get(answer["Location"]).content.decode()
    assert "pasted text" in page
    again = east.post("/intelligence/read/store/", form | {"chosen": ["0"]})
    assert "read the document anew" in again.content.decode()
    page = east.post("/intelligence/read/", {"text": LINES}).content.decode()
    assert page.count("Known already") == 2
    assert "Common infrastructure: Sites" in page
    assert "Known already" in west.post("/intelligence/read/", {"text": LINES}).content.decode()


def test_a_sheet_is_handed_over_and_its_column_chosen(east):
    from django.core.files.uploadedfile import SimpleUploadedFile

    sheet = SimpleUploadedFile("a.csv", b"ioc,seen at\n192.0.2.1,a.example\n192.0.2.2,-\n")
    page = east.post("/intelligence/read/", {"file": sheet}).content.decode()
    assert '<option value="0" selected>ioc (2)</option>' in page
    form = {"reading": token_of(page), "column": "1", "again": "1", "title": "T"}
    other = east.post("/intelligence/read/store/", form).content.decode()
    assert "a[.]example" in other
    assert "192[.]0[.]2[.]1<" not in other
    assert "line 3, column seen at" in other  # has no value
    for wrong in ({}, {"text": "a", "file": SimpleUploadedFile("a.txt", b"b")}, {"text": " "}):
        assert east.post("/intelligence/read/", wrong).status_code == 422
    broken = east.post("/intelligence/read/", {"file": SimpleUploadedFile("a.txt", b"\0")})
    assert broken.status_code == 422
    assert "a.txt" in broken.content.decode()
