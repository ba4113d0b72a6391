"""Documents as passages: each where it stood, whatever it is; what is hostile ends in a reason."""

import io

import pypdf
import pytest
import typst

from noroshi.formats.documents import Kind, read
from noroshi.kernel.errors import MalformedError

MAIL = b"""From: Sales <sales@evil.example>\r
Received: from x (192.0.2.3)\r
Subject: =?utf-8?b?6KuL5rGC5pu4?=\r
MIME-Version: 1.0\r
Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: text/plain; charset=iso-2022-jp\r
Content-Transfer-Encoding: quoted-printable\r
\r
one=1B$B@A5a=1B(B\r
two\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Pay <a href="http://pay.example/x">here</a></p>\r
--b\r
Content-Type: application/zip\r
Content-Disposition: attachment; filename=bill.exe\r
\r
PK\r
--b--\r
"""


def passages(data, name, **asked):
    return [(one.place, one.text) for one in read(data, source=name, **asked).passages]


def test_a_text_is_read_by_lines_in_each_encoding():
    text = "攻撃元\n\n192[.]0[.]2[.]7\n"
    wanted = [("line 1", "攻撃元"), ("line 3", "192[.]0[.]2[.]7")]
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp932"):
        assert passages(text.encode(encoding), "a.txt") == wanted


def test_a_sheet_is_read_with_and_without_a_header_and_as_feeds_write_it():
    for data, columns, first in (
        (b"192.0.2.1\n192.0.2.2\n", ("1",), "line 1, column 1"),
        (b"ioc;note\n192.0.2.1;x\n", ("ioc", "note"), "line 2, column ioc"),
        (b'# a feed\n# "first_seen","ioc"\n"d", "192.0.2.1"\n# end\n', ("first_seen", "ioc"), "line 3, column first_seen"),
    ):  # fmt: skip
        document = read(data, source="a.csv")
        assert (document.columns, document.passages[0].place) == (columns, first)
    assert read(b"a,192.0.2.1\n", source="a.txt", kind=Kind.SHEET).columns == ("1", "2")


def test_of_a_page_what_is_seen_is_read_and_of_a_mail_also_where_links_lead():
    page = b"""<!doctype html><head><title>a.example</title></head><body><script>b.example</script>
<p>See <b>evil</b>[.]example<br>and <a href="http://link.example/">this</a></p>"""
    assert passages(page, "x") == [("line 2", "See evil[.]example"), ("line 2", "and this")]
    assert passages(MAIL, "x") == [
        ("header From", "Sales <sales@evil.example>"),
        ("header Received", "from x (192.0.2.3)"),
        ("header Subject", "請求書"),
        ("part 1, line 1", "one請求"),
        ("part 1, line 2", "two"),
        ("part 2, line 1", "http://pay.example/x"),
        ("part 2, line 1", "Pay here"),
        ("part 3, name of the file", "bill.exe"),
    ]


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b" \n", "a.txt", "it is empty"),
        (b"a\0", "a.txt", "a NUL character"),
        (b'"a\n', "a.csv", "unexpected end of data"),
        (b"#a,b\n", "a.csv", "no rows"),
        (b"a," * 300, "a.csv", "more than 200 columns"),
        (b"a\n" * 200_001, "a.txt", "more than"),
        (b"<html><script>x", "a", "there is no text in it"),
        (b"<html>" + b"<div>" * 9_000 + b"</p>" * 9_000, "a", "no text|too much"),
    ],
)
def test_what_cannot_be_read_says_why(data, name, reason):
    with pytest.raises(MalformedError, match=reason) as refused:
        read(data, source=name)
    assert refused.value.at.source == name


SHA = "4bac393bdd9f3a1d2e0c7e6c3b7c1f7f4bac393bdd9f3a1d2e0c7e6c3b7c1f7f"


def printed(password):
    """An invented report of two pages, locked with a password."""
    text = f"= Report\nC2: 192[.]0[.]2[.]7 \\ {SHA[:44]} \\ {SHA[44:]} \\ dropper.exe"
    fonts = typst.Fonts(include_system_fonts=False)
    set_ = typst.compile(text.encode(), format="pdf", font_paths=fonts)
    writer = pypdf.PdfWriter(io.BytesIO(set_))
    writer.add_page(writer.pages[0])
    return locked(writer, password)


