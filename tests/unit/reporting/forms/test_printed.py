"""Reports on paper, read again by another's reader of PDF."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
import pytest

from noroshi.reporting.forms.fields import common_form
from noroshi.reporting.forms.printed import print_common, print_items
from noroshi.reporting.forms.texts import era_day, era_instant, printable
from tests.unit.reporting.forms.samples import BY_TELEPHONE, filed, renamed, with_files

HOSTILE = (
    '#eval("1") $x$ *b* <l> @ref \\ // /* ` = - + #import "/etc/passwd"',
    "\u202eabc\u202c \x07\x1b[31m\x00",
    "مرحبا שלום 😀 Z\u0351\u036b",
    "a" * 700,
    "\ue000\U0010ffff 𠮷野家",
)


def pages(octets):
    document = pypdfium2.PdfDocument(octets)
    return [page.get_textpage().get_text_range() for page in document]


def text(octets):
    return re.sub(r"\s+", " ", " ".join(pages(octets)))


@pytest.mark.parametrize(
    ("kind", "title", "own", "others"),
    [
        ("ddos", "DDoS攻撃", "42,000 Mbps", "脅迫文"),
        ("ransomware", "ランサムウェア", "脅迫文", "最大通信量"),
        ("other", "その他の攻撃", "保守用の利用者名と合言葉", "脅迫文"),
    ],
)
def test_each_common_form_says_what_was_filed(kind, title, own, others):
    octets = print_common(filed(kind))
    said = text(octets)
    assert f"共通様式（{title}）" in said
    assert own in said
    assert others not in said
    for wanted in ("架空東電力株式会社", "令和8年11月2日（2026年11月2日）", "架空 担当"):
        assert wanted in said
    for number, page in enumerate(pages(octets), start=1):
        assert f"{number} / {len(pages(octets))}" in page
        assert "TLP:AMBER+STRICT" in page
        assert "20261102-ABCDEF01-1" in page
        assert "ab" * 32 in page


def test_what_was_taken_by_telephone_says_so():
    for write in (print_common, print_items):
        said = text(write(filed(on_behalf=BY_TELEPHONE)))
        assert "電話による代理報告 NCO 令和8年11月2日（2026年11月2日）9時 30分入電" in said
        assert "入電（報告者未確認）" not in said
        waiting = text(write(replace(filed(on_behalf=BY_TELEPHONE), is_unconfirmed=True)))
        assert "入電（報告者未確認）" in waiting
        bare = text(write(filed()))
        assert "電話による代理報告" not in bare
        assert "添付ファイル" not in bare
        listed = text(write(with_files(filed()))).replace(" ", "")
        for said in (
            "添付ファイル",
            "notes.txt1,234オクテット" + "cd" * 32,
            "（消去済み）",
            "01" * 32,
        ):
            assert said in listed, said
        assert listed.count("プログラムのように見えます") == 1


def test_a_report_is_addressed_to_whom_the_law_names_and_else_to_nobody():
    for write in (print_common, print_items):
        assert "所管大臣、内閣総理大臣 宛" in text(write(filed()))
    assert "宛" not in text(print_common(replace(filed(), recipients=())))


def test_the_acts_form_has_the_seven_items_in_their_order():
    said = text(print_items(filed()))
    places = [said.index(f"（{item}）{label.ja}") for item, label in common_form().items.items()]
    assert len(places) == 7
    assert places == sorted(places)


def test_the_same_version_gives_the_same_octets_and_carries_its_font():
    octets = print_common(filed())
    assert octets == print_common(filed())
    assert octets != print_common(filed(title="別の件名"))
    assert pypdfium2.PdfDocument(octets).get_metadata_dict()["CreationDate"] == "D:20261102030405Z"
    fonts = set(re.findall(rb"/BaseFont\s*/([\w+-]+)", octets))
    assert all(re.match(rb"[A-Z]{6}\+NotoSansJP-Regular", font) for font in fonts)
    assert b"/FontFile3" in octets
    assert len(octets) < 300_000


def test_hostile_text_is_printed_as_the_text_that_it_is():
    systems = [{"name": line[:300], "description": line} for line in HOSTILE]
    octets = print_common(
        renamed(filed(what="\n".join(HOSTILE), systems=systems), "#panic()" + HOSTILE[1])
    )
    said = text(octets)
    assert HOSTILE[0] in said
    assert "#panic()〔U+202E〕abc〔U+202C〕" in said
    for point in (
        "〔U+001B〕",
        "〔U+0000〕",
        "〔U+05E9〕",
        "〔U+1F600〕",
        "〔U+0351〕",
        "〔U+10FFFF〕",
    ):
        assert point in said
    assert "𠮷野家" in said
    assert not re.search("[\u202e\x1b]", said)


def test_the_longest_texts_flow_over_as_many_pages_as_they_need():
    octets = print_common(filed(what="改行\n" * 1_000, response="x" * 20_000))
    assert 20 < len(pages(octets)) < 60
    assert text(octets).count("改行") == 1_000


def test_more_lines_than_anybody_reads_do_not_make_a_page_each():
    octets = print_common(filed(what="\\n\n" * 5_100))
    assert 3 < len(pages(octets)) < 20
    assert text(octets).count("¶") == 5_100


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2019, 4, 30), "平成31年4月30日（2019年4月30日）"),
        (date(2019, 5, 1), "令和元年5月1日（2019年5月1日）"),
        (date(2026, 1, 1), "令和8年1月1日（2026年1月1日）"),
        (date(1989, 1, 7), "昭和64年1月7日（1989年1月7日）"),
        (date(1926, 12, 24), "1926年12月24日"),
    ],
)
def test_days_are_written_in_their_era(day, written):
    assert era_day(day) == written


def test_an_instant_is_written_in_japan_and_as_it_was_given():
    given = datetime(2026, 12, 31, 15, 5, tzinfo=UTC)
    assert era_instant(given).startswith("令和9年1月1日（2027年1月1日）0時05分（日本時間。原記載 ")


def test_a_word_as_long_as_a_digest_is_left_whole():
    assert printable("f" * 64, range(128)) == "f" * 64
    assert "\u200b" in printable("f" * 65, range(128))
