"""CycloneDX's examples of VEX, the cases of its specification, and bills that say nothing."""

from collections import Counter

from noroshi.formats import cyclonedx_vex
from noroshi.formats.advisories import Status
from noroshi.formats.containers import Document, read_documents
from noroshi.formats.cyclonedx import is_cyclonedx
from noroshi.kernel.errors import Location, MalformedError


def documents(data, name):
    for document in read_documents(data / "sbom" / f"{name}.tar.zst"):
        assert isinstance(document, Document)
        if is_cyclonedx(document.data[:4096]):
            yield document.source, document.data


def read(name, octets):
    return cyclonedx_vex.read(octets, at=Location(name))


def test_the_examples_of_vex_are_read_whole(data):
    """16 of 40 examples are VEX documents."""
    statuses = Counter()
    count = 0
    for name, octets in documents(data, "cyclonedx_bom_examples"):
        if cyclonedx_vex.is_document(octets):
            found = read(name, octets)
            assert (found.refused, bool(found.statements)) == ((), True), name
            statuses.update(statement.status for statement in found.statements)
            count += 1
    assert count == 16
    assert statuses.keys() == set(Status)


def test_of_the_specifications_cases_those_with_vulnerabilities_are_read(data):
    """The others have none, or are of 1.2 and 1.3, which know none; what is invalid in them is
    found by the reader of bills, but for an instant and a namespace that are none."""
    counts, malformed = Counter(), set()
    for name, octets in documents(data, "cyclonedx_spec_testcases"):
        version, case = name.rsplit("/", 2)[1:]
        counts["all"] += 1
        if version in {"1.2", "1.3"}:
            continue
        try:
            found = read(name, octets)
        except MalformedError:
            malformed.add(case.rpartition("-")[0])
            continue
        is_vex = cyclonedx_vex.is_document(octets)
        assert is_vex == case.startswith("valid-vulnerability"), name
        assert bool(found.statements) == is_vex, name
        counts["vex"] += is_vex
    assert malformed == {"invalid-metadata-timestamp", "invalid-namespace"}
    assert (counts["all"] > 350, counts["vex"]) == (True, 8)


def test_both_spellings_of_the_specification_say_the_same(data):
    cases = dict(documents(data, "cyclonedx_spec_testcases"))
    for version in ("1.5", "1.6", "1.7"):
        names = [name for name in cases if name.endswith(f"valid-vulnerability-{version}.json")]
        (name,) = [name for name in names if "invalid" not in name]
        in_json = read(name, cases[name])
        in_xml = read(name, cases[f"{name[:-4]}xml"])
        assert [(s.vulnerability, s.status, s.product.id) for s in in_json.statements] == [
            (s.vulnerability, s.status, s.product.id) for s in in_xml.statements
        ]