def locked(writer, password):
    writer.encrypt(password, owner_password="other", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def blank():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    return writer


def test_a_pdf_is_read_by_pages_and_what_it_broke_in_two_is_one():
    found = passages(printed(""), "report")
    assert ("page 1, line 2", "C2: 192[.]0[.]2[.]7") in found
    assert ("page 2, lines 3 and 4", SHA) in found


def test_a_pdf_that_cannot_be_read_says_why():
    for data, reason in (
        (locked(blank(), "secret"), "encrypted"),
        (b"%PDF-1.7\n" + b"\0" * 99, "cannot be read as PDF"),
        (locked(blank(), ""), "no text"),
    ):
        with pytest.raises(MalformedError, match=reason):
            read(data, source="x")


def test_a_document_that_takes_too_much_is_given_up(monkeypatch):
    from noroshi.formats.documents import child

    monkeypatch.setattr(child, "MOST_SECONDS", 0.01)
    with pytest.raises(MalformedError, match="too much time"):
        read(b"<html>x", source="a.html")


IOC_10 = """<?xml version="1.0"?>
<ioc xmlns="http://schemas.mandiant.com/2010/ioc" id="a"><short_description>x.example</short_description>
<definition><Indicator operator="OR" id="b">
{item}
<Indicator operator="AND" id="c">
 <IndicatorItem id="2" condition="is"><Context search="FileItem/FileName"/><Content type="string">x.exe</Content></IndicatorItem>
 <IndicatorItem id="3" condition="contains"><Context search="Network/DNS"/><Content>evil[.]example</Content></IndicatorItem>
 <Indicator operator="OR" id="d"><IndicatorItem id="4" condition="isnot"><Context search="PortItem/remoteIP"/><Content>192.0.2.3</Content></IndicatorItem></Indicator>
</Indicator></Indicator></definition></ioc>"""
ITEM = """<IndicatorItem id="1" condition="is"><Context search="PortItem/remoteIP"/><Content>192.0.2.1</Content></IndicatorItem>"""
IOC_11 = """<OpenIOC xmlns="http://openioc.org/schemas/OpenIOC_1.1"><metadata/><criteria><Indicator operator="OR">
<IndicatorItem id="5" condition="is" negate="true"><Context search="a"/><Content>192.0.2.4</Content></IndicatorItem>
<IndicatorItem id="6" condition="matches"><Context search="a"/><Content>e.*</Content></IndicatorItem>
<IndicatorItem id="7" condition="is"><Context search="Email/From"/><Content>a@evil.example</Content></IndicatorItem>
</Indicator></criteria></OpenIOC>"""


def test_of_openioc_the_values_are_read_and_what_is_none_is_left_with_its_reason():
    document = read(IOC_10.format(item=ITEM).encode(), source="x")
    assert document.kind is Kind.OPENIOC
    assert [(one.place, one.text, one.is_part) for one in document.passages] == [
        ("item 1, PortItem/remoteIP", "192.0.2.1", False),
        ("item 2, FileItem/FileName", "x.exe", True),
        ("item 3, Network/DNS", "evil[.]example", True),
    ]
    assert [one.text for one in document.left] == ["denied: 192.0.2.3"]
    newer = read(IOC_11.encode(), source="x")
    assert [one.text for one in newer.passages] == ["a@evil.example"]
    assert [one.text for one in newer.left] == ["denied: 192.0.2.4", "matches is no value: e.*"]


def test_openioc_that_is_hostile_is_refused():
    entity = '<!DOCTYPE ioc [<!ENTITY a "b">]>' + IOC_11
    for text, reason in (
        (entity, "document type"),
        (IOC_11[:-3], "no XML"),
        ("<ioc/>", "none of OpenIOC"),
        (IOC_10.format(item="<Indicator>" * 80 + "</Indicator>" * 80), "nested too deeply"),
    ):
        with pytest.raises(MalformedError, match=reason):
            read(text.encode(), source="x.ioc")
