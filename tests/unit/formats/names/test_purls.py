import pytest

from noroshi.formats.names.purls import LONGEST, Purl, purl_from_collection, read_purl
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
