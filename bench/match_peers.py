"""The match against what others would do instead: every range asked with univers, every package URL
looked up by appthreat-vulnerability-db. Ours is timed within the match itself."""

import os
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
from django.db import connection

from bench.match import bring_records
from bench.measure import Outcome, of_peer
from bench.nation import operator, register
from bench.scale import Size, blow_up
from noroshi.assets.actions.import_inventory import AssetLine, import_inventory
from noroshi.formats.containers import Document, read_documents
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.operations.database import Role, connected_as
from noroshi.parties.models import Organisation
from noroshi.parties.scope import acting_as
from noroshi.pipeline import complete_handoffs
from noroshi.vulnerabilities.actions.import_feeds import import_feeds
from noroshi.vulnerabilities.actions.match import match

SEED = 20_260_406
REGISTER = Size(copies=0, more=0, kinds=12_000, operators=25)  # the records as they are
SAMPLE = 20_000  # of the pairs, for whom it takes longer
PURLS = 20_000
GENERATED = 5_000
ITSELF = re.compile(r"TABLE hit |INTO moved")
LOOKING_UP = re.compile(r"TABLE (fresh|hit) ")  # the first gives names, the last finds

# What the match compares: each version of what is registered with each range of what has its name.
COMPARED = """
FROM vulnerabilities_kindname n
JOIN vulnerabilities_productname m ON m.key = n.key
JOIN vulnerabilities_product p ON p.name_set = m.name_set
JOIN vulnerabilities_affectedrange r ON r.range_set = p.range_set
JOIN vulnerabilities_versionkey v ON v.version = n.version AND v.scheme = r.scheme
"""
MANY = f"""
SELECT sum(c.many)::bigint FROM (
  SELECT kind_id, count(*) AS many FROM vulnerabilities_assetofkind GROUP BY kind_id) c
JOIN (SELECT n.kind_id {COMPARED}) p USING (kind_id)
"""
SAMPLED = f"""
SELECT n.version, r.scheme, r.low, r.low_inclusive, r.high, r.high_inclusive,
  (v.key > r.low_key OR (v.key = r.low_key AND r.low_inclusive))
  AND (r.high_key IS NULL OR v.key < r.high_key OR (v.key = r.high_key AND r.high_inclusive))
{COMPARED}
WHERE coalesce(r.low, r.high) IS NOT NULL
ORDER BY md5(n.kind_id || p.id::text || r.low_key::text) LIMIT %s
"""

# By what name univers knows a scheme, and what it reads as it is meant: it takes any text for a
# version of npm's. Numbers between dots are compared as Maven's; its own order of them is broken.
NUMBERS = re.compile(r"[0-9]+(\.[0-9]+)*")
SEMANTIC = re.compile(
    r"[0-9]+(\.[0-9]+){0,2}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?"
)
TEXT = re.compile(r"[0-9A-Za-z.+~:-]+")
READ = {
    "generic": (("maven", NUMBERS),),
    "semver": (("npm", SEMANTIC), ("maven", NUMBERS)),
    "pep440": (("pypi", TEXT),),
}
TYPES = {"Go": "golang", "PyPI": "pypi"}


def univers() -> Outcome:
    """Pairs of a component and a range a second: the match itself, and a loop over a sample of
    those that both read."""
    register(REGISTER.operators)
    with tempfile.TemporaryDirectory() as name, connected_as(Role.WORKER):
        bring_records(Path(name))
        blow_up(REGISTER)
        seconds = sum(end - began for began, end in _timed(lambda: match(at=now()), ITSELF))
        with connection.cursor() as cursor:
            cursor.execute(MANY)
            many = cursor.fetchone()[0]
            cursor.execute(SAMPLED, [SAMPLE])
            rows = cursor.fetchall()
        pairs = [(row[0], stretch, row[6]) for row in rows if (stretch := _vers(row[0], row[1:6]))]
        path = Path(name) / "pairs"
        path.write_bytes(b"\n".join(orjson.dumps(pair[:2]) for pair in pairs))
        theirs = of_peer("univers_contains", path)
    read = sum(answer is not None for answer in theirs["answers"])
    return Outcome(
        many / seconds,
        [
            f"{many:,} pairs compared in {seconds:.3g} s, with what names them and what is kept",
            f"of {len(rows):,} pairs {len(pairs):,} have an order that both know; it reads {read:,}",
            *_disagreements(pairs, theirs["answers"]),
            f"with all that it reads read before: {read / theirs['seconds_read']:,.0f}/s",
            f"load {os.getloadavg()[0]:.1f}",
        ],
        peer=f"univers {theirs['version']}",
        theirs=len(pairs) / theirs["seconds"],
    )


def _vers(version: str, stretch: Sequence[Any]) -> str | None:
    """A range (its scheme, low, whether with it, high, whether with it) as univers has it; None where
    it has no order of what is compared."""
    scheme, low, is_low, high, is_high = stretch
    forms = READ.get(scheme, ((scheme, TEXT),))
    texts = [text for text in (version, low, high) if text]
    known = next((name for name, form in forms if all(map(form.fullmatch, texts))), None)
    if known is None:
        return None
    bounds = [f"{'>=' if is_low else '>'}{low}"] if low else []
    bounds += [f"{'<=' if is_high else '<'}{high}"] if high else []
    return f"vers:{known}/{low if low == high else '|'.join(bounds)}"


