"""A small invented nation, for tests that need one."""

import io

from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult

ORGANISATIONS = """code,name,name_ja,kind,sector,corporate_number,networks,domains
METI,Fictional ministry,架空省,ministry,,,,
FSA,Fictional agency,架空庁,ministry,,,,
NCO,Fictional national office,架空統括室,nco,,,,
COMMISSION,Fictional commission,架空委員会,commission,,,,
P-EAST,East Power (fictional),東電力（架空）,operator,electricity,,192.0.2.0/28,east.example
P-WEST,West Power (fictional),西電力（架空）,operator,electricity,,192.0.2.16/28,west.example
BANK,Bank (fictional),銀行（架空）,operator,finance,,198.51.100.0/28,bank.example
"""

# Two suppliers, and a ministry for the first one's sector; to be registered beside the others.
SUPPLIERS = """MIC,Fictional telecoms ministry,架空通信省,ministry,,,,
GATES,Gate Maker (fictional),ゲート製作所（架空）,supplier,telecoms,,198.51.100.32/28,gates.example
LOCKS,Lock Maker (fictional),ロック製作所（架空）,supplier,,,198.51.100.48/28,locks.example
"""

# Two police forces, to be registered beside the others.
POLICE = """POLICE,Police (fictional),警察（架空）,police,,,,
POLICE-2,Other police (fictional),別の警察（架空）,police,,,,
"""

HEAD = "system,role,name,vendor,product,version,cpe,purl,addresses,introduced_on\n"
GATES = (
    HEAD + "Remote access,vpn,gate-1,Fortinet,FortiOS,7.2.3,"
    "cpe:2.3:o:fortinet:fortios:7.2.3:*:*:*:*:*:*:*,,192.0.2.3,2024-01-01\n"
    "Remote access,vpn,gate-2,Fortinet,FortiOS,7.2.5,,,192.0.2.4,\n"
)


def cve_record(
    name: str = "CVE-2099-0001",
    *,
    vendor: str = "Fortinet",
    product: str = "FortiOS",
    low: str = "7.2.0",
    high: str = "7.2.5",
) -> dict:
    """An invented CVE record, affecting [low, high)."""
    organisation = "00000000-0000-4000-9000-000000000000"
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": {
            "cveId": name,
            "assignerOrgId": organisation,
            "state": "PUBLISHED",
            "datePublished": "2026-01-01T00:00:00Z",
            "dateUpdated": "2026-01-02T00:00:00Z",
        },
        "containers": {
            "cna": {
                "providerMetadata": {"orgId": organisation},
                "descriptions": [{"lang": "en", "value": "An invented weakness."}],
                "affected": [
                    {
                        "vendor": vendor,
                        "product": product,
                        "defaultStatus": "unaffected",
                        "versions": [
                            {
                                "version": low,
                                "lessThan": high,
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


def register(text: str = ORGANISATIONS) -> dict[str, Actor]:
    """Register the organisations as the national office does; the console of each."""
    from noroshi.formats.organisation_sheets import read_organisations
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.actions.import_organisations import import_organisations
    from noroshi.parties.queries import console_actor
    from noroshi.pipeline import complete_handoffs

    with connected_as(Role.WORKER):
        rows = read_organisations(io.BytesIO(text.encode()), source="organisations.csv")
        result = import_organisations(rows, source="organisations.csv", by=None, at=now())
        assert not result.refused
        complete_handoffs()
        codes = [line.split(",")[0] for line in text.splitlines()[1:]]
        return {code: console_actor(code) for code in codes}


def bring_assets(actor: Actor, text: str, *, source: str = "assets.csv") -> ImportResult:
    """Import a sheet or a bill of materials as the organisation itself does."""
    from noroshi.assets.actions.import_inventory import import_inventory
    from noroshi.assets.actions.read_inventory import read_inventory
    from noroshi.parties.queries import organisation
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        result = ImportResult()
        lines = read_inventory(io.BytesIO(text.encode()), source=source, result=result)
        own = organisation(actor.organisation_code)
        return import_inventory(lines, result=result, organisation=own, by=actor, at=now())


def bring_feeds(*paths, may_shrink: bool = False) -> ImportResult:
    """Import feeds as the national office does, and let everything follow."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.vulnerabilities.actions.import_feeds import import_feeds

    with connected_as(Role.WORKER):
        result = import_feeds(paths, by=None, at=now(), may_shrink=may_shrink)
        complete_handoffs()
        return result


def bring_product(supplier: Actor, office: Actor, *, vendor="Fortinet", product="FortiOS"):
    """A product that a supplier named and the office verified; what follows is done."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.suppliers.actions.claim_product import claim_product, verify_product

    with acting_as(supplier):
        claim = claim_product(vendor, product, by=supplier, at=now())
    with acting_as(office):
        verify_product(claim.id, by=office, at=now())
    with connected_as(Role.WORKER):
        complete_handoffs()
    return claim


def find(asset, cause, *, at):
    """An exposure as a match leaves it: a finding of a kind of which there is this asset alone."""
    import secrets

    from noroshi.vulnerabilities.models import AssetKind, AssetOfKind, Finding

    kind, _ = AssetKind.objects.get_or_create(
        digest=asset.id.bytes, defaults={"id": secrets.randbits(60), "version": asset.version}
    )
    AssetOfKind.objects.get_or_create(
        asset=asset,
        defaults={
            "kind": kind, "organisation": asset.organisation, "audience": asset.audience, "since": at
        },
    )  # fmt: skip
    Finding.objects.create(kind=kind, cause=cause, found_at=at)
