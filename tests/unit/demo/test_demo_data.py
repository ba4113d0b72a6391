import csv
import ipaddress
import itertools
import json
import re
from collections import Counter
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import jsonschema_rs
import pytest
import zstandard
from cvss import CVSS3
from packageurl import PackageURL

DEMO = Path(str(files("noroshi.demo")))
SYSTEMS = sorted((DEMO / "systems").glob("*.csv"))
ORGANISATION_HEADER = "code,name,name_ja,kind,sector,corporate_number,networks,domains"
SYSTEM_HEADER = "system,role,name,vendor,product,version,cpe,purl,addresses,introduced_on"
SECTORS = {
    "electricity",
    "gas",
    "oil",
    "water",
    "rail",
    "truck_freight",
    "ocean_cargo",
    "port_transport",
    "aviation",
    "airports",
    "telecoms",
    "broadcasting",
    "post",
    "finance",
    "credit_cards",
}
KINDS = {
    "operator",
    "ministry",
    "nco",
    "police",
    "defence",
    "nss",
    "commission",
    "council_member",
    "supplier",
    "local_government",
    "university",
    "sme",
    "partner",
}
DOCUMENTATION = [  # RFC 5737, RFC 3849, RFC 9637
    ipaddress.ip_network(text)
    for text in (
        "192.0.2.0/24",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "2001:db8::/32",
        "3fff::/20",
    )
]
STORY = {"P-EAST", "P-WEST", "P-NORTH", "G-BAY", "W-CITY", "R-METRO", "C-CABLE", "F-REGION"}
COLLECTIONS = {
    "https://repo.maven.apache.org/maven2",
    "https://www.npmjs.com",
    "https://pypi.python.org",
}


def table(path, header):
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, strict=True)
        assert ",".join(rows.fieldnames) == header
        found = list(rows)
    assert all(None not in row and None not in row.values() for row in found), path.name
    return found


ORGANISATIONS = table(DEMO / "organisations.csv", ORGANISATION_HEADER)
ASSETS = {path.stem: table(path, SYSTEM_HEADER) for path in SYSTEMS}
RECORDS = [
    json.loads(line)
    for line in (DEMO / "vulnerabilities/records.jsonl").read_text("utf-8").splitlines()
]
KEV = json.loads((DEMO / "vulnerabilities/kev.json").read_text("utf-8"))
SBOM = json.loads((DEMO / "systems/P-EAST-portal.cdx.json").read_text("utf-8"))


def cve(record):
    return record["cveMetadata"]["cveId"]


def check_digit(base):
    """National Tax Agency: 9 minus (sum of P_n times Q_n) mod 9 over the 12 digits of the base,
    from the right; Q_n is 1 for odd n and 2 for even n."""
    total = sum(int(digit) * (2 - n % 2) for n, digit in enumerate(reversed(base), 1))
    return str(9 - total % 9)


def networks_of(organisation):
    return [ipaddress.ip_network(text) for text in organisation["networks"].split()]


def scores(record):
    containers = [record["containers"]["cna"], *record["containers"].get("adp", [])]
    for metric in itertools.chain.from_iterable(each.get("metrics", []) for each in containers):
        for name in ("cvssV3_1", "cvssV3_0"):
            if name in metric:
                yield metric[name]


@pytest.mark.parametrize(
    "path", [p for p in DEMO.rglob("*.*") if p.is_file() and p.suffix != ".pyc"]
)
def test_files_are_plain_text(path):
    data = path.read_bytes()
    assert data.decode("utf-8").endswith("\n")
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")


def test_every_kind_and_sector_has_an_organisation():
    assert {row["kind"] for row in ORGANISATIONS} == KINDS
    assert {row["sector"] for row in ORGANISATIONS if row["kind"] == "operator"} == SECTORS
    assert not [
        row["code"]
        for row in ORGANISATIONS
        if row["kind"] not in ("operator", "supplier") and row["sector"]
    ]


def test_power_companies_are_the_three_of_the_story():
    electricity = [row["code"] for row in ORGANISATIONS if row["sector"] == "electricity"]
    assert electricity == ["P-EAST", "P-WEST", "P-NORTH"]


def test_codes_are_short_upper_case_and_unique():
    codes = [row["code"] for row in ORGANISATIONS]
    assert all(re.fullmatch(r"[A-Z0-9][A-Z0-9-]{0,31}", code) for code in codes)
    assert len(set(codes)) == len(codes)


def test_every_name_says_that_it_is_fictional():
    for row in ORGANISATIONS:
        assert row["name"].endswith("(fictional)"), row["code"]
        assert row["name_ja"].endswith("（架空）"), row["code"]
    assert "（架空）" in SBOM["metadata"]["component"]["name"]


def test_check_digit_is_the_tax_agencys():
    assert check_digit("000012050002") == "7"


def test_corporate_numbers_are_invented_and_well_formed():
    numbers = [row["corporate_number"] for row in ORGANISATIONS]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert re.fullmatch(r"[1-9]9999000000\d\d", number)
        assert number[0] == check_digit(number[1:])


