"""What the set-based match finds is what a plain account of the records finds, of everything at
once, and then each time that records were corrected, withdrawn or joined by other sources, that
statements closed or opened something, and that assets came and went or stayed."""

import json
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from noroshi.kernel.clock import now
from tests.nation import bring_assets, cve_record, register
from tests.property.formats.names.test_range_algorithm import BOUNDS, place
from tests.property.formats.names.test_range_algorithm import VERSIONS as NUMBERS
from tests.property.vulnerabilities.plain_account import OTHER_NAME, VERSIONS, exposures

PRODUCTS = ("fortios", "gateway", "log")
AUTHORS = ("Office (fictional)", "Maker (fictional)", "Stranger (fictional)")
BELIEVED = 2  # of the authors, in that order
STATUSES = ("affected", "affected", "unaffected", "unknown")
ANSWERS = ("affected", "not_affected", "not_affected", "fixed", "under_investigation")
CVES = [f"CVE-2099-{number:04}" for number in range(1, 5)]
NAMES = ["GHSA-1", "GHSA-2", "PYSEC-1", "PYSEC-2"]
EDITIONS = count(1)


class World(Random):
    """What comes, at random: one that a seed makes is always the same."""

    def step(self, *, is_first):
        """What comes at once. Assets stay as they are where a step has none."""
        told = {
            "records": {name: self.record() for name in self.some(CVES, least=1)},
            "advisories": {name: self.advisory() for name in self.some(NAMES)},
            "documents": {
                author: [self.statement() for _ in range(8)]
                for author in self.some(range(len(AUTHORS)))
            },
        }
        if is_first or self.is_so(0.3):
            told["assets"] = [self.thing() for _ in range(24)]
        return told

    def is_so(self, chance):
        return self.random() < chance

    def some(self, things, *, least=0):
        return self.sample(things, self.randint(least, len(things)))

    def record(self):
        """A CVE record; now and then one that was rejected."""
        told = cve_record("")
        cna = told["containers"]["cna"]
        cna["affected"] = [self.affected() for _ in range(self.randint(0, 3))]
        cna["cpeApplicability"] = [
            {"operator": self.choice(["AND", "OR"]), "nodes": [self.node(), self.node()]}
            for _ in range(self.randint(0, 1))
        ]
        if self.is_so(0.1):
            told["cveMetadata"]["state"] = "REJECTED"
            told["containers"]["cna"] = {
                "providerMetadata": cna["providerMetadata"],
                "rejectedReasons": cna["descriptions"],
            }
        return told

    def affected(self):
        """With a package's name it is read by the schema's algorithm and by nothing else."""
        product = self.choice(PRODUCTS)
        return {
            "vendor": "Maker",
            "product": product,
            "packageURL": f"pkg:generic/maker-{product}",
            "defaultStatus": self.choice(STATUSES),
            "versions": [self.entry() for _ in range(self.randint(1, 3))],
        }

    def entry(self):
        told = {
            "version": self.choice(NUMBERS),
            "status": self.choice(STATUSES),
            "versionType": "custom",
        }
        if self.is_so(0.7):
            told["lessThan"] = self.choice(BOUNDS)
        if self.is_so(0.3):
            told["changes"] = [
                {"at": at, "status": self.choice(STATUSES)} for at in self.sample(NUMBERS[1:], 2)
            ]
        return told

    def node(self):
        matches = [self.cpe_match() for _ in range(self.randint(1, 2))]
        return {"operator": "OR", "negate": self.is_so(0.2), "cpeMatch": matches}

    def cpe_match(self):
        low, high = sorted(self.sample(["0.5", "1.0.1", "1.5", "1.10", "2", "3.1"], 2), key=place)
        low_name = self.choice(["versionStartIncluding", "versionStartExcluding", ""])
        high_name = self.choice(["versionEndIncluding", "versionEndExcluding", ""])
        bounds = {low_name: low, high_name: high}
        return {
            "vulnerable": self.is_so(0.7),
            "criteria": f"cpe:2.3:o:maker:{self.choice(PRODUCTS)}:*:*:*:*:*:*:*:*",
            **{name: bound for name, bound in bounds.items() if name},
        }

    def advisory(self):
        told = {
            "aliases": self.sample([*CVES[:2], *NAMES], self.randint(0, 2)),
            "affected": [self.package(kind) for kind in self.sample(list(VERSIONS), 3)],
        }
        if self.is_so(0.1):
            told["withdrawn"] = "2026-01-01T00:00:00Z"
        return told

    def package(self, ecosystem):
        """Events in any order; versions one by one beside them, or alone."""
        known = VERSIONS[ecosystem]
        kinds = ["introduced", "introduced", "fixed", "last_affected"]
        events = [{self.choice(kinds): text} for text in self.sample(known, self.randint(0, 4))]
        if not any("introduced" in event for event in events):
            events.insert(0, {"introduced": "0"})
        kind = "SEMVER" if ecosystem == "npm" else "ECOSYSTEM"
        is_other = ecosystem == "Debian" and self.is_so(0.5)
        name = OTHER_NAME if is_other else "tanuki-log"
        told = {"package": {"ecosystem": ecosystem, "name": name}}
        if self.is_so(0.3):
            told["versions"] = self.sample(known, 2)
        if "versions" not in told or self.is_so(0.5):
            told["ranges"] = [{"type": kind, "events": events}]
        return told

    def thing(self):
        """An asset, or the product of a statement: its kind, product and version."""
        kind = self.choice([*VERSIONS, *["cpe", "words"] * 2])
        if kind in VERSIONS:
            is_built = kind.startswith("Debian") and self.is_so(0.4)
            own = self.choice(VERSIONS[kind]) if is_built else ""
            return kind, own, self.choice(VERSIONS[kind])
        return kind, self.choice(PRODUCTS), self.choice(NUMBERS[1:])

    def statement(self):
        """Of a vulnerability's name: what is meant, of one version or of any, and since when."""
        kind, product, version = self.thing()
        while kind == "words":
            kind, product, version = self.thing()
        meant = kind, "" if kind in VERSIONS else product, None if self.is_so(0.4) else version
        return self.choice([*CVES, *NAMES]), meant, self.choice(ANSWERS), self.randint(1, 28)


