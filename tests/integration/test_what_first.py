"""What first: newer editions of EPSS and KEV rank warnings anew where they stand, on the page, by
the API and on the command line; nobody is warned a second time."""

import json
import re

import pytest
from click.testing import CliRunner

from tests.integration.api.conftest import new_client
from tests.integration.web.conftest import invite, signed_in
from tests.nation import GATES, bring_assets, bring_feeds, cve_record, register

HARD = "CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:H/I:H/A:H"
FIRST, SECOND = "CVE-2099-0001", "CVE-2099-0002"


@pytest.fixture
def caller(database, tmp_path):
    """A machine client of P-EAST, which is warned of one weakness."""
    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    feed = tmp_path / "cve.json"
    feed.write_text(json.dumps(cve_record()))
    bring_feeds(feed)
    return new_client(actors["P-EAST"], "warnings")


@pytest.fixture
def page(caller):
    """The browser of somebody there."""
    invite("east@example.test", "P-EAST")
    return signed_in("east@example.test")


def hard(name):
    record = cve_record(name)
    metric = record["containers"]["cna"]["metrics"][0]["cvssV3_1"]
    metric.update(vectorString=HARD, baseScore=6.0, baseSeverity="MEDIUM")
    return record


def epss(folder, day, **scores):
    file = folder / "epss.csv"
    lines = [f"{name},{score},0.9" for name, score in scores.items()]
    head = f"#model_version:v1,score_date:{day}T00:00:00+0000\ncve,epss,percentile\n"
    file.write_text(head + "\n".join(lines))
    return file


def kev(folder, *names):
    file = folder / "kev.json"
    entry = {
        "vendorProject": "Fortinet", "product": "FortiOS", "vulnerabilityName": "Invented",
        "dateAdded": "2026-02-01", "shortDescription": "Invented.", "requiredAction": "Update.",
        "dueDate": "2026-02-22", "knownRansomwareCampaignUse": "Unknown", "notes": "",
    }  # fmt: skip
    catalogue = {
        "title": "A catalogue", "catalogVersion": "2026.02.01",
        "dateReleased": "2026-02-01T00:00:00Z", "count": len(names),
        "vulnerabilities": [{"cveID": name, **entry} for name in names],
    }  # fmt: skip
    file.write_text(json.dumps(catalogue))
    return file


def on_page(client):
    inbox = client.get("/warnings/").content.decode()
    causes = re.findall(r'<a data-open href="[^"]*">(CVE-[\d-]+)</a>', inbox)
    return list(zip(causes, re.findall(r'class="badge urgency-(\w+)"', inbox), strict=True))


def by_api(caller):
    return [(one["cause"], one["urgency"]) for one in caller.get("/warnings").json()["items"]]


def on_command_line(*narrowed):
    from noroshi.entrypoints.cli.commands import tree

    said = CliRunner().invoke(
        tree(), ["warnings", "list", "--organisation", "P-EAST", "--json", *narrowed]
    )
    assert said.exit_code == 0, said.exception
    items = json.loads(said.stdout)["items"]
    return [(one["cause"], one["urgency"]) for one in items]


def test_newer_editions_rank_anew_in_place(caller, page, tmp_path):
    feed = tmp_path / "hard.json"
    feed.write_text(json.dumps(hard(SECOND)))
    bring_feeds(feed, epss(tmp_path, "2026-02-01", **{FIRST: "0.01", SECOND: "0.01"}))
    begun = by_api(caller)
    assert begun == [(FIRST, "out_of_cycle"), (SECOND, "scheduled")]
    assert on_page(page) == on_command_line() == begun
    held = {one["id"] for one in caller.get("/warnings").json()["items"]}
    bring_feeds(
        epss(tmp_path, "2026-02-02", **{FIRST: "0.01", SECOND: "0.9"}), kev(tmp_path, SECOND)
    )
    ended = by_api(caller)
    assert ended == [(SECOND, "immediate"), (FIRST, "out_of_cycle")]
    assert on_page(page) == on_command_line() == ended
    assert on_command_line("--urgency", "immediate") == ended[:1]
    assert {one["id"] for one in caller.get("/warnings").json()["items"]} == held
    older = bring_feeds(epss(tmp_path, "2026-02-01", **{FIRST: "0.9", SECOND: "0.01"}))
    assert (older.accepted, by_api(caller)) == (0, ended), "an older edition changes nothing"


def test_each_decision_point_is_told_with_its_value_and_source(caller, page):
    (told,) = caller.get("/warnings").json()["items"]
    decision = told["decision"]
    assert {**decision, "points": None} == {
        "tree": "deployer", "version": "1.0.0", "points": None, "outcome": "out-of-cycle",
    }  # fmt: skip
    assert [(one["name"], one["value"], one["source"]) for one in decision["points"]] == [
        ("exploitation", "none", "assumed"),
        ("system exposure", "open", "addresses"),
        ("automatable", "yes", "cvss"),
        ("safety impact", "marginal", "role"),
        ("mission impact", "mission failure", "role"),
        ("human impact", "very high", "role"),
    ]
    notice = page.get(f"/warnings/{told['id']}/").content.decode()
    for text in (
        "Why so soon",
        "no exploitation is known",
        "assumed, not known",
        "by its addresses",
    ):
        assert text in notice
    shown = json.loads(page.get(f"/warnings/{told['id']}/?format=json").content)
    assert shown["decision"] == decision
