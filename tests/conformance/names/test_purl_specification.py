"""The parsing tests of the purl specification."""

import io
import json
import tarfile

import zstandard

from noroshi.formats.names.purls import read_purl
from noroshi.kernel.errors import MalformedError

# The library reads what a type's own rules would refuse; the package is still named rightly.
LENIENT = {
    "pkg:chrome-extension/44444algnefjeiefhmpklpfiohadpglk",
    "pkg:chrome-extension/dogs",
    "pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2.3.4.5",
    "pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2.3-beta",
    "pkg:cpan/LWP::UserAgent@6.7.6",
    "pkg:cpan/GDT/URI::PackageURL",
    "pkg:cpan/URI::PackageURL",
    "pkg:julia/Dates",
    "pkg:otp/namespace/hex@2.1.1",
    "pkg:vcpkg/boost/asio@1.84.0",
    "pkg:vscode-extension/java@1.46.2025091308",
}
# The type `git` keeps a repository's whole path as its name.
_COMMIT = "pkg:git/codeberg.org/forgejo/forgejo@a72d2c07cfca03b55371089de6aa230d8c951fa0"
DIVERGENT = {_COMMIT, f"{_COMMIT}#options/locale_readme.md"}


def parsing_tests(data):
    packed = (data / "purl/purl_spec_tests.tar.zst").read_bytes()
    with zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        unpacked = io.BytesIO(stream.read())
    with tarfile.open(fileobj=unpacked) as archive:
        for member in archive:
            if member.name.startswith("tests/") and member.name.endswith(".json"):
                tests = json.load(archive.extractfile(member))["tests"]
                yield from (test for test in tests if test["test_type"] == "parse")


def parts(text):
    try:
        purl = read_purl(text)
    except MalformedError:
        return None
    return {
        "type": purl.type,
        "namespace": purl.namespace,
        "name": purl.name,
        "version": purl.version,
        "qualifiers": dict(purl.qualifiers) or None,
        "subpath": purl.subpath,
    }


def test_package_urls_are_read_as_the_specification_says(data):
    tests = list(parsing_tests(data))
    wrong = {t["input"] for t in tests if parts(t["input"]) != t.get("expected_output")}
    assert len(tests) > 150
    assert wrong == LENIENT | DIVERGENT
