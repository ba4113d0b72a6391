"""The page of a vulnerability says who says what, and what VEX has closed."""

import json

from tests.integration.test_sources import osv_record
from tests.integration.test_vex import AUTHOR, judged, vex
from tests.integration.web.conftest import invite, signed_in
from tests.nation import bring_feeds


def page(email, code, name="CVE-2099-0001"):
    invite(email, code)
    return signed_in(email).get(f"/vulnerabilities/{name}/")


def test_each_source_has_its_line(nation, tmp_path):
    path = tmp_path / "osv.json"
    path.write_text(json.dumps(osv_record("GHSA-2222-3333-4444", "CVE-2099-0001")))
    bring_feeds(path)
    content = page("reader@bank.example", "BANK").content.decode()
    assert "osv:GHSA-2222-3333-4444" in content
    assert "An invented weakness of a library" in content
    assert "[2.0, 2.15.0)" in content


def test_another_name_leads_to_the_page(nation, tmp_path):
    path = tmp_path / "osv.json"
    path.write_text(json.dumps(osv_record("GHSA-2222-3333-4444", "CVE-2099-0001")))
    bring_feeds(path)
    answer = page("reader@bank.example", "BANK", "GHSA-2222-3333-4444")
    assert (answer.status_code, answer.url) == (302, "/vulnerabilities/CVE-2099-0001/")


def test_what_vex_closed_is_shown_to_whom_it_concerns(nation, tmp_path):
    path = tmp_path / "vex.json"
    path.write_text(json.dumps(vex()))
    bring_feeds(path)
    judged()
    own = page("reader@east.example", "P-EAST").content.decode()
    assert "Closed by VEX" in own
    assert AUTHOR in own
    assert "gate-1" in own
    other = page("reader@west.example", "P-WEST").content.decode()
    assert "Closed by VEX" not in other
    assert "gate-1" not in other
