"""VEX closes an exposure where its author is believed, and only as long."""

import json

import pytest

from noroshi.kernel.clock import now
from tests.nation import GATES, bring_assets, bring_feeds, cve_record, register

AUTHOR = "Tanuki Networks (fictional)"


def vex(status="not_affected", *, author=AUTHOR, name="1", at="2026-03-01", product=None):
    statement = {
        "vulnerability": {"name": "CVE-2099-0001"},
        "products": [{"@id": product or "cpe:2.3:o:fortinet:fortios:7.2.3:*:*:*:*:*:*:*"}],
        "status": status,
    }
    if status == "not_affected":
        statement["justification"] = "vulnerable_code_not_in_execute_path"
    if status == "affected":
        statement["action_statement"] = "Update."
    return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": f"https://tanuki.example/vex/{name}",
        "author": author,
        "timestamp": f"{at}T00:00:00Z",
        "version": 1,
        "statements": [statement],
    }


def bring(tmp_path, document):
    path = tmp_path / "vex.json"
    path.write_text(json.dumps(document))
    return bring_feeds(path)


def judged(author=AUTHOR, *, at=None, **how):
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.vulnerabilities.actions.judge_vex_author import trust_vex_author

    with connected_as(Role.WORKER):
        trust_vex_author(author, **{"rank": 10, "days": None, **how}, by=None, at=at or now())
        complete_handoffs()


def state(actor):
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.queries import Filter, inbox

    with acting_as(actor):
        (warning,) = inbox(Filter()).items
    return warning.state


@pytest.fixture
def east(database, tmp_path):
    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    path = tmp_path / "cve.json"
    path.write_text(json.dumps(cve_record()))
    bring_feeds(path)
    return actors["P-EAST"]


def test_nobody_is_believed_unasked(east, tmp_path):
    assert bring(tmp_path, vex()).accepted == 1
    assert state(east) == "open"


def test_a_believed_author_closes_with_justification_and_name(east, tmp_path):
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import answered_by_vex

    bring(tmp_path, vex())
    judged()
    assert state(east) == "closed"
    with acting_as(east):
        (exposure,) = answered_by_vex("CVE-2099-0001")
        assert exposure.statement.document.author == AUTHOR
    assert exposure.statement.justification == "vulnerable_code_not_in_execute_path"
    assert exposure.asset.name == "gate-1"


def test_of_another_version_it_says_nothing(east, tmp_path):
    judged()
    bring(tmp_path, vex(product="cpe:2.3:o:fortinet:fortios:7.2.4:*:*:*:*:*:*:*"))
    assert state(east) == "open"


def test_an_author_believed_no_more_opens_it_again(east, tmp_path):
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.vulnerabilities.actions.judge_vex_author import distrust_vex_author

    judged()
    bring(tmp_path, vex())
    assert state(east) == "closed"
    with connected_as(Role.WORKER):
        distrust_vex_author(AUTHOR, by=None, at=now())
        complete_handoffs()
    assert state(east) == "open"


def test_a_newer_contradiction_opens_it_again(east, tmp_path):
    judged()
    bring(tmp_path, vex())
    bring(tmp_path, vex("affected", name="2", at="2026-03-02"))
    assert state(east) == "open"
    bring(tmp_path, vex("fixed", name="3", at="2026-03-03"))
    assert state(east) == "closed"


def test_the_author_of_the_lower_rank_counts(east, tmp_path):
    judged()
    judged("The office (fictional)", rank=1)
    bring(tmp_path, vex("affected", author="The office (fictional)", at="2026-01-01"))
    bring(tmp_path, vex(name="2"))
    assert state(east) == "open"


def test_a_newer_edition_takes_the_place_of_an_older_one(east, tmp_path):
    judged()
    bring(tmp_path, vex())
    assert bring(tmp_path, vex()).unchanged == 1
    bring(tmp_path, vex("under_investigation", at="2026-03-02"))
    assert state(east) == "open"
    bring(tmp_path, vex())
    assert state(east) == "open", "an older edition changes nothing"


def test_what_has_expired_opens_it_again(east, tmp_path):
    from noroshi.operations.database import Role, connected_as
    from noroshi.vulnerabilities.actions.match import Matched, match

    judged(days=3650)
    bring(tmp_path, vex())
    assert state(east) == "closed"
    with connected_as(Role.WORKER):
        assert match(at=now()) == Matched(0, 0)
        found = match(at=now().replace(year=now().year + 11))
    assert found == Matched(1, 0)


def test_only_the_national_office_judges(database):
    from noroshi.kernel.errors import RefusedError
    from noroshi.operations.database import Role, connected_as
    from noroshi.vulnerabilities.actions.judge_vex_author import trust_vex_author

    actors = register()
    with connected_as(Role.WORKER), pytest.raises(RefusedError, match="national office"):
        trust_vex_author(AUTHOR, rank=1, days=None, by=actors["P-EAST"], at=now())
