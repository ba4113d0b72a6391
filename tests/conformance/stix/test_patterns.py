"""Patterns as OASIS's own validator and matcher judge them."""

import json
from collections import Counter

from noroshi.formats.stix.pattern_matching import Observations
from noroshi.formats.stix.patterns import parse
from noroshi.kernel.errors import MalformedError


def test_syntax_is_judged_as_the_validator_does(data):
    cases = json.loads((data / "stix" / "pattern_syntax_cases.json").read_text())
    for pattern in cases["valid"]:
        parse(pattern)
    wrong = []
    for case in cases["invalid"]:
        try:
            wrong.append(parse(case["pattern"]))
        except MalformedError:
            continue
    assert wrong == []
    assert (len(cases["valid"]), len(cases["invalid"])) == (25, 9)


def judged(seen, pattern):
    try:
        return "match" if seen.match(parse(pattern)) else "nomatch"
    except MalformedError:
        return "error"


def test_observations_match_as_the_matcher_says(data):
    counts = Counter()
    for group in json.loads((data / "stix" / "pattern_match_cases.json").read_text()):
        seen = Observations(one for bundle in group["observations"] for one in bundle["objects"])
        for case in group["cases"]:
            found = judged(seen, case["pattern"])
            assert found == case["expect"], case["pattern"]
            counts[found] += 1
    assert counts == {"match": 138, "nomatch": 124, "error": 12}
