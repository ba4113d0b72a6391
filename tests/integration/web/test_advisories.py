"""Advisories on their pages: written, pointed out what fails, published, and nobody else's draft."""

import json

from noroshi.formats.csaf import writing
from noroshi.formats.csaf.validating import failures
from noroshi.kernel.errors import Location
from tests.integration.csaf.test_provider import written
from tests.integration.web.conftest import invite, signed_in
from tests.integration.web.test_suppliers import maker, suppliers, text

__all__ = ["maker", "suppliers"]

ABOUT = {
    "title": "Open door in GateOS",
    "category": "csaf_vex",
    "language": "ja",
    "summary": "認証の不備。",
    "vendor": "Gate Maker",
    "product": "GateOS",
    "namespace": "https://gates.example",
    "tlp": "WHITE",
    "recipients": "",
    "change": "初版。",
}
WEAK = {
    "cve": "CVE-2026-90001",
    "title": "",
    "description": "だれでも入れる。",
    "cwe": "CWE-287",
    "cvss": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    "known_affected": "< 7.2.5, 7.4.0",
    "fixed": "7.2.5",
    "known_not_affected": "6.0",
    "under_investigation": "",
    "justification": "component_not_present",
    "remedy": "vendor_fix",
    "details": "7.2.5に更新する。",
}


def form(*weak, **more):
    sent = {**ABOUT, "weak-TOTAL_FORMS": len(weak), "weak-INITIAL_FORMS": 0, **more}
    for number, one in enumerate(weak):
        sent |= {f"weak-{number}-{name}": value for name, value in one.items()}
    return sent


def test_an_advisory_is_written_mended_published_and_followed(maker, office):
    assert "GateOS" in maker.get("/advisories/new/").content.decode()
    more = maker.post("/advisories/new/", {**form(WEAK), "another": "1"})
    assert (more.status_code, b'name="weak-1-cve"' in more.content) == (200, True)
    assert b'value="CVE-2026-90001"' in more.content
    wrong = {**WEAK, "cve": "CVE-1", "remedy": "", "justification": ""}
    for field, sent, said in (
        ("weak-0-cve", form({**WEAK, "cve": "CVE-1"}), "not of the form"),
        ("weak-0-justification", form({**WEAK, "justification": ""}), "6.1.27.9"),
        ("weak-0-remedy", form({**WEAK, "remedy": ""}), "6.1.27.10"),
        ("weak-0-cvss", form({**WEAK, "cvss": "CVSS:3.1/AV:X"}), "6.1.8"),
        ("weak-1-cve", form(WEAK, WEAK), "6.1.23"),
        ("recipients", form(WEAK, recipients="P-EAST"), "TLP:AMBER"),
    ):
        page = maker.post("/advisories/new/", sent)
        assert page.status_code == 422, field
        assert said in page.content.decode(), field
        assert f'<a href="#id_{field}">' in page.content.decode()
    assert maker.post("/advisories/new/", form(wrong, title="")).status_code == 422
    kept = maker.post("/advisories/new/", form(WEAK))
    assert kept.status_code == 302, kept.content.decode()
    page = kept["Location"]
    assert office.get(page).status_code == 404, "a draft is its publisher's alone"
    edited = maker.post(f"{page}edit/", form(WEAK, title="Better", **{"weak-INITIAL_FORMS": 1}))
    page = edited["Location"]
    assert 'value="Better"' in text(maker, f"{page}edit/")
    assert office.post(f"{page}publish/").status_code == 404
    assert maker.post(f"{page}publish/").status_code == 302
    assert maker.post(f"{page}drop/").status_code == 409
    document = office.get(f"{page}?format=json").content
    assert failures(document, at=Location("x")) == []
    told = json.loads(document)
    assert told["document"]["tracking"]["status"] == "final"
    following = maker.post(f"{page}edit/", form(WEAK, change="二版。"))["Location"]
    numbers = json.loads(maker.get(f"{following}?format=json").content)["document"]["tracking"]
    assert [one["number"] for one in numbers["revision_history"]] == ["1", "2"]
    assert numbers["id"] == told["document"]["tracking"]["id"]
    assert maker.post(f"{following}drop/").status_code == 302
    assert maker.get(following).status_code == 404
    assert "TLP:CLEAR" in text(office, "/advisories/?state=final").partition("<main")[2]
    assert len(json.loads(office.get("/advisories/?format=json").content)["items"]) == 1


def test_a_file_is_handed_over_and_operators_publish_nothing(maker, suppliers, tmp_path):
    invite("east@example.test", "P-EAST", "administrator")
    operator = signed_in("east@example.test")
    file = tmp_path / "advisory.json"
    for broken, code in ((b"{}", 422), (writing.write(written(tlp="RED")), 302)):
        file.write_bytes(broken)
        with file.open("rb") as opened:
            sent = maker.post("/advisories/upload/", {"file": opened, "recipients": "P-EAST"})
        assert sent.status_code == code, sent.content.decode()
    assert "Open door" in text(operator, sent["Location"])
    assert "P-EAST" not in text(operator, sent["Location"]).partition("<article")[2]
    assert operator.get("/advisories/new/").status_code == 403
    assert operator.get(f"{sent['Location']}edit/").status_code == 403