def identifier(kind, product, version):
    """The CPE name or package URL of a thing; version: None for any."""
    if kind in VERSIONS:
        name, _, release = kind.partition(":")
        package = {"Debian": "deb/debian", "PyPI": "pypi", "npm": "npm"}[name]
        distro = f"?distro=debian-{release}" if release else ""
        told = "" if version is None else "@" + version.replace("+", "%2B")
        if product:
            own, source = (
                product.replace("+", "%2B"),
                f"upstream=tanuki-log{told.replace('@', '%40')}",
            )
            return f"pkg:{package}/libtanuki@{own}{distro}{'&' if distro else '?'}{source}"
        return f"pkg:{package}/tanuki-log{told}{distro}"
    return f"cpe:2.3:o:maker:{product}:{version or '*'}:*:*:*:*:*:*:*"


def openvex(author, told, day):
    return {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": f"https://tanuki.example/vex/{author}",
        "author": AUTHORS[author],
        "timestamp": day,
        "version": 1,
        "statements": [
            {
                "vulnerability": {"name": name},
                "products": [{"@id": identifier(*thing)}],
                "status": status,
                "justification": "component_not_present",
                "action_statement": "Update.",
                "timestamp": f"2026-01-{at:02}T00:00:00Z",
            }
            for name, thing, status, at in told
        ],
    }


