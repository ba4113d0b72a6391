"""Matching and warning at a nation's size: everything at once, and then what one day brings."""

import io
import os
import re
import statistics
import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
from django.db import connection

from bench.measure import Memory, Outcome, clocked, told
from bench.nation import operator, register
from bench.records import records, write_records
from bench.scale import NATION, TENTH, Size, blow_up
from noroshi.assets.actions.import_inventory import import_inventory
from noroshi.assets.actions.read_inventory import read_inventory
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.operations.database import Role, connected_as
from noroshi.parties.models import Organisation
from noroshi.parties.scope import acting_as
from noroshi.pipeline import bring_warnings_up_to_date, complete_handoffs
from noroshi.vulnerabilities.actions.import_feeds import import_feeds

GENERATED = 20_000
DAYS = 5
ITSELF = 5  # seconds that the match itself may take

# What each statement belongs to: the first that is found in it. The rest is the commit, and Python.
STEPS: Mapping[str, str] = {
    "finding": r"TABLE hit |UPDATE hit |ANALYZE hit",
    "storing": r"INTO vulnerabilities_finding|vulnerabilities_finding f SET|ANALYZE .*_finding",
    "spreading to assets": r"INTO moved",
    "the log": r"string_agg",
    "indexing": r"came|told|stirred|fresh|assetofkind|kindname|versionkey|assetkind",
    "raising": r"warnings_|point|touched|exposed|place|standing|change\b",
}

# What an operator runs, with a maker's name: the most frequent, and so on.
FREQUENT = """
SELECT vendor, product FROM assets_asset WHERE vendor <> '' AND product <> ''
GROUP BY vendor, product ORDER BY count(*) DESC, vendor, product LIMIT %s
"""
# Components of one operator's kinds and of others'.
COMPONENTS = "SELECT DISTINCT purl FROM assets_asset WHERE purl <> '' ORDER BY purl LIMIT %s"
EXPLOITED = "SELECT id FROM vulnerabilities_knownexploited ORDER BY id"
NOT_EXPLOITED = """
SELECT DISTINCT w.cause FROM warnings_warning w WHERE w.cause LIKE 'CVE-%%'
  AND NOT EXISTS (SELECT FROM vulnerabilities_knownexploited k WHERE k.id = w.cause)
ORDER BY 1 LIMIT %s
"""
PREDICTED = "SELECT id, epss FROM vulnerabilities_exploitprediction ORDER BY id"
OPEN = "SELECT count(*) FROM warnings_warning WHERE cause = %s AND state = 'open'"


def nation() -> Mapping[str, Outcome]:
    """`match_full`, and the days after it in the same nation."""
    return _figures(NATION)


def tenth() -> Mapping[str, Outcome]:
    """The same figures of a tenth of the size, by their names with `_tenth`."""
    return {f"{name}_tenth": outcome for name, outcome in _figures(TENTH).items()}


def _figures(size: Size) -> dict[str, Outcome]:
    actors = register(size.operators)
    with tempfile.TemporaryDirectory() as name, connected_as(Role.WORKER):
        folder = Path(name)
        bring_records(folder)
        counts = blow_up(size)
        found = {"match_full": _everything(counts)}
        complete_handoffs()
        found["match_one"] = _days(partial(_new_record, folder))
        found["sbom_5000"] = _days(partial(_new_bill, actors[operator(0)]))
        found["kev_day"] = _days(partial(_edition, folder, _catalogue))
        found["epss_day"] = _days(partial(_edition, folder, _scores))
    return found


def bring_records(folder: Path) -> None:
    """The real ones where NOROSHI_DATA has them, generated ones otherwise."""
    real = Path(os.environ.get("NOROSHI_DATA", folder)) / "cve5" / "cve5_dev.jsonl.zst"
    _import(real if real.exists() else write_records(folder / "cve.jsonl", GENERATED))


def _import(path: Path) -> None:
    result = import_feeds([path], by=None, at=now())
    assert not result.refused, result.refused[0]
    assert result.accepted


