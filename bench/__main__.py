"""`python -m bench [--only NAME,…]`: run the benchmarks, print them, write var/bench.json."""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from bench.benchmarks import BENCHMARKS
from bench.house import database_version, open_house, throw_away_home
from bench.measure import ROOT, Outcome

RESULTS = ROOT / "var" / "bench.json"


def main(arguments: Sequence[str]) -> None:
    """Each run gets an empty house; a part that is run is merged into what is known."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", metavar="NAME,…", help=f"of {', '.join(BENCHMARKS)}")
    chosen = parser.parse_args(arguments).only
    names = chosen.split(",") if chosen else _usual()
    if unknown := sorted(set(names) - set(BENCHMARKS)):
        parser.error(f"there is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    with throw_away_home() as home, open_house(home):
        print(f"{machine()}, PostgreSQL {database_version()}", flush=True)
        for place in dict.fromkeys(BENCHMARKS[name].place for name in names):
            _benchmark(next(name for name in names if BENCHMARKS[name].place == place))
    print(f"written to {RESULTS.relative_to(ROOT)}")


def _usual() -> list[str]:
    return [name for name, benchmark in BENCHMARKS.items() if not benchmark.only_by_name]


def machine() -> str:
    """What the figures hold for."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


def _benchmark(name: str) -> None:
    """Run it, and keep every figure that comes out."""
    command = [sys.executable, "-m", "bench.child", name]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout
    for found, outcome in orjson.loads(printed).items():
        _keep(_row(found, Outcome(**outcome)))


def _row(name: str, outcome: Outcome) -> dict[str, Any]:
    """A row of the results, printed on the way."""
    benchmark = BENCHMARKS[name]
    ratio = benchmark.ratio(outcome)
    of = "times the peer" if benchmark.is_of_ratio else benchmark.unit
    print(f"\n{name}: {outcome.ours:.4g} {benchmark.unit}, limit {benchmark.limit:g} {of}")
    if outcome.theirs is not None:
        print(f"  {outcome.peer}: {outcome.theirs:.4g} {benchmark.unit}")
    print(f"  ratio {ratio:.2f}, at most {outcome.peak_mib:.0f} MiB")
    print("".join(f"  {note}\n" for note in outcome.notes), end="", flush=True)
    return {
        "name": name,
        "ours": outcome.ours,
        "unit": benchmark.unit,
        "peer": outcome.peer,
        "theirs": outcome.theirs,
        "ratio": round(ratio, 3),
        "limit": benchmark.limit,
        "peak_mib": outcome.peak_mib,
    }


def _keep(row: dict[str, Any], results: Path = RESULTS) -> None:
    """Write a row in its place among those that are known already."""
    known = orjson.loads(results.read_bytes()) if results.exists() else []
    rows = {item["name"]: item for item in known} | {row["name"]: row}
    results.parent.mkdir(parents=True, exist_ok=True)
    in_order = [rows[name] for name in BENCHMARKS if name in rows]
    results.write_bytes(orjson.dumps(in_order, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main(sys.argv[1:])
