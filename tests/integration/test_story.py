"""The way from a feed to the right warning, through the actions, in one process."""

import io
import json

from noroshi.kernel.clock import now

ORGANISATIONS = """code,name,name_ja,kind,sector,corporate_number,networks,domains
METI,Fictional ministry,架空省,ministry,,,,
FSA,Fictional agency,架空庁,ministry,,,,
NCO,Fictional national office,架空統括室,nco,,,,
P-EAST,East Power (fictional),東電力（架空）,operator,electricity,,192.0.2.0/28,east.example
P-WEST,West Power (fictional),西電力（架空）,operator,electricity,,192.0.2.16/28,west.example
BANK,Bank (fictional),銀行（架空）,operator,finance,,198.51.100.0/28,bank.example
"""

ASSETS = """system,role,name,vendor,product,version,cpe,purl,addresses,introduced_on
Remote access,vpn,gate-1,Fortinet,FortiOS,7.2.3,cpe:2.3:o:fortinet:fortios:7.2.3:*:*:*:*:*:*:*,,192.0.2.3,2024-01-01
Remote access,vpn,gate-2,Fortinet,FortiOS,7.2.5,,,192.0.2.4,
"""

CVE = {
    "dataType": "CVE_RECORD",
    "dataVersion": "5.1",
    "cveMetadata": {
        "cveId": "CVE-2099-0001",
        "assignerOrgId": "00000000-0000-4000-9000-000000000000",
        "state": "PUBLISHED",
        "datePublished": "2026-01-01T00:00:00Z",
        "dateUpdated": "2026-01-02T00:00:00Z",
    },
    "containers": {
        "cna": {
            "providerMetadata": {"orgId": "00000000-0000-4000-9000-000000000000"},
            "descriptions": [{"lang": "en", "value": "An invented weakness."}],
            "affected": [
                {
                    "vendor": "Fortinet",
                    "product": "FortiOS",
                    "defaultStatus": "unaffected",
                    "versions": [
                        {
                            "version": "7.2.0",
                            "lessThan": "7.2.5",
                            "status": "affected",
                            "versionType": "semver",
                        }
                    ],
                }
            ],
            "references": [{"url": "https://vendor.example/advisory"}],
            "metrics": [
                {
                    "cvssV3_1": {
                        "version": "3.1",
                        "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                        "baseScore": 9.8,
                        "baseSeverity": "CRITICAL",
                    }
                }
            ],
        }
    },
}


def test_the_right_warning_reaches_the_right_organisation(database, tmp_path):
    from noroshi.assets.actions.import_inventory import import_inventory
    from noroshi.assets.actions.read_inventory import read_inventory
    from noroshi.formats.organisation_sheets import read_organisations
    from noroshi.kernel.imports import ImportResult
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.actions.import_organisations import import_organisations
    from noroshi.parties.queries import console_actor, organisation, organisations
    from noroshi.parties.scope import acting_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.vulnerabilities.actions.import_feeds import import_feeds
    from noroshi.warnings.queries import Filter, explain, inbox

    with connected_as(Role.WORKER):
        rows = read_organisations(io.BytesIO(ORGANISATIONS.encode()), source="o.csv")
        result = import_organisations(rows, source="o.csv", by=None, at=now())
        assert (result.accepted, result.refused) == (6, [])
        complete_handoffs()
        actors = {code: console_actor(code) for code in ("P-EAST", "P-WEST", "METI", "FSA", "NCO")}
    with acting_as(actors["P-EAST"]):
        assert [o.code for o in organisations()] == ["P-EAST"]
        own = organisation("P-EAST")
        assert own.ministry is None  # a ministry's record is its own
        taken = ImportResult()
        lines = read_inventory(io.BytesIO(ASSETS.encode()), source="a.csv", result=taken)
        import_inventory(lines, result=taken, organisation=own, by=actors["P-EAST"], at=now())
        assert (taken.accepted, taken.refused) == (2, [])
    feed = tmp_path / "cve.json"
    feed.write_text(json.dumps(CVE))
    with connected_as(Role.WORKER):
        assert import_feeds([feed], by=None, at=now()).accepted == 1
        complete_handoffs()
    seen = {}
    for code, actor in actors.items():
        with acting_as(actor):
            seen[code] = explain(inbox(Filter()).items)
    assert {code: len(found) for code, found in seen.items()} == {
        "P-EAST": 1, "P-WEST": 0, "METI": 1, "FSA": 0, "NCO": 1,
    }  # fmt: skip
    (explained,) = seen["P-EAST"]
    assert explained.warning.cause == "CVE-2099-0001"
    assert "7.2.3" in explained.reasons[0] and "[7.2.0, 7.2.5)" in explained.reasons[0]
    assert explained.warning.ledger_entry is not None
