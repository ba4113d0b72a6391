"""One benchmark in a process of its own, so that its memory is its own: `python -m bench.child`.

What it needs is imported only when it runs: the processes that help an import start from here."""

import os
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path


def main(name: str) -> None:
    """Run it in the house that the environment names, and print what came out."""
    house = import_module("bench.house")
    measure = import_module("bench.measure")
    benchmarks = import_module("bench.benchmarks").BENCHMARKS
    with house.open_house(Path(os.environ["NOROSHI_HOME"])):
        outcome = benchmarks[name].function()()
    outcomes = {name: outcome} if isinstance(outcome, measure.Outcome) else outcome
    found = {
        name: asdict(outcome) | {"peak_mib": outcome.peak_mib or measure.peak_mib()}
        for name, outcome in outcomes.items()
    }
    sys.stdout.buffer.write(import_module("orjson").dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
