"""The benchmarks by name, as DESIGN names them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from bench.measure import Outcome


@dataclass(frozen=True, slots=True)
class Benchmark:
    """unit: a rate (`…/s`: more is better), seconds or per cent (less is better); limit: what is
    promised, in the unit or as the ratio to a peer; place: module and function; only_by_name: not
    part of a run of everything.

    Figures of one place come out of one run, whichever of them is asked for."""

    unit: str
    limit: float
    place: str
    only_by_name: bool = False
    is_of_ratio: bool = False

    def function(self) -> Callable[..., Outcome | Mapping[str, Outcome]]:
        """What runs it; looked up late, since the rooms' models want Django set up."""
        module, name = self.place.split(":")
        return getattr(import_module(module), name)  # type: ignore[no-any-return]

    def ratio(self, outcome: Outcome) -> float:
        """Above 1: better than the peer, or without a peer than the limit."""
        other = self.limit if outcome.theirs is None else outcome.theirs
        if self.unit.endswith("/s"):
            return outcome.ours / other
        return other / max(outcome.ours, 1e-9)


# What the days of a nation may take, in seconds, and one of a tenth of its size.
NATION = {"match_full": 60, "match_one": 0.5, "sbom_5000": 2, "kev_day": 10, "epss_day": 10}

# How many times as much as a peer the match does.
PEERS = {
    "match_univers": ("pairs/s", 100, "bench.match_peers:univers"),
    "match_vdb": ("look-ups/s", 20, "bench.match_peers:vdb"),
}

BENCHMARKS: Mapping[str, Benchmark] = {
    "import_cve": Benchmark("records/s", 5000, "bench.import_cve:import_cve"),
    "stix_import": Benchmark("objects/s", 10_000, "bench.stix:stix_import"),
    "ledger_append": Benchmark("entries/s", 2000, "bench.ledger:append"),
    "ledger_proof": Benchmark("s", 0.005, "bench.ledger:proof"),
    "inbox_page": Benchmark("s", 0.1, "bench.inbox:page"),
    "rls_overhead": Benchmark("%", 15, "bench.inbox:overhead"),
    "taxii_page": Benchmark("s", 0.1, "bench.taxii:taxii"),
    "taxii_read": Benchmark("objects/s", 20_000, "bench.taxii:taxii"),
    "search": Benchmark("s", 0.2, "bench.search:search", only_by_name=True),
    "inbox_live": Benchmark("s", 1, "bench.inbox_live:told"),
    "sbom_million": Benchmark("components/s", 5000, "bench.bills:million", only_by_name=True),
    "obligations": Benchmark("s", 5, "bench.obligations:obligations"),
    "deadlines_page": Benchmark("s", 0.1, "bench.deadlines:page"),
    "filings": Benchmark("filings/s", 150, "bench.filings:worst_day", only_by_name=True),
    "filings_p99": Benchmark("s", 1.5, "bench.filings:worst_day", only_by_name=True),
    "filings_pages": Benchmark("s", 0.3, "bench.filings:worst_day", only_by_name=True),
    "filings_killed": Benchmark("filings/s", 15, "bench.killed:filings_killed", only_by_name=True),
    "first_page": Benchmark("s", 180, "bench.first_page:first_page", only_by_name=True),
    **{
        name: Benchmark(unit, times, place, only_by_name=True, is_of_ratio=True)
        for name, (unit, times, place) in PEERS.items()
    },
    **{
        name: Benchmark("s", limit, "bench.match:nation", only_by_name=True)
        for name, limit in NATION.items()
    },
    **{
        f"{name}_tenth": Benchmark("s", limit, "bench.match:tenth", only_by_name=True)
        for name, limit in NATION.items()
    },
}
