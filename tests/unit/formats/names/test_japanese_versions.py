"""Versions in Japanese sentences."""

import pytest

from noroshi.formats.names.japanese_versions import read_japanese
from noroshi.formats.names.ranges import affected_intervals


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7.6.2より前のバージョン", "(-∞, 7.6.2)"),
        ("Ver.1.4.2より前のバージョン（CVE-2026-90001、CVE-2026-90002）", "(-∞, 1.4.2)"),
        ("６．０ 未満", "(-∞, 6.0)"),
        ("ファームウェアバージョン 1.05およびそれ以前", "(-∞, 1.05]"),
        ("v6 R4 およびそれ以前のバージョン", "(-∞, v6 R4]"),
        ("3.2 以下", "(-∞, 3.2]"),
        ("バージョン 5.0 以降", "[5.0, ∞)"),
        ("5.0 以上のすべてのバージョン", "[5.0, ∞)"),
        ("2.13.0 から 2.15.0 より前のバージョン", "[2.13.0, 2.15.0)"),
        ("core 2.0-beta9 から 2.12.1 より前のバージョン", "[2.0-beta9, 2.12.1)"),
        ("1.0 から 1.5 まで", "[1.0, 1.5]"),
        ("1.0～1.5", "[1.0, 1.5]"),
        ("すべてのバージョン", "(-∞, ∞)"),
    ],
)
def test_what_advisories_write_is_read(text, expected):
    flat = affected_intervals([read_japanese(text)], default_status="unknown")

    assert [interval.text() for interval in flat.intervals] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7.2.3",
        "before 7.2",
        "for Windows 5.8 (Build 1575) 未満",
        "1.0、2.0 より前",
        "1.0 または 2.0 より前",
        "最新版より前のバージョン",
        "1" + " " * 300 + "未満",
    ],
)
def test_what_is_not_surely_understood_is_none(text):
    assert read_japanese(text) is None