def test_networks_are_documentation_ranges():
    for row in ORGANISATIONS:
        for network in networks_of(row):
            assert any(
                network.version == block.version and network.subnet_of(block)
                for block in DOCUMENTATION
            ), (row["code"], network)


def test_only_one_customer_lies_inside_its_provider():
    owned = [(row["code"], network) for row in ORGANISATIONS for network in networks_of(row)]
    overlaps = [
        {(a, str(first)), (b, str(second))}
        for (a, first), (b, second) in itertools.combinations(owned, 2)
        if first.version == second.version and first.overlaps(second)
    ]
    assert overlaps == [{("C-TEL", "2001:db8:4000::/40"), ("F-REGION", "2001:db8:4010::/48")}]


def test_domains_are_reserved_and_owned_once():
    domains = [domain for row in ORGANISATIONS for domain in row["domains"].split()]
    assert all(re.fullmatch(r"[a-z0-9-]+\.example", domain) for domain in domains)
    assert len(set(domains)) == len(domains)
    assert all(row["domains"] and row["networks"] for row in ORGANISATIONS)


def test_systems_belong_to_operators_of_every_sector():
    sectors = {row["code"]: row["sector"] for row in ORGANISATIONS if row["kind"] == "operator"}
    assert ASSETS.keys() <= sectors.keys()
    assert {sectors[code] for code in ASSETS} == SECTORS
    assert all(5 <= len(rows) <= 25 for rows in ASSETS.values())


@pytest.mark.parametrize("code", ASSETS)
def test_assets_are_well_formed(code):
    rows = ASSETS[code]
    assert len({(row["system"], row["name"]) for row in rows}) == len(rows)
    for row in rows:
        assert all(
            row[column] for column in ("system", "role", "name", "vendor", "product", "version")
        ), row
        assert date.fromisoformat(row["introduced_on"]) < date(2026, 1, 1)
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("code", ASSETS)
def test_asset_identifiers_agree_with_the_version(code):
    for row in ASSETS[code]:
        if row["cpe"]:
            prefix, edition, part, _, _, version, *rest = re.split(r"(?<!\\):", row["cpe"])
            assert (prefix, edition, len(rest)) == ("cpe", "2.3", 7)
            assert part in "ao"
            assert row["version"].lower().startswith(version)
        if row["purl"]:
            assert PackageURL.from_string(row["purl"]).version == row["version"]


@pytest.mark.parametrize("code", ASSETS)
def test_asset_addresses_lie_in_the_owners_networks(code):
    owned = networks_of(next(row for row in ORGANISATIONS if row["code"] == code))
    texts = [text for row in ASSETS[code] for text in row["addresses"].split()]
    assert len(set(texts)) == len(texts)
    for text in texts:
        address = ipaddress.ip_address(text)
        assert any(address in network for network in owned), (code, text)


def test_eight_organisations_run_the_vpn_gateway_of_the_story():
    running = {
        code
        for code, rows in ASSETS.items()
        if any((row["product"], row["version"]) == ("FortiOS", "7.2.3") for row in rows)
    }
    assert running == STORY


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [("CVE-2023-27997", True), ("CVE-2024-21762", True), ("CVE-2022-42475", False)],
)
def test_records_tell_whether_the_gateway_of_the_story_is_affected(identifier, expected):
    def numbers(text):
        return [int(part) for part in text.split(".")]

    record = next(record for record in RECORDS if cve(record) == identifier)
    products = record["containers"]["cna"]["affected"]
    versions = next(each["versions"] for each in products if each["product"] == "FortiOS")
    version = numbers("7.2.3")
    found = any(
        numbers(entry["version"]) <= version
        and (
            version < numbers(entry["lessThan"])
            if "lessThan" in entry
            else version <= numbers(entry["lessThanOrEqual"])
        )
        for entry in versions
    )
    assert found is expected


def test_sbom_names_each_component_once_and_by_its_purl():
    assert (SBOM["bomFormat"], SBOM["specVersion"]) == ("CycloneDX", "1.6")
    kinds = Counter()
    for component in SBOM["components"]:
        purl = PackageURL.from_string(component["purl"])
        kinds[purl.type] += 1
        assert purl.namespace == component.get("group")
        assert (purl.name, purl.version) == (component["name"], component["version"])
    assert kinds.keys() == {"maven", "npm", "pypi"}
    refs = [component["bom-ref"] for component in SBOM["components"]]
    assert len(set(refs)) == len(refs) >= 40
    known = {*refs, SBOM["metadata"]["component"]["bom-ref"]}
    for dependency in SBOM["dependencies"]:
        assert {dependency["ref"], *dependency["dependsOn"]} <= known


def test_records_are_unique_and_in_order():
    identifiers = [cve(record) for record in RECORDS]
    assert len(identifiers) >= 45
    assert identifiers == sorted(set(identifiers))


