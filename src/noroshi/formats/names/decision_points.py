"""Which decision points SSVC's registered namespaces have, and the keys of their values in order."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

RESERVED = frozenset(("invalid", "x_invalid"))  # never a namespace
FREE = frozenset(("example", "test"))  # registered, and anything is valid there

Point = tuple[str, str, str]  # namespace, key, version


@cache
def decision_points() -> Mapping[Point, tuple[str, ...]]:
    """The keys of each point's values, in their order. Source: CERT/CC, SSVC 2026-07."""
    text = files("noroshi.formats.names").joinpath("decision_points.csv").read_text("utf-8")
    return {
        (row["namespace"], row["key"], row["version"]): tuple(row["values"].split())
        for row in csv.DictReader(text.splitlines())
    }


def is_registered(namespace: str) -> bool:
    """Whether a base namespace is one that SSVC keeps points of."""
    return any(known == namespace for known, _, _ in decision_points())