def _everything(counts: Mapping[str, int]) -> Outcome:
    """Seconds until all exposures and warnings are stored, once."""
    steps = dict.fromkeys(STEPS, 0.0)

    def clock(execute: Any, text: Any, parameters: Any, many: Any, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(text, parameters, many, context)
        finally:
            for step, form in STEPS.items():
                if re.search(form, str(text)):
                    steps[step] += perf_counter() - began
                    break

    with Memory() as memory, connection.execute_wrapper(clock):
        run = clocked(bring_warnings_up_to_date)
    steps["the rest"] = run.seconds - sum(steps.values())
    itself = steps["finding"] + steps["spreading to assets"]
    return Outcome(
        run.seconds,
        [
            ", ".join(f"{many:,} of {table}" for table, many in counts.items()),
            f"the match itself: {itself:.3g} s, limit {ITSELF}",
            ", ".join(f"{step} {seconds:.3g} s" for step, seconds in steps.items()),
            f"{told([run])}; load {os.getloadavg()[0]:.1f}",
        ],
        peak_mib=memory.peak_mib,
    )


def _days(day: Callable[[int], Callable[[], object]]) -> Outcome:
    """The median of some days. day: prepares one, and returns what is timed."""
    found = [clocked(day(number)) for number in range(DAYS)]
    seconds = statistics.median(run.seconds for run in found)
    return Outcome(seconds, [f"{told(found)}; load {os.getloadavg()[0]:.1f}"])


def _rows(statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _new_record(folder: Path, number: int) -> Callable[[], object]:
    """One vulnerability of what many run, accepted already; until its warnings are visible."""
    vendor, product = _rows(FREQUENT, DAYS)[number]
    record = next(records(1))
    name = record["cveMetadata"]["cveId"] = f"CVE-2098-{10_000 + number}"
    versions = [{"version": "0", "lessThan": "99999", "status": "affected"}]
    affected = {"vendor": vendor, "product": product, "versions": versions}
    record["containers"] = {"cna": {**record["containers"]["cna"], "affected": [affected]}}
    path = folder / f"{name}.json"
    path.write_bytes(orjson.dumps(record))
    _import(path)

    def warned() -> None:
        complete_handoffs()
        assert _rows(OPEN, name)[0][0]

    return warned


def _new_bill(by: Actor, number: int) -> Callable[[], object]:
    """A system's bill of materials, of components that others have too."""
    components = [
        {"type": "library", "name": purl.split("/")[-1], "purl": purl, "bom-ref": f"{place}"}
        for place, (purl,) in enumerate(_rows(COMPONENTS, 5000))
    ]
    components += [
        {"type": "library", "name": f"new-{n}", "purl": f"pkg:npm/new-{n}@1.{number}"}
        for n in range(5000 - len(components))
    ]
    bill = orjson.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.5",
            "metadata": {"component": {"type": "application", "name": f"System of day {number}"}},
            "components": components,
        }
    )
    organisation = Organisation.objects.get(id=by.organisation)

    def brought() -> None:
        result = ImportResult()
        lines = read_inventory(io.BytesIO(bill), source="bill.json", result=result)
        with connected_as(Role.WEB), acting_as(by):
            import_inventory(lines, result=result, organisation=organisation, by=by, at=now())
        assert result.accepted == len(components), result
        complete_handoffs()

    return brought


def _edition(folder: Path, write: Callable[[int], bytes], number: int) -> Callable[[], object]:
    path = folder / f"edition-{number}"
    path.write_bytes(write(number))

    def brought() -> None:
        _import(path)
        complete_handoffs()

    return brought


def _catalogue(number: int) -> bytes:
    """KEV with what it has, and three more that are warned of."""
    names = [row[0] for row in (*_rows(EXPLOITED), *_rows(NOT_EXPLOITED, 3))]
    at = now() + timedelta(days=number)
    return orjson.dumps(
        {
            "catalogVersion": f"{at:%Y.%m.%d}",
            "dateReleased": at,
            "count": len(names),
            "vulnerabilities": [_entry(name, at.date()) for name in names],
        }
    )


def _entry(name: str, added_on: date) -> dict[str, object]:
    return {
        "cveID": name,
        "vendorProject": "Vendor",
        "product": "Part",
        "vulnerabilityName": "Invented",
        "dateAdded": added_on,
        "requiredAction": "Update.",
    }


def _scores(number: int) -> bytes:
    """EPSS with every third score a little higher than the day before."""
    at = now() + timedelta(days=number)
    scores: Sequence[tuple[str, Any]] = _rows(PREDICTED)
    lines = [f"#model_version:v2099.01.01,score_date:{at:%Y-%m-%dT00:00:00+0000}"]
    lines.append("cve,epss,percentile")
    for place, (name, score) in enumerate(scores):
        moved = min(float(score) * (1.1 if place % 3 == number % 3 else 1.0), 1.0)
        lines.append(f"{name},{moved:.5f},{moved:.5f}")
    return "\n".join(lines).encode()
