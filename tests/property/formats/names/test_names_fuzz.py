"""Whatever is handed over is read, or refused as malformed."""

import contextlib
import string

from hypothesis import given
from hypothesis import strategies as st

from noroshi.formats.names.cpes import Cpe, read_cpe
from noroshi.formats.names.cvss import read_vector
from noroshi.formats.names.gem_ranges import gem_spans
from noroshi.formats.names.npm_ranges import npm_spans
from noroshi.formats.names.products import product_keys
from noroshi.formats.names.purls import purl_from_collection, read_purl
from noroshi.formats.names.version_texts import spans_of
from noroshi.formats.names.versions import Scheme, version_key
from noroshi.kernel.errors import MalformedError

SAMPLES = {
    read_cpe: [
        r"cpe:2.3:a:example\:x:app:1.0\(2\):rc1:-:en:*:?b*:*:*",
        "cpe:/a:foo%5cbar:big:2010::~~online~win~x64~:en",
    ],
    read_purl: ["pkg:npm/%40example/app@1.0?arch=x86&os=any#lib/index", "pkg:pypi/Django_x@1"],
    read_vector: [
        "AV:N/AC:L/Au:N/C:C/I:C/A:C/E:U/CDP:L",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/MAV:L",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:P",
    ],
}
EDITS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 3), st.text(string.printable + "é～例\ud800", max_size=3)),
    max_size=3,
)  # fmt: skip


def mutated(text, edits):
    for place, dropped, inserted in edits:
        at = place % (len(text) + 1)
        text = text[:at] + inserted + text[at + dropped :]
    return text


@given(st.text(max_size=200))
def test_readers_refuse_or_read_any_text(text):
    for read in SAMPLES:
        with contextlib.suppress(MalformedError):
            read(text)


@given(st.sampled_from([(read, text) for read, texts in SAMPLES.items() for text in texts]), EDITS)
def test_readers_refuse_or_read_damaged_names(sample, edits):
    read, text = sample
    with contextlib.suppress(MalformedError):
        read(mutated(text, edits))


@given(st.text(max_size=300))
def test_any_text_has_a_key_or_none(text):
    for scheme in Scheme:
        key = version_key(text, scheme)
        assert key is None or key


@given(st.text("0123456789.-<>=, *xvV()and torpiel", max_size=60))
def test_spans_of_near_versions_are_comparable(text):
    for span in spans_of(text) or ():
        for bound in {span.low, span.high} - {"", "*"}:
            assert version_key(bound.removesuffix(".*"), Scheme.GENERIC)


@given(st.text("0123456789.-<>=~^|!, *xv+abeta", max_size=60))
def test_spans_of_packages_own_ranges_are_comparable(text):
    for read, scheme in ((npm_spans, Scheme.SEMVER), (gem_spans, Scheme.GEM)):
        for span in read(text) or ():
            for bound in {span.low, span.high} - {"", "*"}:
                assert version_key(bound.replace("*", "9"), scheme)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_collection_and_name_give_a_package_or_none(url, name):
    for collection in (
        url,
        "https://pypi.python.org",
        "https://repo.maven.apache.org",
        "https://npmjs.com",
    ):
        purl = purl_from_collection(collection, name)
        assert purl is None or read_purl(f"pkg:{purl.key[5:]}").key == purl.key


VALUES = st.one_of(
    st.none(),
    st.just("-"),
    st.text("".join(sorted(set(string.ascii_lowercase + string.digits + "._:!(/+~"))), min_size=1),
)


@given(st.sampled_from(["a", "o", "h", None]), *[VALUES] * 4)
def test_cpe_is_read_back_as_it_was_written(part, vendor, product, version, other):
    name = Cpe(part, vendor, product, version, other=other)
    assert read_cpe(str(name)) == name


@given(st.text(max_size=40), st.text(max_size=40))
def test_name_keys_do_not_depend_on_spelling(vendor, product):
    spoken = product_keys(purl=None, cpes=(), vendor=vendor, product=product)
    shouted = product_keys(
        purl=None,
        cpes=(),
        vendor=f"  {vendor.upper().lower()}, Inc.",
        product=product.upper().lower().replace(" ", "_"),
    )
    ascii_only = vendor.isascii() and product.isascii()
    assert not ascii_only or not spoken or spoken == shouted
