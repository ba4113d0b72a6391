"""A quality checker's own cases: of each the name says what is missing."""

import io
import re
import tarfile

import pytest
import zstandard

from noroshi.formats import cyclonedx, spdx
from noroshi.formats.bom_fields import Field
from noroshi.formats.bom_quality import Element, assess

MISSING = {
    "no-authors": Element.AUTHOR,
    "no-checksum": Element.HASH,
    "no-dependencies": Element.DEPENDENCY,
    "no-supplier": Element.SUPPLIER,
    "no-timestamp": Element.TIMESTAMP,
    "no-tool": Element.TOOL,
    "no-unique-id": Element.IDENTIFIER,
    "no-version": Element.VERSION,
}
CASE = re.compile(r"testdata/fixtures/(?:cdx|spdx3?)-(no-[a-z-]+?)s?\.json")
# Of each case one component says the field and the other does not.
GUIDED = {
    "filename": Field.FILENAME,
    "executable-prop": Field.EXECUTABLE,
    "archive-prop": Field.ARCHIVE,
    "structured-prop": Field.STRUCTURED,
    "concluded-license": Field.DISTRIBUTION_LICENCES,
    "declared-license": Field.ORIGINAL_LICENCES,
    "purl-cpe": Field.IDENTIFIERS,
    "download-url": Field.DEPLOYABLE_URI,
    "source-code-url": Field.SOURCE_URI,
    "dependencies": Field.DEPENDENCIES,
    "creator": Field.CREATOR,
}
GUIDED_CASE = re.compile(r"testdata/bsi/spdx3/v2\.1\.0-two-comps-one-with-([a-z-]+)\.json")
# A licence or a package of these has no part in any relation, or nothing more to ask.
PERFECT = {Element.AUTHOR, Element.NAME, Element.SUPPLIER, Element.TIMESTAMP, Element.TOOL,
           Element.VERSION}  # fmt: skip


@pytest.fixture(scope="module")
def assessed(data):
    path = data / "sbom" / "sbomqs_samples.tar.zst"
    octets = zstandard.ZstdDecompressor().stream_reader(path.open("rb"), closefd=True)
    found = {}
    with octets, tarfile.open(fileobj=octets, mode="r|") as members:
        for member in members:
            is_case = "testdata/fixtures/" in member.name or GUIDED_CASE.search(member.name)
            if is_case and "old-version" not in member.name:
                content = members.extractfile(member).read()
                standard = cyclonedx if cyclonedx.is_cyclonedx(content[:4096]) else spdx
                found[member.name] = assess(standard.read_bom(io.BytesIO(content), source="x"))
    return found


def shares(quality):
    return {count.element: count.share for count in quality.elements}


def test_what_a_case_lacks_is_found(assessed):
    checked = set()
    for name, quality in assessed.items():
        case = CASE.search(name)
        element = case and next((e for key, e in MISSING.items() if key.startswith(case[1])), None)
        if element:
            assert shares(quality)[element] < 1, name
            checked.add(name)
    assert len(checked) >= 15


def test_what_is_perfect_has_the_most(assessed):
    perfect = {name: q for name, q in assessed.items() if "perfect-score" in name}
    assert len(perfect) == 3
    for name, quality in perfect.items():
        assert {element for element, share in shares(quality).items() if share == 1} >= PERFECT, (
            name
        )
        assert quality.ntia_score > 8


def test_which_of_bsis_fields_a_case_lacks_is_found(assessed):
    """The digits of every second file are too few for SHA-512, whichever the case."""
    checked = set()
    for name, quality in assessed.items():
        case = GUIDED_CASE.search(name)
        if case and case[1] in GUIDED:
            lacking = {one.field for one in quality.guideline.fields if one.present < one.total}
            assert lacking - {Field.DEPLOYABLE_HASH} == {GUIDED[case[1]]}, name
            checked.add(case[1])
    assert checked == set(GUIDED)
