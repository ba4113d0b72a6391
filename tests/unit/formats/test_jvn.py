"""JVN iPedia: details with versions, overviews without, and what is refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from noroshi.formats import jvn
from noroshi.formats.jvn import reading
from noroshi.formats.names.ranges import VersionEntry
from noroshi.kernel.errors import Location, MalformedError

AT = Location("jvndb.rdf")
DETAIL = """<Vulinfo><VulinfoID>JVNDB-2026-000001</VulinfoID><VulinfoData>
  <Title>GateOS における認証回避の脆弱性</Title>
  <VulinfoDescription><Overview> 誰でも入れる。 </Overview></VulinfoDescription>
  <Affected>
    <AffectedItem>
      <Name>狸ネットワークス</Name><ProductName>GateOS</ProductName>
      <Cpe version="2.2">cpe:/o:tanuki:gateos</Cpe>
      <VersionNumber>7.2.5 より前のバージョン</VersionNumber>
      <VersionNumber>6.4.1</VersionNumber>
      <VersionNumber/>
    </AffectedItem>
    <AffectedItem affectedstatus="not-vulnerable">
      <Name>狸ネットワークス</Name><ProductName>DoorOS</ProductName>
      <VersionNumber>すべてのバージョン</VersionNumber>
    </AffectedItem>
  </Affected>
  <Impact>
    <Cvss version="2.0"><Base>7.5</Base><Vector>(AV:N/AC:L/Au:N/C:P/I:P/A:P)</Vector></Cvss>
    <Cvss version="3.0">
      <Base>9.8</Base><Vector>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H</Vector>
    </Cvss>
    <Cvss version="3.0"><Base>9.8</Base></Cvss>
    <Cvss version="9.9"><Base>9.8</Base><Vector>AV:N</Vector></Cvss>
  </Impact>
  <Related>
    <RelatedItem type="vendor"><VulinfoID>お知らせ</VulinfoID><URL>https://tanuki.example/1</URL>
    </RelatedItem>
    <RelatedItem type="advisory"><VulinfoID>CVE-2026-90001</VulinfoID><URL>x</URL></RelatedItem>
    <RelatedItem type="advisory"><VulinfoID>JVN#12345678</VulinfoID></RelatedItem>
    <RelatedItem type="cwe"><VulinfoID>CWE-287</VulinfoID></RelatedItem>
  </Related>
  <DateFirstPublished>2026-03-01T09:00:00+09:00</DateFirstPublished>
  <DateLastUpdated>2026-03-02T09:00:00+09:00</DateLastUpdated>
</VulinfoData></Vulinfo>"""
OVERVIEW = """<item rdf:about="https://jvndb.example/1">
  <title>GateOS における認証回避の脆弱性</title><link>https://jvndb.example/1</link>
  <description>誰でも入れる。</description>
  <sec:identifier>JVNDB-2026-000001</sec:identifier>
  <sec:references source="CVE" id="CVE-2026-90001">https://cve.example/1</sec:references>
  <sec:references source="NVD" id="CVE-2026-90001">https://nvd.example/1</sec:references>
  <sec:references title="不適切な認証(CWE-287)" id="CWE-287">https://cwe.example/1</sec:references>
  <sec:cpe version="2.2" vendor="狸" product="GateOS"> cpe:/o:tanuki:gateos </sec:cpe>
  <sec:cvss version="3.0" score="9.8" vector="CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"/>
  <dc:date>2026-03-01T09:00+09:00</dc:date>
  <dcterms:issued>2026-03-01T09:00+09:00</dcterms:issued>
  <dcterms:modified>2026-03-02T09:00+09:00</dcterms:modified>
