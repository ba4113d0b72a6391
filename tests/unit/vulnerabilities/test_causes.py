"""Which records are of the same vulnerability."""

from hypothesis import given
from hypothesis import strategies as st

from noroshi.vulnerabilities.rules import CVE, causes_of

NAMES = st.sampled_from(["CVE-2099-0001", "CVE-2099-0002", "GHSA-a", "GHSA-b", "PYSEC-1", "GO-1"])
RECORDS = st.dictionaries(st.sampled_from("abcdef"), st.sets(NAMES, min_size=1), min_size=1)


def test_a_record_is_of_the_cve_that_it_names():
    assert causes_of({"osv:GHSA-a": ["GHSA-a", "CVE-2099-0001"]}) == {
        "osv:GHSA-a": {"CVE-2099-0001"}
    }


def test_a_record_without_a_cve_is_of_its_namesakes():
    found = causes_of({"a": ["GHSA-a", "CVE-2099-0001"], "b": ["PYSEC-1", "GHSA-a"]})
    assert found == {"a": {"CVE-2099-0001"}, "b": {"CVE-2099-0001"}}


def test_however_far_away():
    found = causes_of(
        {"a": ["GHSA-a", "CVE-2099-0001"], "b": ["GHSA-b", "GHSA-a"], "c": ["GO-1", "GHSA-b"]}
    )
    assert set(found.values()) == {frozenset({"CVE-2099-0001"})}


def test_without_any_cve_the_best_name_stands():
    found = causes_of({"a": ["PYSEC-1", "GHSA-b"], "b": ["GO-1", "PYSEC-1"]})
    assert set(found.values()) == {frozenset({"GHSA-b"})}


def test_two_cves_are_never_one():
    found = causes_of(
        {"a": ["GHSA-a", "CVE-2099-0001"], "b": ["GHSA-b", "GHSA-a", "CVE-2099-0002"]}
    )
    assert found == {"a": {"CVE-2099-0001"}, "b": {"CVE-2099-0002"}}


def test_sharing_a_cve_alone_links_nothing_else():
    found = causes_of({"a": ["CVE-2099-0001", "GHSA-a"], "b": ["CVE-2099-0001", "GHSA-b"]})
    assert found["a"] == found["b"] == {"CVE-2099-0001"}
    alone = causes_of({"a": ["GHSA-a"], "b": ["GHSA-b"]})
    assert alone["a"] != alone["b"]


@given(RECORDS)
def test_as_a_plain_search_finds_it(records):
    assert causes_of(records) == {record: searched(record, records) for record in records}


def searched(record, records):
    """By following names from record to record."""
    own = {name for name in records[record] if CVE.fullmatch(name)}
    if own:
        return own
    seen, found = {record}, set(records[record])
    while True:
        links = {name for name in found if not CVE.fullmatch(name)}
        more = {other for other, names in records.items() if links & set(names)} - seen
        if not more:
            break
        seen |= more
        found |= {name for other in more for name in records[other]}
    cves = {name for name in found if CVE.fullmatch(name)}
    return cves or {min(found, key=lambda name: (not name.startswith("GHSA"), name))}
