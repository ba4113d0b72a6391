"""`noroshi reports …` in this process: what the pages do about threads, orders and consents."""

import json

import pytest
from click.testing import CliRunner

from tests.integration.reporting.test_reports import submit
from tests.nation import ORGANISATIONS, POLICE, register

WEST, MINISTRY = ("--organisation", "P-WEST"), ("--organisation", "METI")


@pytest.fixture
def actors(database):
    return register(ORGANISATIONS + POLICE)


def reports(*arguments, code=0):
    """A command's JSON, or with another code what it is refused with."""
    from noroshi.entrypoints.cli.commands import tree

    ended = CliRunner().invoke(tree(), ["reports", *map(str, arguments)])
    if code:
        assert ended.exit_code, ended.output
        return str(ended.exception)
    assert ended.exit_code == 0, ended.exception
    return ended.stdout


def done(*arguments):
    return json.loads(reports(*arguments, "--json"))


def test_what_is_asked_ordered_and_consented_to(actors, tmp_path):
    report, file = submit(actors["P-WEST"]).report_id, tmp_path / "incident.json"
    file.write_text(reports("template", "ransomware"))
    say = (report, *MINISTRY, "--text", "Which site?")
    asked = done("ask", *say, "--reader", "ministry")
    assert (asked["read_by"], asked["is_waiting"]) == (["ministry"], True)
    answered = done("answer", asked["id"], *WEST, "--text", "The north one.")
    assert answered["answers"] == asked["id"]
    assert done("note", report, *WEST, "--text", "We rang them.")["read_by"] == ["ministry", "nco"]
    ordered = done("order", *say, "--due-on", "2099-12-31")
    assert ordered["due_at"] == "2099-12-31T14:59:00Z"
    again = ("submit", file, *WEST, "--report", report, "--order", ordered["id"])
    assert "correction" in reports(*again, code=1)
    met = done(*again, "--correction", "Miscounted.")
    items = done("thread", report, *MINISTRY)["items"]
    assert [one.get("said", one)["kind"] for one in items] == [
        "version", "answer", "order", "note", "answer", "question", "version",
    ]  # fmt: skip
    assert items[1]["said"]["answers"] == ordered["id"]
    assert "2099-12-31T14:59:00Z" in reports("thread", report)
    police = ("consent", report, *WEST, "--recipient", "POLICE")
    given = done(*police, "--group", "impact")
    assert given["groups"] == ["impact"]
    gone = done(*police, "--withdraw")
    assert gone["withdrawn_at"]
    assert [one["version"] for one in gone["left"]] == [met["version"]]
    assert "no consent" in reports(*police, "--withdraw", code=1)
    assert gone["id"] in reports("consents", report, *WEST)
