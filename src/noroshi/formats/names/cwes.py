"""Weaknesses by number and name, of every release of CWE up to 4.20 (2026-04-30, MITRE)."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def weaknesses() -> Mapping[str, frozenset[str]]:
    """`CWE-79` to the names that it has or had."""
    text = files("noroshi.formats.names").joinpath("weaknesses.csv").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(f"CWE-{row['cwe']}", set()).add(row["name"])
    return {number: frozenset(names) for number, names in found.items()}
