"""Every CSAF document at hand: CISA's, other makers', and the test files of the standard."""

import json
from collections import Counter

import pytest

from noroshi.formats import csaf
from noroshi.formats.containers import Document, read_documents
from noroshi.formats.names.ranges import affected_intervals
from noroshi.kernel.errors import Location, MalformedError

# Not the standard's: an array among the vulnerabilities; kept by its finder as such.
NO_CSAF = "invalid-csaf/csaf_apache-tika-cve-2025-54988.json"
# Breaks the schema in what is read: CVSS without its version, or of one that is none.
FAILING = {
    "2.0": {"6-1-08-03"},
    "2.1": {"6-1-07-06", "6-1-08-03"},
}
# Products that only an extension defines, and tests of something else that define one twice.
VALID_WITH_REFUSALS = {
    "6-1-27-13-16",
    "6-1-50-15",
    "6-2-54-03-01",
    "6-3-21-01-02",
    "6-3-21-01-12",
}


def documents(data, name):
    for document in read_documents(data / "csaf" / name):
        assert isinstance(document, Document)
        yield document.source, document.data


def makers(data):
    for _, octets in documents(data, "vendor_mixed.jsonl.zst"):
        line = json.loads(octets)
        yield line["_src"], json.dumps(line["csaf"]).encode()


def read(name, octets):
    assert csaf.is_document(octets), name
    return csaf.read(octets, at=Location(name))


def counted(found):
    """What documents say, and how much of it has versions that can be compared."""
    counts = Counter()
    for document in found:
        counts["statements"] += len(document.vex.statements)
        counts["refused"] += len(document.vex.refused)
        for advisory in document.advisories:
            counts["advisories"] += 1
            for product in advisory.affected:
                flat = affected_intervals(product.versions, default_status=product.default_status)
                counts["entries"] += len(product.versions)
                counts["unread"] += len(flat.unresolved)
    return counts


def test_every_advisory_of_cisa_is_read(data):
    found = [read(*document) for document in documents(data, "cisa_ot_2017_2022.jsonl.zst")]

    counts = counted(found)
    assert (len(found), counts["advisories"], counts["refused"]) == (1655, 4717, 0)
    assert counts["unread"] < counts["entries"] / 12
    assert all(advisory.metrics or advisory.cwes for d in found for advisory in d.advisories)


def test_a_folder_of_distribution_holds_documents_among_other_files(data):
    """Each of the 13 has its signature and its hash beside it."""
    found = [
        read(name, octets)
        for name, octets in documents(data, "cisa_ot_distribution_sample.tar.zst")
        if name.endswith(".json")
    ]

    assert len(found) == 13


def test_every_document_of_the_makers_is_read_but_one(data):
    """Fortinet's name as not affected products that their trees do not define: left out each."""
    found, refused = {}, []
    for name, octets in makers(data):
        try:
            found[name] = read(name, octets)
        except MalformedError as error:
            refused.append((name, error.detail))

    assert len(found) == 52
    assert [name.endswith(NO_CSAF) for name, _ in refused] == [True]
    undefined = {name for name, document in found.items() if document.vex.refused}
    assert all("fortinet" in name for name in undefined)
    counts = counted(found.values())
    assert counts["statements"] > 28_000
    assert counts["unread"] < counts["entries"] / 100


def test_red_hats_packages_have_package_urls_and_platforms(data):
    (document,) = (
        read(name, octets)
        for name, octets in makers(data)
        if name.endswith("v1/testdata/fixtures/vex/2022/CVE-2022-24834.json")
    )

    joined = [s for s in document.vex.statements if ":" in s.product.id and s.product.purls]
    assert joined
    assert all(statement.product.platforms for statement in joined)


def cases(data, version):
    """(name, octets, whether the file is valid) of the validator's test files."""
    folder = f"csaf_{version}/test/validator/data/"
    files = {
        name.partition(folder)[2]: octets
        for name, octets in documents(data, "oasis_csaf_2.0_2.1_testfiles_schemas.tar.zst")
        if folder in name
    }
    for test in json.loads(files["testcases.json"])["tests"]:
        for kind in ("failures", "valid"):
            for case in test.get(kind, ()):
                yield case["name"], files[case["name"]], case["valid"]


@pytest.mark.parametrize(("version", "valid", "failing"), [("2.0", 115, 71), ("2.1", 448, 208)])
def test_the_standards_own_files(data, version, valid, failing):
    """What only a validator finds is no fault in what is read."""
    counts = Counter()
    malformed = set()
    for name, octets, is_valid in cases(data, version):
        case = name.partition("2021-" if version == "2.0" else "2024-")[2].removesuffix(".json")
        counts[is_valid] += 1
        try:
            found = read(name, octets)
        except MalformedError:
            assert not is_valid, name
            malformed.add(case)
        else:
            assert not (is_valid and found.vex.refused) or case in VALID_WITH_REFUSALS, name
    assert malformed == FAILING[version]
    assert (counts[True], counts[False]) == (valid, failing)


@pytest.mark.parametrize(
    "case", ["6-1-01-02", "6-1-02-01"], ids=["a product not defined", "a product defined twice"]
)
def test_what_refers_to_no_product_is_told(data, case):
    (octets,) = (o for name, o, _ in cases(data, "2.1") if name.endswith(f"{case}.json"))

    assert read(case, octets).vex.refused


def test_the_examples_of_vex(data):
    """Twelve use cases (CISA, VEX use cases), in either version; and documents beside CSAF."""
    counts = Counter()
    for name, octets in documents(data, "oasis_csaf_2.0_2.1_testfiles_schemas.tar.zst"):
        if "/examples/" in name:
            is_csaf = "/examples/csaf/" in name
            assert csaf.is_document(octets) == is_csaf, name
            if is_csaf:
                found = read(name, octets)
                counts[found.category] += 1
                assert found.vex.refused == ()
    assert counts["csaf_vex"] > 20
