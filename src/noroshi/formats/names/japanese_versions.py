"""Versions as Japanese advisories write them: `7.6.2より前のバージョン`, `1.0 から 1.5 まで`."""

import re
import unicodedata
from collections.abc import Callable

from noroshi.formats.names.ranges import VersionEntry
from noroshi.formats.names.version_texts import ANY_HIGH

LONGEST = 256  # characters
BEGINNING = "0"
_JAPANESE = re.compile(r"[~〜～\u3040-\u30ff\u3400-\u9fff]")
# Which of several vulnerabilities is meant, at the end: `(CVE-2026-90001、CVE-2026-90002)`.
_OF_CVES = re.compile(r" ?\((?:CVE-[0-9-]+[、,\s]*)+\)")
_WORDS_BEFORE = re.compile(
    r"(?:(?:ファームウェア|ソフトウェア) ?)?(?:バージョン|version|ver)[\s.:]*|[a-z]{2,}\s+(?=[0-9])",
    re.IGNORECASE,
)
_OTHER = r"、,\u3040-\u30ff\u3400-\u9fff"
_VERSION = rf"((?:[a-zA-Z]{{1,3}}\.? ?)?[0-9](?:[^{_OTHER}]*?[^\s{_OTHER}])?)"
_AFTER = r"(?:の(?:すべての|全ての)?(?:バージョン|リリース))?"
_AND = r" ?(?:(?:および|及び|または|かつ)? ?(?:それ|これ))?"


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words.replace("V", _VERSION) + _AFTER)


def _between(low: str, high: str) -> VersionEntry:
    return VersionEntry(low, "affected", less_than=high)


def _closed(low: str, high: str) -> VersionEntry:
    return VersionEntry(low, "affected", less_than_or_equal=high)


_SENTENCES: tuple[tuple[re.Pattern[str], Callable[..., VersionEntry]], ...] = (
    (_pattern(r"V ?から ?V ?(?:より前|未満)"), _between),
    (_pattern(r"V ?から ?V(?: ?まで)?"), _closed),
    (_pattern(r"V ?[~〜] ?V"), _closed),
    (_pattern(r"V ?(?:より前|未満)"), lambda high: _between(BEGINNING, high)),
    (_pattern(rf"V(?:{_AND} ?以前| ?以下| ?まで)"), lambda high: _closed(BEGINNING, high)),
    (_pattern(rf"V(?:{_AND} ?以降| ?以上)"), lambda low: _between(low, ANY_HIGH)),
    (
        re.compile(r"(?:すべて|全て|全)の?(?:バージョン|リリース)"),
        lambda: VersionEntry(ANY_HIGH, "affected"),
    ),
)


def read_japanese(text: str) -> VersionEntry | None:
    """The versions meant, as affected; None: not in Japanese, or not surely understood."""
    if len(text) > LONGEST or not _JAPANESE.search(text):
        return None
    words = unicodedata.normalize("NFKC", text)
    if len(words) > LONGEST:
        return None
    words = _OF_CVES.sub("", " ".join(words.split()))
    before = _WORDS_BEFORE.match(words)
    words = words[before.end() :] if before else words
    for sentence, entry in _SENTENCES:
        if found := sentence.fullmatch(words):
            return entry(*found.groups())
    return None
