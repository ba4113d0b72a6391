"""How values are written on a form: days of the Japanese era, numbers, and texts that nobody can
use to say something else than they are."""

import unicodedata
from collections.abc import Container
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

JAPAN: Final = ZoneInfo("Asia/Tokyo")

# First days, the newest on top. Source: Act No. 43 of 1979 and its Cabinet Orders.
ERAS: Final = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
)

# Above it a word that has no place to break gets one after every character.
UNBROKEN: Final = 64
BREAK: Final = "\u200b"


def era_day(day: date) -> str:
    """`令和8年11月2日（2026年11月2日）`; of days before Shōwa the second alone, without brackets."""
    western = f"{day.year}年{day.month}月{day.day}日"
    for first, era in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            number = "元" if year == 1 else str(year)
            return f"{era}{number}年{day.month}月{day.day}日（{western}）"
    return western


def era_instant(instant: datetime) -> str:
    """The day with the time in Japan and, where it was given in another zone, as it was given."""
    there = instant.astimezone(JAPAN)
    text = f"{era_day(there.date())}{there.hour}時{there.minute:02}分"
    if instant.utcoffset() != there.utcoffset():
        return f"{text}（日本時間。原記載 {instant.isoformat()}）"
    return text


def printable(text: str, known: Container[int]) -> str:
    """The text as it can be printed: what has no shape, turns the direction of writing or is not
    known to the font stands as its code point, 〔U+202E〕; line ends stay. known: code points."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", "    ")
    return _breakable("".join(_printable(letter, known) for letter in lines))


def _printable(letter: str, known: Container[int]) -> str:
    if letter == "\n" or (unicodedata.category(letter)[0] not in "CM" and ord(letter) in known):
        return letter
    return f"〔U+{ord(letter):04X}〕"


def _breakable(text: str) -> str:
    """Long words without a place to break get places."""
    if len(text) <= UNBROKEN:
        return text
    return "".join(
        BREAK.join(word) if len(word) > UNBROKEN and _is_solid(word[0]) else word
        for word in _words(text)
    )


def _words(text: str) -> list[str]:
    """The text in pieces, each of letters between which no line breaks, or of anything else."""
    words: list[str] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or _is_solid(text[place]) != _is_solid(text[place - 1]):
            words.append(text[start:place])
            start = place
    return words


def _is_solid(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) not in "WF" and not letter.isspace()
