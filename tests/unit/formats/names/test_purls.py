import pytest

from noroshi.formats.names.purls import LONGEST, Purl, purl_from_collection, read_purl, with_source
from noroshi.kernel.errors import MalformedError


def test_parts_are_decoded():
    text = "pkg:npm/%40example/portal@1.0.0?arch=any&vcs_url=git%2Bssh:%2F%2Fa#lib/index"
    assert read_purl(text) == Purl(
        type="npm",
        namespace="@example",
        name="portal",
        version="1.0.0",
        qualifiers=(("arch", "any"), ("vcs_url", "git+ssh://a")),
        subpath="lib/index",
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("pkg:pypi/Django@4.2", "purl:pypi/django"),
        ("pkg:pypi/zope.interface@5", "purl:pypi/zope-interface"),
        ("pkg:pypi/Zope_Interface", "purl:pypi/zope-interface"),
        ("pkg:maven/org.apache/log4j@1?type=jar", "purl:maven/org.apache/log4j"),
        ("pkg:maven/Org.Example/Log4j", "purl:maven/Org.Example/Log4j"),
        ("pkg:npm/%40angular/core@1#sub", "purl:npm/%40angular/core"),
        ("pkg:npm/@angular/core@1", "purl:npm/%40angular/core"),
        ("pkg:nuget/Newtonsoft.Json@13.0.1", "purl:nuget/newtonsoft.json"),
        ("pkg:deb/Debian/OpenSSL@1.1.1n-0", "purl:deb/debian/openssl"),
        ("pkg:golang/github.com/gorilla/mux@v1.8", "purl:golang/github.com/gorilla/mux"),
    ],
)
def test_key_names_the_package_and_no_version(text, key):
    assert read_purl(text).key == key


@pytest.mark.parametrize(
    "text", ["", "openssl", "http://example.com", "pkg:npm", "pkg:npm/", "pkg:/x", "pkg:n m/x",
             "pkg:npm/a?b", "pkg:npm/" + "a" * LONGEST]
)  # fmt: skip
def test_what_is_no_package_url_is_refused(text):
    with pytest.raises(MalformedError):
        read_purl(text)


@pytest.mark.parametrize(
    ("url", "name", "key"),
    [
        ("https://pypi.python.org", "Example_App", "purl:pypi/example-app"),
        ("https://pypi.python.org/project/pip", "example", "purl:pypi/example"),
        ("https://www.npmjs.com", "@example/core", "purl:npm/%40example/core"),
        ("https://www.npmjs.com", "example", "purl:npm/example"),
        ("https://repo.maven.apache.org/maven2/", "org.example:app", "purl:maven/org.example/app"),
        ("https://pkg.go.dev", "golang.org/x/net", "purl:golang/golang.org/x/net"),
        ("https://rubygems.org", "example", "purl:gem/example"),
        ("https://packagist.org", "Example/App", "purl:composer/example/app"),
        ("https://crates.io", "example", "purl:cargo/example"),
        ("https://nuget.org/packages", "Example.App", "purl:nuget/example.app"),
        (
            "https://wordpress.org/plugins",
            "example-slider",
            "purl:composer/wpackagist-plugin/example-slider",
        ),
        (
            "https://wordpress.org/themes/",
            "example",
            "purl:composer/wpackagist-theme/example",
        ),
    ],
)
def test_collection_and_package_name_give_a_package_url(url, name, key):
    assert purl_from_collection(url, name).key == key


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (None, "example"),
        ("https://pypi.python.org", None),
        ("https://downloads.example.com", "example"),
        ("https://repo.maven.apache.org/maven2", "no-group"),
        ("https://packagist.org", "no-vendor"),
        ("https://pypi.python.org", "a/b"),
        ("https://[bad", "example"),
        ("https://pypi.python.org", " "),
    ],
)
def test_other_collections_give_none(url, name):
    assert purl_from_collection(url, name) is None


@pytest.mark.parametrize(
    ("text", "source", "version"),
    [
        ("pkg:deb/debian/libssl3@3.0.11-1?distro=debian-12", "openssl@3.0.11-1", "3.0.11-1"),
        ("pkg:deb/debian/libdevmapper@2:1.02", "lvm2@2:2.03.16-2", "2:2.03.16-2"),
        ("pkg:rpm/redhat/openssl-libs@3?epoch=1", "openssl-3.0.7-24.el9.src.rpm", "1:3.0.7-24.el9"),
        ("pkg:apk/alpine/libcrypto3@3", "openssl", None),
    ],
)
def test_a_source_that_is_told_elsewhere_joins_it(text, source, version):
    told = with_source(text, source)
    assert read_purl(told).source_version == version
    assert read_purl(told).source_keys
    assert read_purl(told).key == read_purl(text).key
    assert with_source(told, "other@1") == told


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("pkg:npm/a@1", "b@2"),
        ("pkg:deb/debian/openssl@1:3.0.11-1", "openssl@3.0.11-1"),
        ("pkg:deb/debian/openssl@3", "openssl"),
        ("pkg:deb/debian/a@1?x=" + "y" * 2000, "b@" + "2" * 200),
    ],
)
def test_a_source_that_says_no_more_does_not(text, source):
    assert with_source(text, source) == text
