"""An invented nation's warnings, the same every time, written straight into the tables."""

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from bench.house import all_powerful, settle
from bench.records import cve_name
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.warnings.rules import State, Urgency, due_at, policy

SEED = 20_260_404
CAUSES = 2_000
ASSETS = 40  # of each operator
STATES = (*[State.OPEN] * 6, *[State.ACKNOWLEDGED] * 3, State.FIXED, State.NOT_AFFECTED)

COLUMNS: Mapping[str, str] = {
    "vulnerabilities_vulnerability": "id, source, state, assigner, title, title_ja, description,"
    ' description_ja, published_at, updated_at, cwes, "references", cvss_version, cvss_vector,'
    " cvss_score, cvss_severity, ssvc_exploitation, ssvc_automatable, ssvc_technical_impact,"
    " digest",
    "vulnerabilities_knownexploited": "id, vendor, product, name, action, added_on",
    "vulnerabilities_exploitprediction": "id, epss, percentile",
    "assets_system": "id, organisation_id, audience, name, role",
    "assets_inventory": "id, organisation_id, audience, system_id, key, digest, imported_at",
    "assets_asset": "id, organisation_id, audience, system_id, inventory_id, identity, name, vendor,"
    " product, version, purl, cpe, addresses, added_at",
    "vulnerabilities_assetkind": "id, digest, version",
    "vulnerabilities_assetofkind": "asset_id, kind_id, organisation_id, audience, since",
    "vulnerabilities_finding": "kind_id, cause, record, version, range_text, fixed_in, matched_by,"
    " certainty, found_at",
    "warnings_warning": "id, organisation_id, audience, cause, state, urgency, raised_at, due_at,"
    " changed_at, assets, epss, cvss_score, answer_reason",
}

Rows = dict[str, list[Sequence[object]]]


class Invention:
    """Rows of every table, from one seed."""

    def __init__(self, *, at: datetime, causes: int) -> None:
        self.rows: Rows = {table: [] for table in COLUMNS}
        self._chance = random.Random(SEED)
        self._at = at
        self._causes = [self._cause(number) for number in range(causes)]

    def add_operator(self, organisation: UUID, audience: int, warnings: int) -> None:
        """Four systems with their assets, and warnings for some of the causes."""
        owner = (organisation, audience)
        assets = [asset for number in range(4) for asset in self._system(owner, number)]
        for cause in self._chance.sample(self._causes, warnings):
            exposed = self._chance.sample(assets, self._chance.choice((1, 1, 1, 2, 3)))
            self._warning(owner, cause, exposed)

    def _name(self) -> UUID:
        return UUID(int=self._chance.getrandbits(128), version=4)

    def _cause(self, number: int) -> tuple[str, bool, Decimal, Decimal]:
        name, score = cve_name(number), Decimal(self._chance.randint(20, 100)) / 10
        epss = Decimal(int(self._chance.random() ** 8 * 10**5)) / 10**5
        is_exploited = self._chance.random() < 0.05
        self.rows["vulnerabilities_vulnerability"].append(
            (
                name, "cve", "published", "invented", f"An invented weakness in part {number}", "",
                "An invented weakness. " * 12, "", self._at, self._at, ["CWE-787"],
                ["https://vendor.example/advisory"], "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N", score,
                "high", "", "", "", hashlib.sha256(name.encode()).digest(),
            )
        )  # fmt: skip
        self.rows["vulnerabilities_exploitprediction"].append((name, epss, epss))
        if is_exploited:
            row = (name, "Vendor", "Part", "Invented", "Update.", self._at.date())
            self.rows["vulnerabilities_knownexploited"].append(row)
        return name, is_exploited, epss, score

    def _system(self, owner: tuple[UUID, int], number: int) -> Iterator[tuple[UUID, int]]:
        system, inventory = self._name(), self._name()
        self.rows["assets_system"].append((system, *owner, f"System {number}", "control"))
        digest = system.bytes * 2
        row = (inventory, *owner, system, f"sheet {number}", digest, self._at)
        self.rows["assets_inventory"].append(row)
        for place in range(ASSETS // 4):
            asset = self._name()
            self.rows["assets_asset"].append(
                (
                    asset, *owner, system, inventory, asset.bytes * 2, f"host-{number}-{place}",
                    "Vendor", f"Part {place}", f"{number}.{place}", "", "", [], self._at,
                )
            )  # fmt: skip
            kind = len(self.rows["vulnerabilities_assetkind"])
            self.rows["vulnerabilities_assetkind"].append(
                (kind, asset.bytes * 2, f"{number}.{place}")
            )
            self.rows["vulnerabilities_assetofkind"].append((asset, kind, *owner, self._at))
            yield asset, kind

    def _warning(
        self,
        owner: tuple[UUID, int],
        cause: tuple[str, bool, Decimal, Decimal],
        exposed: Sequence[tuple[UUID, int]],
    ) -> None:
        name, is_exploited, epss, score = cause
        how_soon = Urgency.IMMEDIATE if is_exploited else Urgency.SCHEDULED
        raised = self._at - timedelta(minutes=self._chance.randrange(60 * 24 * 60))
        due = due_at(raised, how_soon, by=policy())
        self.rows["warnings_warning"].append(
            (
                self._name(), *owner, name, self._chance.choice(STATES).value, how_soon.value,
                raised, due, raised, len(exposed), epss, score, "",
            )
        )  # fmt: skip
        self.rows["vulnerabilities_finding"] += [
            (
                kind, name, name, "2.1", "[2.0, 2.4)", "2.4", "name:vendor|part", "name", raised,
            )
            for _, kind in exposed
        ]  # fmt: skip


def fill(actors: Sequence[Actor], *, warnings: int, causes: int = CAUSES) -> None:
    """Give the operators that many warnings between them."""
    invention = Invention(at=now(), causes=causes)
    with all_powerful() as connection:
        audiences: dict[UUID, int] = dict(
            connection.execute("SELECT id, audience FROM parties_organisation").fetchall()
        )
        for actor in actors:
            organisation = actor.organisation
            invention.add_operator(organisation, audiences[organisation], warnings // len(actors))
        for table, columns in COLUMNS.items():
            with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in invention.rows[table]:
                    copy.write_row(row)
    settle()
