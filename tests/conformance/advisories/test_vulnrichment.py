"""CISA's Vulnrichment, an ADP container of CVE records: its decision points arrive."""

from collections import Counter

import orjson

from noroshi.formats import cve5
from noroshi.formats.containers import Document, read_documents
from noroshi.kernel.errors import Location


def decision_points(octets):
    """The first that any ADP container gives, without regard to case."""
    for container in orjson.loads(octets)["containers"].get("adp", ()):
        for metric in container.get("metrics", ()):
            other = metric.get("other", {})
            if other.get("type") == "ssvc":
                options = other["content"]["options"]
                pairs = [pair for option in options for pair in option.items()]
                return {name.lower(): value.lower() for name, value in pairs}
    return None


def test_every_decision_point_arrives(data):
    counts = Counter()
    for document in read_documents(data / "cve5" / "cve5_dev.jsonl.zst"):
        assert isinstance(document, Document)
        published = decision_points(document.data)
        found = cve5.read(document.data, at=Location(document.source, document.place)).ssvc
        counts[published is not None] += 1
        if published is None:
            assert found is None
        else:
            assert (found.exploitation, found.automatable, found.technical_impact) == (
                published["exploitation"],
                published["automatable"],
                published["technical impact"],
            )
    assert counts == {True: 36_723, False: 88}