</item>"""


def details(*records, lang="ja") -> bytes:
    root = f'<VULDEF-Document version="3.2" xmlns="http://jvn.jp/vuldef/" xml:lang="{lang}">'
    return f'<?xml version="1.0"?>\n{root}{"".join(records)}</VULDEF-Document>'.encode()


def overviews(*records, lang="ja") -> bytes:
    spaces = (
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:sec="http://jvn.jp/rss/mod_sec/3.0/"'
    )
    channel = "<channel><title>JVNDB</title></channel>"
    return f'<rdf:RDF {spaces} xml:lang="{lang}">{channel}{"".join(records)}</rdf:RDF>'.encode()


def read(data):
    found = jvn.read(data, at=AT)
    assert found.refused == ()
    return found.advisories


def test_a_detail_is_read_whole():
    (found,) = read(details(DETAIL))

    assert (found.source, found.id) == ("jvn", "JVNDB-2026-000001")
    assert (found.aliases, found.upstream) == (("CVE-2026-90001", "JVN#12345678"), ())
    assert found.title == found.title_ja == "GateOS における認証回避の脆弱性"
    assert found.description == found.description_ja == "誰でも入れる。"
    assert found.published_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert found.cwes == ("CWE-287",)
    assert found.references == ("https://tanuki.example/1",)
    assert [(metric.score.version, metric.score.score) for metric in found.metrics] == [
        ("2.0", Decimal("7.5")),
        ("3.1", Decimal("9.8")),
    ]
    gate, door = found.affected
    assert (gate.vendor, gate.product) == ("狸ネットワークス", "GateOS")
    assert gate.cpes == ("cpe:/o:tanuki:gateos",)
    assert gate.versions == (
        VersionEntry("0", "affected", less_than="7.2.5"),
        VersionEntry("6.4.1", "affected"),
    )
    assert door.versions == (VersionEntry("*", "unaffected"),)


def test_an_overview_names_products_and_no_versions():
    (found,) = read(overviews(OVERVIEW))

    assert found.id == "JVNDB-2026-000001"
    assert found.aliases == ("CVE-2026-90001",)
    assert found.title_ja == "GateOS における認証回避の脆弱性"
    assert found.published_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert found.cwes == ("CWE-287",)
    assert found.references == (
        "https://jvndb.example/1",
        "https://cve.example/1",
        "https://nvd.example/1",
        "https://cwe.example/1",
    )
    assert [metric.score.score for metric in found.metrics] == [Decimal("9.8")]
    (affected,) = found.affected
    assert (affected.vendor, affected.product) == ("狸", "GateOS")
    assert affected.cpes == ("cpe:/o:tanuki:gateos",)
    assert (affected.versions, affected.default_status) == ((), "unknown")


def test_a_record_of_several_vulnerabilities_is_the_same_as_none_of_them():
    other = "<RelatedItem><VulinfoID>CVE-2026-90002</VulinfoID></RelatedItem></Related>"

    (found,) = read(details(DETAIL.replace("</Related>", other)))

    assert found.aliases == ("JVN#12345678",)
    assert found.upstream == ("CVE-2026-90001", "CVE-2026-90002")


@pytest.mark.parametrize("feed", [details(DETAIL, lang="en"), overviews(OVERVIEW, lang="en-US")])
def test_the_english_feed_has_no_words_in_japanese(feed):
    (found,) = read(feed)

    assert found.title
    assert found.description
    assert (found.title_ja, found.description_ja) == (None, None)


def test_a_record_may_say_next_to_nothing():
    (found,) = read(details("<Vulinfo><VulinfoID>JVNDB-2026-000001</VulinfoID></Vulinfo>"))

    assert (found.title, found.description, found.updated_at) == (None, "", None)


def test_an_instant_without_offset_is_japans():
    bare = DETAIL.replace("2026-03-01T09:00:00+09:00", "2026-03-01T09:00:00")

    assert read(details(bare))[0].published_at == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("JVNDB-2026-000001", "CVE-2026-90001"),
        ("2026-03-01T09:00:00+09:00", "soon"),
        ("2026-03-01T09:00:00+09:00", "0001-01-01T00:00:00+09:00"),
        ("<Base>7.5</Base>", "<Base>11</Base>"),
        ("<Base>7.5</Base><Vector>(AV:N/", "<Base/><Vector>(AV:X/"),
    ],
)
def test_a_bad_record_is_refused_by_itself(good, bad):
    assert good in DETAIL

    found = jvn.read(details(DETAIL, DETAIL.replace(good, bad), DETAIL), at=AT)

    assert len(found.advisories) == 2
    assert [place for place, _ in found.refused] == ["record 2"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a/>",
        b'<VULDEF-Document xmlns="http://jvn.jp/another/"/>',
        b'<!DOCTYPE x><VULDEF-Document xmlns="http://jvn.jp/vuldef/"/>',
        details(DETAIL)[:-10],
        details(*["<Vulinfo/>"] * 1001),
    ],
)
def test_a_bad_document_is_refused_as_a_whole(data):
    with pytest.raises(MalformedError) as caught:
        jvn.read(data, at=AT)
    assert caught.value.at == AT


def test_records_do_not_add_up_to_too_much():
    limits = reading.LIMITS
    many = overviews(*[OVERVIEW] * 3000)

    assert len(many) > limits.elements
    assert len(read(many)) == 3000


def test_feeds_are_recognised():
    assert jvn.is_feed(details())
    assert jvn.is_feed(overviews())
    assert not jvn.is_feed(b'<rdf:RDF xmlns="http://purl.org/rss/1.0/"/>')
    assert not jvn.is_feed(b"")
