"""Invented CVE records, the same every time."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

SEED = 20_260_401
# How many products of a record, and ranges of a product, and how often of a hundred.
MANY, PRODUCTS, RANGES = (1, 2, 4, 9, 20), (84, 10, 2, 2, 2), (83, 5, 6, 4, 2)
KINDS = 14_000
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
    """Records in the proportions of the CVE list of 2026: most of one product and one range, some of
    many; three in ten CPE names; three in ten said again by a second source."""
    chance = random.Random(SEED)
    for number in range(many):
        affected = [_product(chance) for _ in range(chance.choices(MANY, PRODUCTS)[0])]
        score, vector = chance.choice(SCORED)
        day = f"2026-{1 + number % 12:02}"
        yield {
            "dataType": "CVE_RECORD",
            "dataVersion": "5.1",
            "cveMetadata": {
                "cveId": cve_name(number),
                "assignerOrgId": ORGANISATION,
                "state": "PUBLISHED",
                "datePublished": f"{day}-01T00:00:00Z",
                "dateUpdated": f"{day}-02T00:00:00Z",
            },
            "containers": {
                "cna": {
                    "providerMetadata": {"orgId": ORGANISATION},
                    "descriptions": [{"lang": "en", "value": "An invented weakness. " * 20}],
                    "affected": affected,
                    "references": [
                        {"url": f"https://vendor.example/{page}/{number}"}
                        for page in ("advisory", "release")
                    ],
                    "metrics": [{"cvssV3_1": {"vectorString": vector, "baseScore": score}}],
                },
                "adp": [
                    {
                        "providerMetadata": {"orgId": ORGANISATION},
                        "title": "An invented programme",
                        "affected": affected if chance.random() < 0.3 else [],
                        "x_padding": "An invented source's own. " * 60,
                    },
                ],
            },
        }


def _product(chance: random.Random) -> dict[str, Any]:
    place = int(chance.random() ** 2 * KINDS)  # a few have most of the weaknesses
    vendor, product = f"vendor{place % 900}", f"product{place}"
    cpes = [f"cpe:2.3:a:{vendor}:{product}:*:*:*:*:*:*:*:*"]
    return {
        "vendor": vendor.title(),
        "product": product.title(),
        "cpes": cpes if chance.random() < 0.3 else [],
        "defaultStatus": "unaffected",
        "versions": [
            {
                "version": f"{major}.0",
                "lessThan": f"{major}.{chance.randint(1, 30)}",
                "status": "affected",
                "versionType": "custom",
            }
            for major in range(1, 1 + chance.choices(MANY, RANGES)[0])
        ],
    }
