"""One organisation's client against another's records: what is there and may not be seen is
answered as what is not there, to the last header."""

import base64
import json
from uuid import uuid4

import pytest

CHANGING = {"X-Request-Id", "Content-Length", "ETag"}


def told(response, name):
    """An answer without what names the request or the thing that was asked for."""
    text = response.content.decode().replace(name, "·").replace(response["X-Request-Id"], "·")
    headers = {key: value for key, value in response.items() if key not in CHANGING}
    return response.status_code, headers, text


def alike(caller, template, theirs, nothing, body=None):
    """The answers about another's thing and about nothing are the same. body: to post, if any."""
    about_theirs, about_nothing = (
        told(
            caller.get(template.format(name))
            if body is None
            else caller.post(template.format(name), body),
            name,
        )
        for name in (theirs, nothing)
    )
    assert about_theirs == about_nothing
    return about_theirs


@pytest.fixture
def theirs(nation):
    """Names of things of P-WEST, as its own client sees them."""
    west = nation.west
    (warning, *_) = west.get("/warnings").json()["items"]
    (asset,) = west.get("/assets").json()["items"]
    note = west.post(f"/warnings/{warning['id']}/comments", {"text": "ours alone"}).json()
    entries = west.get("/ledger/entries").json()["items"]
    return {"warning": warning, "asset": asset, "entry": entries[0], "note": note}


def test_reading_anothers_thing_is_reading_nothing(nation, theirs):
    for template, name in (
        ("/warnings/{}", theirs["warning"]["id"]),
        ("/assets/{}", theirs["asset"]["id"]),
        ("/ledger/entries/{}", theirs["entry"]["id"]),
        ("/ledger/entries/{}/proof", theirs["entry"]["id"]),
    ):
        status, *_ = alike(nation.east, template, name, str(uuid4()))
        assert status == 404
    assert alike(nation.east, "/organisations/{}", "P-WEST", "P-NONE")[0] == 404


def test_answering_anothers_warning_is_answering_nothing(nation, theirs):
    name = theirs["warning"]["id"]
    for path, bodies in (
        ("/warnings/{}/answer", [{"state": "fixed"}, {"state": "closed"}, {"state": "open"}]),
        ("/warnings/{}/comments", [{"text": "hello"}, {"text": " "}]),
    ):
        for body in bodies:
            status, *_ = alike(nation.east, path, name, str(uuid4()), body)
            assert status in (404, 422)
    after = nation.west.get(f"/warnings/{name}").json()
    assert after["state"] == theirs["warning"]["state"]
    assert [note["text"] for note in after["history"] if note["kind"] == "comment"][
        -1
    ] == "ours alone"


def test_who_may_read_a_warning_may_not_answer_it(nation, theirs):
    name = theirs["warning"]["id"]
    assert nation.office.get(f"/warnings/{name}").status_code == 200
    alike(nation.office, "/warnings/{}/answer", name, str(uuid4()), {"state": "fixed"})


def test_filtering_by_anothers_things_is_filtering_by_nothing(nation, theirs):
    system, nothing = theirs["asset"]["system_id"], str(uuid4())
    for template, name, none in (
        ("/warnings?organisation={}", "P-WEST", "P-NONE"),
        ("/assets?organisation={}", "P-WEST", "P-NONE"),
        ("/organisations?text={}", "P-WEST", "P-NONE"),
        ("/organisations?text={}", "西電力", "無電力"),
        ("/warnings?system={}", system, nothing),
        ("/assets?system={}", system, nothing),
        ("/warnings?text={}", "gate-9", "gate-0"),
        ("/assets?text={}", "gate-9", "gate-0"),
    ):
        status, _, text = alike(nation.east, template, name, none)
        assert (status, json.loads(text)) == (200, {"items": [], "next": None})


def test_no_cursor_leads_to_anothers_rows(nation, theirs):
    """Cursors that the other got, and cursors made up from its names, just before its rows."""
    warning, asset = theirs["warning"], theirs["asset"]
    early = "0001-01-01T00:00:00Z"
    made = {
        "/assets": [["gate-8", asset["id"]], ["", str(uuid4())], [asset["name"], str(uuid4())]],
        "/warnings": [
            [warning["id"], 1, warning["due_at"], warning["raised_at"]],
            [str(uuid4()), 0, early, early],
        ],
        "/organisations": [["P-V"], [""]],
        "/vulnerabilities": [["CVE-9999-9999"]],
    }
    own = set()
    for path in made:
        own |= {json.dumps(item) for item in nation.east.get(path).json()["items"]}
    for path, positions in made.items():
        given = nation.west.get(f"{path}?limit=1").json()["next"]
        cursors = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode() for p in positions]
        for cursor in filter(None, [given, *cursors]):
            answer = nation.east.get(f"{path}?cursor={cursor}")
            assert answer.status_code == 200
            assert {json.dumps(item) for item in answer.json()["items"]} <= own


def test_the_ledgers_pages_pass_over_anothers_entries(nation, theirs):
    number = theirs["entry"]["number"]
    page = nation.east.get(f"/ledger/entries?cursor={number + 1}").json()["items"]
    assert theirs["entry"]["id"] not in [entry["id"] for entry in page]
    seen = {entry["id"] for entry in nation.east.get("/ledger/entries?limit=200").json()["items"]}
    other = {entry["id"] for entry in nation.west.get("/ledger/entries?limit=200").json()["items"]}
    assert not seen & other


def test_a_weakness_names_no_others_assets(nation, theirs):
    found = nation.east.get(f"/vulnerabilities/{theirs['warning']['cause']}").json()
    assert {one["name"] for one in found["exposures"]} <= {"gate-1", "gate-2"}


def test_an_import_touches_no_others_list(nation, theirs):
    """The same sheet and the same systems' names, sent by another."""
    sheet = "system,name,product\nBranch,gate-1b,FortiOS\n"
    answer = nation.east.call("POST", "/assets/import", sheet, content_type="text/csv").json()
    assert (answer["added"], answer["removed"]) == (["gate-1b"], [])
    assert nation.west.get(f"/assets/{theirs['asset']['id']}").json() == theirs["asset"]


def test_an_overseer_reads_but_registers_only_its_own(nation, theirs):
    name = theirs["asset"]["id"]
    read = nation.office.get(f"/assets/{name}").status_code
    assert read in (200, 404)
    nation.office.call("POST", "/assets/import", "system,name\nBranch,x\n", content_type="text/csv")
    assert {one["organisation"] for one in nation.west.get("/assets").json()["items"]} == {"P-WEST"}
