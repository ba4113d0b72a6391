import pytest

from noroshi.formats.names.cpes import LONGEST, NA, Cpe, read_cpe
from noroshi.kernel.errors import MalformedError


def test_formatted_string_is_read_unquoted_and_folded():
    name = read_cpe(r"cpe:2.3:o:Cisco:ios_xe:12.2\(18\)SXF5:-:*:en-us:lts:windows:x64:*")
    assert name == Cpe(
        part="o",
        vendor="cisco",
        product="ios_xe",
        version="12.2(18)sxf5",
        update=NA,
        language="en-us",
        sw_edition="lts",
        target_sw="windows",
        target_hw="x64",
    )


@pytest.mark.parametrize(
    "text",
    [
        "cpe:2.3:a:fortinet:fortios:7.2.3:*:*:*:*:*:*:*",
        r"cpe:2.3:a:example:foo\:bar\\baz:1.0\+2:rc1:-:*:*:*:*:*",
        r"cpe:2.3:a:example:what\?:??1.2*:*:*:*:*:*:*:*",
        r"cpe:2.3:a:example:\-:*:*:*:*:*:*:*:*",
        "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*",
    ],
)
def test_formatted_string_is_written_back(text):
    assert str(read_cpe(text)) == text


@pytest.mark.parametrize(
    ("uri", "formatted"),
    [
        ("cpe:/a:fortinet:fortios:7.2.3", "cpe:2.3:a:fortinet:fortios:7.2.3:*:*:*:*:*:*:*"),
        ("cpe:/o:example:os", "cpe:2.3:o:example:os:*:*:*:*:*:*:*:*"),
        (
            "cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~",
            "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*",
        ),
        (
            "cpe:/a:foo%5cbar:big%24money:2010:::en",
            r"cpe:2.3:a:foo\\bar:big\$money:2010:*:*:en:*:*:*:*",
        ),
        ("cpe:/a:example:app:1.%02", "cpe:2.3:a:example:app:1.*:*:*:*:*:*:*:*"),
        ("cpe:/a:example:c%2b%2b:2~1", r"cpe:2.3:a:example:c\+\+:2\~1:*:*:*:*:*:*:*"),
    ],
)
def test_uri_is_read_as_its_formatted_string(uri, formatted):
    assert str(read_cpe(uri)) == formatted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cpe",
        "cpe:2.3:a:example:app",
        "cpe:2.3:x:example:app:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:example:app:1:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:exa mple:app:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:exa*mple:app:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:exam(ple:app:*:*:*:*:*:*:*:*",
        "cpe:2.3:a::app:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:example:app:*:*:*:klingon:*:*:*:*",
        "cpe:2.3:a:例:app:*:*:*:*:*:*:*:*",
        "cpe:2.3:a:example:app:*:*:*:*:*:*:*:\\",
        "cpe:/a:example:app:1:2:3:4:5",
        "cpe:/a:example:a%0Ab",
        "cpe:/a:example:a%zz",
        "cpe:/a:example:app:1::~too~few",
        "cpe:2.3:a:example:" + "a" * LONGEST + ":*:*:*:*:*:*:*:*",
    ],
)
def test_bad_names_are_refused(text):
    with pytest.raises(MalformedError):
        read_cpe(text)


def test_key_is_part_vendor_and_product():
    assert read_cpe("cpe:/o:Fortinet:FortiOS:7.2.3").key == "cpe:o:fortinet:fortios"
    assert read_cpe(r"cpe:2.3:a:a\:b:c:*:*:*:*:*:*:*:*").key == r"cpe:a:a\:b:c"


@pytest.mark.parametrize("text", ["cpe:/a:example", "cpe:/a:example:-:1", "cpe:/a::app"])
def test_open_vendor_or_product_has_no_key(text):
    assert read_cpe(text).key is None