def _disagreements(
    pairs: Sequence[tuple[str, str, bool]], answers: Sequence[bool | None]
) -> list[str]:
    """How many of each scheme, the first of them, and where it is said who is right."""
    found: dict[str, list[str]] = defaultdict(list)
    for (version, stretch, ours), theirs in zip(pairs, answers, strict=True):
        if theirs is not None and theirs != ours:
            found[stretch.split("/")[0]].append(f"{version} in {stretch}, {ours} here")
    many = sum(map(len, found.values()))
    return [
        f"{many} disagree; docs/divergences.md, Versions, says why",
        *(f"{scheme}: {len(those)}, as {those[0]}" for scheme, those in found.items()),
    ]


def vdb() -> Outcome:
    """Package URLs looked up a second, from their text to what each is affected by."""
    actor = register(1)[operator(0)]
    with tempfile.TemporaryDirectory() as name:
        records, purls = Path(name) / "records.jsonl", Path(name) / "purls"
        records.write_bytes(b"\n".join(_records()))
        lines = _purls(records.read_bytes().splitlines())
        purls.write_text("\n".join(lines))
        with connected_as(Role.WORKER):
            result = import_feeds([records], by=None, at=now())
            assert result.accepted, result.refused[0]
            complete_handoffs()
        _take_in(actor, lines)
        with connected_as(Role.WORKER):
            began = perf_counter()
            steps = _timed(lambda: match(at=now()), LOOKING_UP)
            seconds, whole = steps[-1][1] - steps[0][0], perf_counter() - began
            alone = steps[-1][1] - steps[-1][0]
            known = _known()
        theirs = of_peer("vdb_search", name, records, purls)
    size, best = min(theirs["seconds"].items(), key=lambda one: float(one[1]))
    return Outcome(
        len(lines) / seconds,
        [
            f"{result.accepted:,} records, {len(lines):,} package URLs; we know something of {known:,}",
            f"with what is stored of it: {len(lines) / whole:,.0f}/s",
            f"once its names and keys are kept: {len(lines) / alone:,.0f}/s",
            f"it holds {theirs['rows']:,} rows, and knows something of {theirs['known']:,}",
            f"by batches of {', '.join(theirs['seconds'])}: "
            + ", ".join(f"{len(lines) / one:,.0f}/s" for one in theirs["seconds"].values()),
            f"load {os.getloadavg()[0]:.1f}",
        ],
        peer=f"appthreat-vulnerability-db {theirs['version']}, batches of {size}",
        theirs=len(lines) / best,
    )


def _timed(work: Callable[[], object], form: re.Pattern[str]) -> list[tuple[float, float]]:
    """When each statement of that form began and ended."""
    found = []

    def clock(execute: Any, text: Any, parameters: Any, many: Any, context: Any) -> Any:
        began = perf_counter()
        try:
            return execute(text, parameters, many, context)
        finally:
            if form.search(str(text)):
                found.append((began, perf_counter()))

    with connection.execute_wrapper(clock):
        work()
    return found


def _known() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT asset_id) FROM vulnerabilities_exposure")
        return int(cursor.fetchone()[0])


def _take_in(by: Actor, purls: Iterable[str]) -> None:
    lines = (
        AssetLine("register", "System", purl[:300], version=purl.rpartition("@")[2], purl=purl)
        for purl in purls
    )
    with connected_as(Role.WEB), acting_as(by):
        own = Organisation.objects.get(id=by.organisation)
        import_inventory(lines, result=ImportResult(), organisation=own, by=by, at=now())


def _records() -> Iterator[bytes]:
    """OSV records: Go's and PyPI's where NOROSHI_DATA has them, generated ones otherwise."""
    folder = Path(os.environ.get("NOROSHI_DATA", "nowhere")) / "osv"
    if not folder.exists():
        yield from _generated()
        return
    for path in (folder / "go.jsonl.zst", folder / "pypa.jsonl.zst"):
        yield from (one.data.strip() for one in read_documents(path) if isinstance(one, Document))


def _generated() -> Iterator[bytes]:
    """Of one package each, in one to three stretches of versions."""
    chance = random.Random(SEED)
    for number in range(GENERATED):
        package = {"ecosystem": "PyPI", "name": f"part-{chance.randrange(2000)}"}
        stretches = [(major, chance.randint(1, 30)) for major in range(chance.randint(1, 3))]
        events = [
            one
            for major, minor in stretches
            for one in ({"introduced": f"{major}.0"}, {"fixed": f"{major}.{minor}"})
        ]
        affected = {"package": package, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
        yield orjson.dumps(
            {
                "id": f"PYSEC-2099-{number}",
                "modified": "2026-04-01T00:00:00Z",
                "summary": "An invented weakness",
                "affected": [affected],
            }
        )


def _purls(records: Iterable[bytes]) -> list[str]:
    """Of what the records name, each version that one of them speaks of, as far as it has a place in
    a package URL; each once, in no order."""
    found = {name for record in records for name in _of(orjson.loads(record))}
    chosen = sorted(found)
    random.Random(SEED).shuffle(chosen)
    return chosen[:PURLS]


def _of(record: dict[str, Any]) -> Iterator[str]:
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        stretches = affected.get("ranges", ())
        events = chain.from_iterable(stretch.get("events", ()) for stretch in stretches)
        told = chain.from_iterable(event.values() for event in events)
        for version in (*told, *affected.get("versions", ())):
            if package.get("ecosystem") in TYPES and re.fullmatch(
                r"[0-9][0-9A-Za-z.-]{1,30}", version
            ):
                yield f"pkg:{TYPES[package['ecosystem']]}/{package['name']}@{version}"