@pytest.mark.parametrize("record", RECORDS, ids=cve)
def test_record_has_what_a_warning_needs(record):
    cna = record["containers"]["cna"]
    assert (record["dataType"], record["dataVersion"]) == ("CVE_RECORD", "5.1")
    assert 0 < len(cna["title"]) <= 100
    japanese = record["containers"]["adp"][-1]
    assert [text["lang"] for text in cna["descriptions"]] == ["en", "ja"]
    assert re.search(r"[ぁ-んァ-ン]", cna["descriptions"][1]["value"])
    assert 0 < len(japanese["title"]) <= 60
    assert re.search(r"[ぁ-んァ-ン]", japanese["title"])
    assert all(reference["url"].startswith("https://") for reference in cna["references"])
    assert all(weakness["descriptions"][0]["cweId"] for weakness in cna["problemTypes"])
    assert list(scores(record))
    for product in cna["affected"]:
        assert product["versions"]
        assert ("packageName" in product) is (product.get("collectionURL") in COLLECTIONS)


@pytest.mark.parametrize("record", RECORDS, ids=cve)
def test_published_scores_follow_from_their_vectors(record):
    for score in scores(record):
        cvss = CVSS3(score["vectorString"])
        base, temporal, _ = cvss.scores()
        assert score["baseScore"] in (float(base), float(temporal))
        assert score["version"] == score["vectorString"][5:8]
        assert score["baseSeverity"] in {severity.upper() for severity in cvss.severities()}


@pytest.mark.parametrize("record", RECORDS, ids=cve)
def test_a_published_record_is_newer_than_the_demos(record):
    metadata = record["cveMetadata"]
    assert metadata["dateUpdated"] == metadata["datePublished"]


def test_records_obey_the_cve_schema(data):
    packed = (data / "cve5/CVE_Record_Format.schema.json.zst").read_bytes()
    text = zstandard.ZstdDecompressor().decompressobj().decompress(packed).decode()
    # The file is CIRCL's edition, which calls the identifier of its own advisories vulnId.
    schema = json.loads(text.replace("vulnId", "cveId").replace("^CIRCL-SA-", "^CVE-"))
    published = schema.pop("oneOf")[0]
    validator = jsonschema_rs.validator_for(
        schema | published, retriever=_companion, validate_formats=True
    )
    assert [cve(record) for record in RECORDS if not validator.is_valid(record)] == []
    assert not validator.is_valid({**RECORDS[0], "cveMetadata": {}})


def _companion(uri):
    """The files that the schema refers to are not with it: tags are words, CVSS is tested above."""
    return {"type": "string", "pattern": "^[a-wyz]"} if "/tags/" in f"/{uri}" else {}


def test_most_records_are_in_the_catalogue_and_some_are_not():
    entries = KEV["vulnerabilities"]
    assert KEV["count"] == len(entries)
    exploited, told = {entry["cveID"] for entry in entries}, set(map(cve, RECORDS))
    assert exploited <= told
    assert 3 <= len(told - exploited) <= len(exploited) / 4
    order = [(entry["dateAdded"], entry["cveID"]) for entry in entries]
    assert order == sorted(order, reverse=True)
    assert datetime.fromisoformat(KEV["dateReleased"]).date() == date.fromisoformat(order[0][0])
    for entry in entries:
        assert date.fromisoformat(entry["dueDate"])
        assert entry["knownRansomwareCampaignUse"] in ("Known", "Unknown")
        assert all(re.fullmatch(r"CWE-\d+", cwe) for cwe in entry["cwes"])
        assert entry["shortDescription"]
        assert entry["requiredAction"]


def test_epss_scores_what_is_in_the_catalogue():
    first, *lines = (DEMO / "vulnerabilities/epss.csv").read_text("utf-8").splitlines()
    assert re.fullmatch(
        r"#model_version:v\d{4}\.\d\d\.\d\d,score_date:\d{4}-\d\d-\d\dT00:00:00\+0000", first
    )
    rows = list(csv.DictReader(lines))
    exploited = {entry["cveID"] for entry in KEV["vulnerabilities"]}
    assert [row["cve"] for row in rows] == sorted(exploited)
    for row in rows:
        assert 0 <= float(row["epss"]) <= 1
        assert 0 <= float(row["percentile"]) <= 1


def test_the_reports_name_one_address_and_one_weakness() -> None:
    told = {
        file.stem: json.loads(file.read_text())["incident"]["technical"]
        for file in (DEMO / "reports").glob("*.json")
    }
    assert set(told) == {"P-EAST", "P-WEST", "P-NORTH"}
    shared = set.intersection(*(set(one["indicators"]) for one in told.values()))
    assert shared == {"203.0.113[.]150"}
    assert ipaddress.ip_address("203.0.113.150") in ipaddress.ip_network("203.0.113.128/25")
    assert all("CVE-2024-21762" in one["vulnerabilities"] for one in told.values())
