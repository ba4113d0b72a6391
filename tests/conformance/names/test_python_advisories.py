"""Ranges of the Python advisory database against the versions that it enumerates."""

import sys
from collections import Counter, defaultdict

import orjson
import pytest
import zstandard
from packaging.version import InvalidVersion, Version

from noroshi.formats import osv
from noroshi.formats.names.ranges import affected_intervals, contains
from noroshi.formats.names.versions import Scheme, version_key
from noroshi.kernel.errors import Location

LEAST = 0.995
# 32 lists were made when the registry had no pre-releases before 2.2 any longer.
WITHOUT_PRE_RELEASES = "tensorflow"
LISTS_WITHOUT = 32
REASONS = {
    "PYSEC-2020-215": "released after the list was made",
    "PYSEC-2020-220": "released after the list was made",
    "PYSEC-2022-159": "a release of an older branch is not in the list",
    "PYSEC-2022-180": "released after the list was made",
    "PYSEC-2022-257": "a release of an older branch is not in the list",
    "PYSEC-2022-43063": "pre-releases before the first that is in the list",
    "PYSEC-2023-177": "the fixed version is in the list",
    "PYSEC-2023-61": "pre-releases of what is introduced are in the list",
    "PYSEC-2024-16": "the list is without pre-releases",
}


def packages(data):
    """Identifier, name, enumerated versions, events and intervals of the ranges alone."""
    packed = (data / "osv/pypa.jsonl.zst").read_bytes()
    with zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        lines = stream.read().splitlines()
    for line in lines:
        record = orjson.loads(line)
        for product in record["affected"]:
            enumerated = set(product.pop("versions", ()))
            product["ranges"] = [r for r in product.get("ranges", ()) if r["type"] == "ECOSYSTEM"]
            if not enumerated or not product["ranges"]:
                continue
            alone = orjson.dumps(record | {"affected": [product]})
            (affected,) = osv.read(alone, at=Location("pypa")).affected
            flat = affected_intervals(
                affected.versions, default_status=affected.default_status, purl_type="pypi"
            )
            events = [stated["events"] for stated in product["ranges"]]
            yield record["id"], product["package"]["name"], enumerated, events, flat.intervals


def plainly_inside(events, version):
    """The algorithm of the OSV schema with the versions of `packaging`."""
    inside = False
    ordered = sorted(
        (Version("0.dev0" if text == "0" else text), kind)
        for event in events
        for kind, text in event.items()
    )
    for at, kind in ordered:
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


@pytest.fixture(scope="module")
def compared(data):
    """How often a version is in (the ranges, the list, the ranges evaluated plainly).

    Versions that other advisories list count up to the newest that this one lists, since what was
    released later cannot be in its list."""
    stated = list(packages(data))
    known = defaultdict(dict)
    for _, name, enumerated, _, _ in stated:
        for text in enumerated - known[name].keys():
            try:
                known[name][text] = version_key(text, Scheme.PEP440), Version(text)
            except InvalidVersion:
                assert version_key(text, Scheme.PEP440) is None
    counts, differing = Counter(), defaultdict(set)
    for identifier, name, enumerated, ranges, intervals in stated:
        newest = max(known[name][text][1] for text in enumerated & known[name].keys())
        for text, (key, version) in known[name].items():
            if version > newest:
                continue
            inside = any(contains(part, key) for part in intervals)
            plainly = any(plainly_inside(events, version) for events in ranges)
            counts[inside, text in enumerated, plainly] += 1
            if inside != (text in enumerated):
                of = identifier if name != WITHOUT_PRE_RELEASES else (identifier, name)
                differing[of].add(text)
            if inside != plainly:
                differing["plainly", identifier].add(text)
    return counts, differing


def test_ranges_hold_the_enumerated_versions(compared):
    """By the schema a version is affected that is in the list or in a range: what a record's own
    ranges, taken plainly, hold besides its list is no error."""
    counts, differing = compared
    right = counts[True, True, True] + counts[True, True, False] + counts[True, False, True]
    recall = right / (right + counts[False, True, False] + counts[False, True, True])
    precision = right / (right + counts[True, False, False])
    both = counts[True, True, True] + counts[True, True, False]
    of_list = both / (both + counts[True, False, True] + counts[True, False, False])
    lines = [f"recall {recall:.5f}, precision {precision:.5f}, of the lists alone {of_list:.5f}"]
    alone = {name: texts for name, texts in differing.items() if isinstance(name, str)}
    for identifier, texts in sorted(alone.items()):
        lines.append(f"{identifier}: {REASONS.get(identifier)}: {' '.join(sorted(texts))}")
    sys.stdout.write("\n".join(lines) + "\n")
    assert both > 100_000
    assert min(recall, precision) > LEAST
    assert alone.keys() == REASONS.keys()


def test_lists_without_pre_releases_differ_by_nothing_else(compared):
    _, differing = compared
    found = [texts for name, texts in differing.items() if name[1] == WITHOUT_PRE_RELEASES]
    assert len(found) == LISTS_WITHOUT
    assert all(Version(text).is_prerelease for texts in found for text in texts)


def test_ranges_are_evaluated_as_plainly_as_the_schema_says(compared):
    """But for one record whose stretches overlap, where the schema's first fix would end both."""
    _, differing = compared
    assert {name: texts for name, texts in differing.items() if name[0] == "plainly"} == {
        ("plainly", "PYSEC-2021-114"): {"2.11.6"}
    }
