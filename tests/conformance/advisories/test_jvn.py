"""Every feed and answer of JVN iPedia at hand: in XML here, in JSON by way of CSAF."""

from collections import Counter

from noroshi.formats import csaf, jvn
from noroshi.formats.containers import Document, read_documents
from noroshi.formats.names.ranges import affected_intervals
from noroshi.kernel.errors import Location, MalformedError

# Lists of alerts, vendors and products, which tell of no vulnerability.
LISTS = {
    "dataFeed_myjvn_product_hnd.xml",
    "dataFeed_myjvn_vendor_hnd.xml",
    "getAlertList_hnd.xml",
    "getVendorList_hnd.xml",
}


def documents(data):
    for document in read_documents(data / "jvn"):
        assert isinstance(document, Document)
        yield document.source, document.data


def test_every_feed_in_xml_is_read_whole(data):
    counts = Counter()
    unread = set()
    for name, octets in documents(data):
        if not name.endswith((".rdf", ".xml")):
            assert not jvn.is_feed(octets), name
            continue
        try:
            found = jvn.read(octets, at=Location(name))
        except MalformedError:
            unread.add(name.rpartition("/")[2])
            continue
        assert jvn.is_feed(octets), name
        assert found.refused == (), name
        assert all(a.title_ja and a.description_ja and a.updated_at for a in found.advisories)
        counts["feeds"] += 1
        counts["advisories"] += len(found.advisories)
    assert unread == LISTS
    assert counts == {"feeds": 10, "advisories": 21}


def test_versions_in_sentences_are_read(data):
    """But for the eight that begin with a variant of the product."""
    entries = [
        entry
        for name, octets in documents(data)
        if jvn.is_feed(octets)
        for advisory in jvn.read(octets, at=Location(name)).advisories
        for product in advisory.affected
        for entry in product.versions
    ]
    plain = [entry for entry in entries if not entry.version.startswith("for ")]

    flat = affected_intervals(plain, default_status="unknown")

    assert (len(entries), len(plain), flat.unresolved) == (31, 23, ())
    assert sum(bool(entry.less_than or entry.less_than_or_equal) for entry in plain) == 17


def test_answers_in_csaf_are_csaf_in_japanese(data):
    """Three answers of the API; the other examples are STIX, lists, or abridged and no JSON."""
    found = [
        csaf.read(octets, at=Location(name))
        for name, octets in documents(data)
        if csaf.is_document(octets)
    ]

    assert len(found) == 3
    for document in found:
        (advisory,) = document.advisories
        assert advisory.id.startswith("JVNDB-")
        assert advisory.title_ja
        assert document.vex.refused == ()
