"""How often a likely name is the right one, measured on published records.

The truth: a record that names exactly one product both in its maker's words and, by CISA, as CPE,
says that the two names are of one product. A name in words that is no CPE name itself is registered
as an asset; the records know the CPE names alone. It is right to be led to a CPE name that any
record gives beside these words."""

import io
from collections import defaultdict

import orjson
import zstandard

from noroshi.formats.names.products import product_keys
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.vulnerabilities.rules import sound_cpe
from tests.nation import register

PRECISION, RECALL = 0.89, 0.66  # at the threshold, of the first candidate; 0.900 and 0.683 measured
ALIAS_PRECISION = 0.9


def name_keys(**names):
    return {key for key in product_keys(purl=None, **names) if key.startswith("name:")}


def published(data):
    """CPE names by key; and of each name in words, vendor and product and the CPE names beside it."""
    known, texts, beside = set(), {}, defaultdict(set)
    with (data / "cve5/cve5_dev.jsonl.zst").open("rb") as file:
        lines = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), "utf-8")
        for line in lines:
            containers = orjson.loads(line)["containers"]
            named = {}
            for one in containers["cna"].get("affected", ()):
                words = {"vendor": one.get("vendor"), "product": one.get("product")}
                named |= dict.fromkeys(name_keys(cpes=[], **words), words)
                known |= cpe_keys(one)
            found = set()
            for container in containers.get("adp", ()):
                for one in container.get("affected", ()):
                    found |= cpe_keys(one)
            known |= found
            if len(named) == len(found) == 1:
                texts |= named
                beside[next(iter(named))] |= found
    return known, texts, beside


def cpe_keys(affected):
    cpes = [cpe for text in affected.get("cpes", ()) if (cpe := sound_cpe(text))]
    return name_keys(cpes=cpes, vendor=None, product=None)


def register_products(actor, texts):
    from noroshi.assets.actions.import_inventory import AssetLine, import_inventory
    from noroshi.parties.queries import organisation
    from noroshi.parties.scope import acting_as

    lines = [
        AssetLine("sheet", "all", f"box {number}", vendor=one["vendor"], product=one["product"])
        for number, one in enumerate(texts)
    ]
    with acting_as(actor):
        own = organisation(actor.organisation_code)
        import_inventory(lines, result=ImportResult(), organisation=own, by=actor, at=now())


def known_by_records(keys):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vulnerabilities_productname (key, name_set)"
            " SELECT unnest(%s::text[]), gen_random_uuid()",
            [sorted(keys)],
        )
        cursor.execute("ANALYZE vulnerabilities_productname")


def met_by_alias():
    """Of each asset that an alias leads to a record: its own keys and those that it was led to."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT array_agg(DISTINCT o.key), array_agg(DISTINCT n.key)
               FROM vulnerabilities_kindname n
               JOIN vulnerabilities_productname m ON m.key = n.key
               JOIN vulnerabilities_kindname o ON o.kind_id = n.kind_id AND o.via = ''
               WHERE n.via = 'alias' GROUP BY n.kind_id"""
        )
        return cursor.fetchall()


def test_likely_names_are_mostly_right(data, database):
    from noroshi.operations.database import Role, connected_as
    from noroshi.vulnerabilities.actions.match import match
    from noroshi.vulnerabilities.actions.propose_names import propose_names
    from noroshi.vulnerabilities.queries import product_aliases

    known, texts, beside = published(data)
    unknown = sorted(key for key in texts if key not in known and len(key) <= 200)[::9]
    assert len(unknown) > 150
    actor = register()["P-EAST"]
    register_products(actor, [texts[key] for key in unknown])
    with connected_as(Role.WORKER):
        known_by_records(known)
        match(at=now())
        led = met_by_alias()
        propose_names()
        first = {}
        for one in product_aliases(state="proposed").order_by("-score", "other_key"):
            first.setdefault(one.key, one.other_key)
    right_led = sum(bool(beside[own[0]] & set(others)) for own, others in led)
    right = sum(other in beside[key] for key, other in first.items())
    left = len(unknown) - len(led)
    print(f"{len(unknown)} names; by alias {len(led)}, right {right_led}")  # noqa: T201
    print(f"proposed {len(first)} of {left}: precision {right / len(first):.3f},")  # noqa: T201
    print(f"recall {right / left:.3f}")  # noqa: T201
    assert right / len(first) >= PRECISION
    assert right / left >= RECALL
    assert right_led / len(led) >= ALIAS_PRECISION