def feeds(path, step):
    """What a step brings, in one file, newer than all before it."""
    edition = next(EDITIONS)
    day = f"2026-02-01T{edition // 60:02}:{edition % 60:02}:00Z"
    lines = []
    for name, record in step["records"].items():
        record["cveMetadata"] |= {"cveId": name, "dateUpdated": day}
        lines.append(record)
    for name, advisory in step["advisories"].items():
        lines.append({"schema_version": "1.7.0", "id": name, "modified": day, **advisory})
    lines += [openvex(author, told, day) for author, told in step["documents"].items()]
    path.write_text("\n".join([*map(json.dumps, lines), ""]))
    return path


def sheet(assets):
    """The assets as an operator's sheet."""
    lines = ["system,role,name,vendor,product,version,cpe,purl,addresses,introduced_on"]
    for number, (kind, product, version) in enumerate(assets):
        told = {
            "words": f"Maker,{product},{version},,",
            "cpe": f",,{version},{identifier(kind, product, version)},",
        }
        own = product if kind in VERSIONS and product else version
        named = told.get(kind, f",,{own},,{identifier(kind, product, version)}")
        lines.append(f"Site,,a{number},{named},,")
    return "\n".join([*lines, "Site,,other,Nobody,Nothing,1,,,,", ""])


def bring(path):
    """Import a file and match: what else follows concerns nobody here, and takes most of the time."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.vulnerabilities.actions.import_feeds import import_feeds
    from noroshi.vulnerabilities.actions.match import match

    with connected_as(Role.WORKER):
        result = import_feeds([path], by=None, at=now())
        match(at=now())
    assert not result.refused


def held(actor):
    """Every pair that is exposed now, and by which name."""
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import exposures as present

    with acting_as(actor):
        found = [(int(one.asset.name[1:]), one.cause, one.certainty) for one in present()]
    assert len(found) == len(set(found))
    return set(found)


@pytest.fixture
def east(database):
    from noroshi.operations.database import Role, connected_as
    from noroshi.vulnerabilities.actions.judge_names import add_alias
    from noroshi.vulnerabilities.actions.judge_vex_author import trust_vex_author
    from noroshi.vulnerabilities.aliases import Pair

    with connected_as(Role.WORKER):
        for rank, author in enumerate(AUTHORS[:BELIEVED], start=1):
            trust_vex_author(author, rank=rank, days=None, by=None, at=now())
        package = "pkg:deb/debian/"
        pair = Pair("package", f"{package}tanuki-log", package + OTHER_NAME, "Renamed (fictional)")
        add_alias(pair, by=None, at=now())
    return register()["P-EAST"]


@settings(
    max_examples=8,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(1, 1 << 30))
def test_the_match_finds_what_the_plain_account_finds(east, tmp_path, seed):
    empty_again()
    world = World(seed)
    known, advisories, documents, assets = {}, {}, {}, []
    for number in range(3):
        step = world.step(is_first=number == 0)
        if "assets" in step:
            assets = step["assets"]
            bring_assets(east, sheet(assets))
        known |= step["records"]
        advisories |= step["advisories"]
        documents |= step["documents"]
        bring(feeds(tmp_path / "step.jsonl", step))
        believed = [documents.get(author, []) for author in range(BELIEVED)]
        assert held(east) == exposures(known, advisories, assets, believed)


def empty_again():
    """Each example begins with nothing."""
    import psycopg
    from django.db import connections

    from noroshi.operations.database import owner_parameters

    connections.close_all()
    with psycopg.connect(**owner_parameters(), autocommit=True) as owner:
        owner.execute(
            "TRUNCATE assets_system, assets_moved, vulnerabilities_vulnerability,"
            " vulnerabilities_product, vulnerabilities_productname, vulnerabilities_affectedrange,"
            " vulnerabilities_alias, vulnerabilities_naming, vulnerabilities_pendingmatch,"
            " vulnerabilities_past, vulnerabilities_score, vulnerabilities_finding,"
            " vulnerabilities_assetkind, vulnerabilities_kindname, vulnerabilities_assetofkind, vulnerabilities_ruling,"
            " vulnerabilities_vexdocument, warnings_warning CASCADE"
        )
