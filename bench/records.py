"""Invented CVE records, the same every time."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

SEED = 20_260_401
ORGANISATION = "00000000-0000-4000-9000-000000000000"
SCORED = (
    (9.8, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
    (7.5, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"),
    (5.4, "CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:C/C:L/I:L/A:N"),
)


def cve_name(number: int) -> str:
    """`CVE-2099-10000` and on: a year that has no records."""
    return f"CVE-2099-{10_000 + number}"


def write_records(path: Path, many: int) -> Path:
    """JSON Lines of that many records."""
    path.write_bytes(b"\n".join(orjson.dumps(record) for record in records(many)))
    return path


def records(many: int) -> Iterator[dict[str, Any]]:
    """Records of one to six products with one to five ranges each, some said twice."""
    chance = random.Random(SEED)
    for number in range(many):
        affected = [_product(chance) for _ in range(chance.randint(1, 6))]
        score, vector = chance.choice(SCORED)
        yield {
            "dataType": "CVE_RECORD",
            "dataVersion": "5.1",
            "cveMetadata": {
                "cveId": cve_name(number),
                "assignerOrgId": ORGANISATION,
                "state": "PUBLISHED",
                "datePublished": f"2026-{1 + number % 12:02}-01T00:00:00Z",
                "dateUpdated": f"2026-{1 + number % 12:02}-02T00:00:00Z",
            },
            "containers": {
                "cna": {
                    "providerMetadata": {"orgId": ORGANISATION},
                    "descriptions": [{"lang": "en", "value": "An invented weakness. " * 12}],
                    "affected": affected,
                    "references": [{"url": f"https://vendor.example/advisory/{number}"}],
                    "metrics": [{"cvssV3_1": {"vectorString": vector, "baseScore": score}}],
                },
                "adp": [
                    {"providerMetadata": {"orgId": ORGANISATION}, "affected": affected[:2]},
                ],
            },
        }


def _product(chance: random.Random) -> dict[str, Any]:
    vendor, product = f"vendor{chance.randrange(900)}", f"product{chance.randrange(4000)}"
    return {
        "vendor": vendor.title(),
        "product": product.title(),
        "cpes": [f"cpe:2.3:a:{vendor}:{product}:*:*:*:*:*:*:*:*"],
        "defaultStatus": "unaffected",
        "versions": [
            {
                "version": f"{major}.0",
                "lessThan": f"{major}.{chance.randint(1, 30)}",
                "status": "affected",
                "versionType": "custom",
            }
            for major in range(1, chance.randint(2, 6))
        ],
    }
