"""Tests of CVSS: 6.1.7 to 6.1.10, and of 2.1 6.1.56."""

from collections.abc import Iterator, Mapping
from typing import Any

from noroshi.formats.csaf.mandatory.walking import Found, newer, scores, vulnerabilities
from noroshi.formats.csaf.schema import Document
from noroshi.formats.names.cvss import member_words, read_vector, vector_members
from noroshi.kernel.errors import MalformedError

VERSIONS = {"cvss_v2": ("2.0",), "cvss_v3": ("3.0", "3.1"), "cvss_v4": ("4.0",)}
SEVERITIES = frozenset(("NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"))
SCORES = ("baseScore", "temporalScore", "environmentalScore")
OF_4 = frozenset(("version", "vectorString", "baseScore", "baseSeverity"))  # beside the metrics
RATINGS = ("baseSeverity", "temporalSeverity", "environmentalSeverity")

Cvss = Mapping[str, Any]


def same_version_twice(document: Document) -> Iterator[Found]:
    """6.1.7 Multiple Scores with same Version per Product."""
    for place, vulnerability in vulnerabilities(document):
        known: set[tuple[object, ...]] = set()
        for score in scores(place, vulnerability):
            versions = [str(one.get("version")) for one in score.cvss.values()]
            for at, product_id in enumerate(score.products):
                scored = {(product_id, version, score.source) for version in versions}
                if scored & known:
                    where = f"{score.products_at}/{at}"
                    yield where, f"product {product_id!r} is scored in this version already"
                known |= scored


def invalid_cvss(document: Document) -> Iterator[Found]:
    """6.1.8 Invalid CVSS: what FIRST's schemas refuse."""
    for place, member, cvss in _all(document):
        yield from ((f"{place}/{name}", reason) for name, reason in _schema(member, cvss))


def wrong_computation(document: Document) -> Iterator[Found]:
    """6.1.9 Invalid CVSS computation."""
    for place, member, cvss in _all(document):
        told = {} if any(_schema(member, cvss)) else vector_members(cvss["vectorString"])
        for name in (*SCORES, *RATINGS):
            if name in cvss and cvss[name] != told.get(name, cvss[name]):
                yield f"{place}/{name}", f"the vector gives {told[name]}"


def inconsistent_cvss(document: Document) -> Iterator[Found]:
    """6.1.10 Inconsistent CVSS."""
    for place, member, cvss in _all(document):
        told = {} if any(_schema(member, cvss)) else vector_members(cvss["vectorString"])
        for name in member_words(VERSIONS[member][0]):
            if name in cvss and cvss[name] != told.get(name, cvss[name]):
                yield f"{place}/{name}", f"the vector says {told[name]}"


def scored_and_rated(document: Document) -> Iterator[Found]:
    """6.1.56 Use of CVSS and Qualitative Severity Rating."""
    for place, vulnerability in newer(document):
        scored = {
            (product_id, score.source)
            for score in scores(place, vulnerability)
            for product_id in score.products
            if score.cvss
        }
        for index, metric in enumerate(vulnerability.metrics):
            if metric.content.qualitative_severity_rating is None:
                continue
            for at, product_id in enumerate(metric.products):
                if (product_id, metric.source) in scored:
                    where = f"{place}/metrics/{index}/products/{at}"
                    yield where, f"product {product_id!r} has a CVSS score of this source, too"


def _all(document: Document) -> Iterator[tuple[str, str, Cvss]]:
    for place, vulnerability in vulnerabilities(document):
        for score in scores(place, vulnerability):
            for member, cvss in score.cvss.items():
                yield f"{score.content}/{member}", member, cvss


def _schema(member: str, cvss: Cvss) -> Iterator[Found]:
    """(member, reason) of what breaks the schema of its version."""
    if cvss.get("version") not in VERSIONS[member]:
        yield "version", f"one of {', '.join(VERSIONS[member])}"
        return
    yield from _vector(cvss)
    for name in SCORES:
        if name in cvss and not _is_score(cvss[name]):
            yield name, "a number from 0 to 10"
    if "baseScore" not in cvss:
        yield "baseScore", "is missing"
    if member != "cvss_v2":
        yield from _ratings(cvss)
    yield from _words(cvss)


def _words(cvss: Cvss) -> Iterator[Found]:
    known = member_words(cvss["version"])
    for name, words in known.items():
        if name in cvss and cvss[name] not in words:
            yield name, f"one of {', '.join(sorted(words))}"
    if cvss["version"] == "4.0":
        for name in sorted(set(cvss) - OF_4 - set(known)):
            yield name, "is no member of version 4.0"


def _vector(cvss: Cvss) -> Iterator[Found]:
    vector = cvss.get("vectorString")
    try:
        version = read_vector(vector).version if isinstance(vector, str) else None
    except MalformedError as error:
        yield "vectorString", error.detail
        return
    if version != cvss["version"]:
        yield "vectorString", f"not a vector of version {cvss['version']}"


def _ratings(cvss: Cvss) -> Iterator[Found]:
    for name in RATINGS:
        if name in cvss and cvss[name] not in SEVERITIES:
            yield name, f"one of {', '.join(sorted(SEVERITIES))}"
    if "baseSeverity" not in cvss:
        yield "baseSeverity", "is missing"


def _is_score(told: object) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told <= 10
