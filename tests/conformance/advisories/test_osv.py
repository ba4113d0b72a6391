"""Every OSV record at hand: the Go and the Python databases, and what is not OSV beside them."""

from collections import Counter

import pytest

from noroshi.formats import osv
from noroshi.formats.containers import Document, read_documents
from noroshi.formats.names.ranges import affected_intervals
from noroshi.kernel.errors import Location


def records(data, name):
    for document in read_documents(data / "osv" / f"{name}.jsonl.zst"):
        assert isinstance(document, Document)
        yield document


@pytest.mark.parametrize(("name", "count", "cves"), [("go", 4291, 3800), ("pypa", 2661, 2400)])
def test_every_record_is_recognised_and_read(data, name, count, cves):
    found = []
    for document in records(data, name):
        assert osv.is_record(document.data), document.place
        found.append(osv.read(document.data, at=Location(name, document.place)))

    assert len({advisory.id for advisory in found}) == count
    assert sum(any(a.startswith("CVE-") for a in advisory.aliases) for advisory in found) > cves
    assert all(advisory.description and advisory.affected for advisory in found)
    assert all(product.package_url for advisory in found for product in advisory.affected)


@pytest.mark.parametrize(("name", "without", "unread"), [("go", 0, 0), ("pypa", 3, 120)])
def test_nearly_every_package_has_versions_that_can_be_compared(data, name, without, unread):
    """Those without have only a list of versions, all of them below what PEP 440 reads."""
    counts = Counter()
    for document in records(data, name):
        for product in osv.read(document.data, at=Location(name)).affected:
            purl_type = product.package_url.removeprefix("pkg:").partition("/")[0]
            flat = affected_intervals(
                product.versions, default_status=product.default_status, purl_type=purl_type
            )
            counts["without"] += not flat.intervals
            counts["unread"] += len(flat.unresolved)
    assert counts["without"] <= without
    assert counts["unread"] <= unread


def test_go_says_where_most_ranges_without_end_end(data):
    """Of packages in records about releases that Go's rules do not allow; by `ranges` alone 216 end."""
    ended = Counter()
    for document in records(data, "go"):
        if b'"custom_ranges"' in document.data:
            for product in osv.read(document.data, at=Location("go")).affected:
                ended[all(entry.less_than != "*" for entry in product.versions)] += 1
    assert ended[True] > 650
    assert ended.total() > 900


def test_a_record_of_another_schema_is_not_recognised(data):
    """FriendsOfPHP's own: no id, no modified, branches instead of ranges."""
    found = [osv.is_record(document.data) for document in records(data, "friendsofphp_native")]

    assert (len(found), sum(found)) == (1592, 0)
