"""`noroshi reports …`"""

import hashlib
import json

from tests.integration.cli.commands import done, refused, run
from tests.nation import ORGANISATIONS, POLICE


def told(report):
    """Without the signatures, which chance is part of."""
    receipt = report["receipt"]
    return report["id"], receipt["number"], receipt["digest"], receipt["promise"].split("\n\n")[0]


def test_an_example_is_filed_once_and_comes_out_again(nation, home, tmp_path):
    file = tmp_path / "incident.json"
    file.write_text(run(home, "reports", "template", "ransomware").stdout)
    sent = ("reports", "submit", file, "--organisation", "P-EAST", "--key", "night-1")
    report = done(home, *sent)
    assert report["receipt"]["promise"].startswith("noroshi/receipt/v1\n")
    again = done(home, *sent)
    assert told(again) == told(report)
    (listed,) = done(home, "reports", "list")["items"]
    assert listed["receipt"]["number"] == report["receipt"]["number"]
    out = done(home, "reports", "export", report["id"], "--format", "json")
    assert out == json.loads(file.read_text())
    paper = tmp_path / "report.pdf"
    said = done(home, "reports", "export", report["id"], "--format", "pdf", "--to", paper)
    assert said["sha256"] == hashlib.sha256(paper.read_bytes()).hexdigest()
    assert paper.read_bytes().startswith(b"%PDF-1.")
    own, copy = ("--organisation", "P-EAST"), tmp_path / "copy.pdf"
    attached = done(home, "reports", "attach", report["id"], paper, *own)
    assert (attached["name"], attached["sha256"]) == ("report.pdf", said["sha256"])
    assert done(home, "reports", "attachments", report["id"])["items"] == [attached]
    done(home, "reports", "attachment", attached["id"], *own, "--to", copy)
    assert copy.read_bytes() == paper.read_bytes()
    erase = ("reports", "erase-attachment", attached["id"], *own, "--reason", "A slip.")
    assert done(home, *erase)["name"] == ""
    owed = done(home, "reports", "deadlines", "--organisation", "METI")["items"]
    assert [(one["stage"], one["state"]) for one in owed][-1] == ("first", "filed")
    assert all(one["article"] in one["why"] for one in owed)
    assert done(home, "reports", "deadlines", "--organisation", "P-WEST")["items"] == []
    file.write_text(file.read_text().replace("2400", '"many"'))
    assert "people.affected" in refused(home, *sent[:5])
    sheet = tmp_path / "incident.xlsx"
    run(home, "reports", "template", "ransomware", "--format", "xlsx", "--to", sheet)
    filled = done(home, "reports", "submit", sheet, "--organisation", "P-WEST")
    assert filled["receipt"]["digest"] == report["receipt"]["digest"]
    form, keys = tmp_path / "incident.html", tmp_path / "keys.txt"
    run(home, "reports", "template", "ransomware", "--format", "html", "--to", form)
    keys.write_text("\n".join(done(home, "ledger", "key")["keys"]))
    assert not done(home, "reports", "check-form", form)["is_authenticated"]
    assert done(home, "reports", "check-form", form, "--key", keys)["is_authenticated"]
    form.write_text(form.read_text().replace("needed", "wanted", 1))
    assert "was changed" in refused(home, "reports", "check-form", form, "--key", keys)


def test_a_report_is_corrected_compared_and_withdrawn(nation, home, tmp_path):
    file = tmp_path / "incident.json"
    given = json.loads(run(home, "reports", "template", "ddos").stdout)
    file.write_text(json.dumps(given))
    own = ("--organisation", "P-EAST")
    report = done(home, "reports", "submit", file, *own)["id"]
    file.write_text(json.dumps({**given, "title": "Another flood"}))
    done(home, "reports", "submit", file, *own, "--report", report, "--correction", "Wrong title.")
    gone = done(home, "reports", "withdraw", report, *own, "--reason", "A drill.")
    assert gone["receipt"]["number"].endswith("-3")
    first = done(home, "reports", "export", report, "--version", "1", "--organisation", "METI")
    assert first["title"] == given["title"]
    found = done(home, "reports", "versions", report, "--organisation", "METI")["items"]
    assert [one["act"] for one in found] == ["withdrawal", "correction", "report"]
    (changed,) = found[1]["differences"]
    assert (changed["place"], changed["after"]) == ("title", "Another flood")
    assert "withdrawn" in refused(home, "reports", "submit", file, *own, "--report", report)
    police = tmp_path / "police.csv"
    police.write_text(ORGANISATIONS.splitlines()[0] + "\n" + POLICE)
    assert done(home, "organisations", "import", police)["accepted"] == 2
    call = ("--caller", "P-WEST", "--called-at", "2026-11-02T11:00:00+09:00")
    take = ("reports", "take", file, "--organisation", "NCO", *call)
    taken = done(home, *take, "--consent", "POLICE=event,impact")
    assert taken["on_behalf"]["confirmed_at"] is None
    more = done(home, *take, "--report", taken["id"], "--number", "1")
    assert (more["id"], more["version"]) == (taken["id"], 2)
    assert "newer version" in refused(home, *take, "--report", taken["id"], "--number", "1")
    sent = done(home, "reports", "take-file", taken["id"], file, "--organisation", "NCO")
    assert (sent["taken_by"], sent["holds"]) == ("NCO", False)
    settled = done(home, "reports", "confirm", taken["id"], "--organisation", "P-WEST")
    assert settled["on_behalf"]["confirmed_at"]
    assert settled["receipt"]["promise"].startswith("noroshi/receipt/v1\n")
