import pytest

from noroshi.formats.names.cpes import read_cpe
from noroshi.formats.names.products import LONGEST_KEY, Certainty, certainty, product_keys
from noroshi.formats.names.purls import read_purl


def keys(*, purl=None, cpes=(), vendor=None, product=None):
    return product_keys(
        purl=read_purl(purl) if purl else None,
        cpes=[read_cpe(name) for name in cpes],
        vendor=vendor,
        product=product,
    )


def test_every_kind_of_name_gives_its_key():
    assert keys(
        purl="pkg:maven/org.example/app@1",
        cpes=["cpe:/a:example_project:app"],
        vendor="Example Inc.",
        product="App",
    ) == {
        "purl:maven/org.example/app",
        "cpe:a:example_project:app",
        "name:example_project|app",
        "name:example|app",
    }


def test_cpe_and_words_meet_whatever_the_part():
    from_words = keys(vendor="Fortinet", product="FortiOS")
    for part in "aoh":
        assert from_words < keys(cpes=[f"cpe:/{part}:fortinet:fortios:7.2"])


@pytest.mark.parametrize(
    ("vendor", "product", "key"),
    [
        ("Example Systems, Inc.", "Control-Center  2000", "name:example_systems|control_center_2000"),
        ("EXAMPLE Co., Ltd.", "App", "name:example|app"),
        ("Beispiel GmbH", "Straße", "name:beispiel|strasse"),
        ("株式会社架空電機", "制御盤", "name:架空電機|制御盤"),
        ("架空電機株式会社", "制御盤", "name:架空電機|制御盤"),
        ("㈱架空電機", "制御盤", "name:架空電機|制御盤"),
        ("Ｅｘａｍｐｌｅ", "Ａｐｐ", "name:example|app"),
        ("Example", "Example App", "name:example|app"),
        ("Example", "Example", "name:example|example"),
        ("Co", "App", "name:co|app"),
    ],
)  # fmt: skip
def test_words_are_folded(vendor, product, key):
    assert keys(vendor=vendor, product=product) == {key}


@pytest.mark.parametrize(
    ("vendor", "product"),
    [("n/a", "n/a"), ("N/A", "App"), ("Example", ""), (None, "App"), ("!!", "App"), ("-", "*")],
)
def test_without_both_words_there_is_no_name_key(vendor, product):
    assert keys(vendor=vendor, product=product) == frozenset()


def test_open_cpe_gives_no_key():
    assert keys(cpes=["cpe:/a:example", "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*"]) == frozenset()


def test_distribution_package_is_found_by_its_package_url_alone():
    assert keys(purl="pkg:deb/debian/openssl@3.0.11-1") == {"purl:deb/debian/openssl"}


def test_overlong_key_is_left_out():
    assert keys(vendor="Example", product="a" * LONGEST_KEY) == frozenset()


def test_package_url_is_surer_than_cpe_is_surer_than_words():
    ranks = [certainty(key) for key in ("name:b|c", "cpe:a:b:c", "purl:npm/a")]
    assert ranks == [Certainty.NAME, Certainty.CPE, Certainty.PURL] == sorted(ranks)
