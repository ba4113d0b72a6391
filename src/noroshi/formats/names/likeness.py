"""How a name key is written for comparing it with others: in ASCII, without the words that say
nothing, so that trigrams see Japanese names too, whatever locale the database has.

Katakana become Latin letters by their Unicode names, since they mostly spell foreign words;
ideographs become four letters each, the same wherever the ideograph stands."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_OF_MAKERS = frozenset(
    (
        "communications", "foundation", "group", "international", "lab", "labs", "project",
        "software", "solutions", "systems", "team", "technologies", "technology", "the",
    )
)  # fmt: skip
_OF_PRODUCTS = frozenset(
    (
        "and", "app", "application", "by", "firmware", "for", "of", "plugin", "series", "software",
        "the", "version", "with", "wordpress",
    )
)  # fmt: skip
_HEPBURN = {"si": "shi", "ti": "chi", "tu": "tsu", "hu": "fu", "zi": "ji"}
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_NUMBER = re.compile(r"[0-9]+")


class Spelling(NamedTuple):
    """maker: in one word; product: words with spaces between them; numbers: those of the product,
    sorted: names of one product have the same."""

    maker: str
    product: str
    numbers: str


def spelling(key: str) -> Spelling:
    """A name key (`name:vendor|product`) as it is compared."""
    vendor, _, named = key.removeprefix("name:").partition("|")
    maker = _without(vendor.split("_"), _OF_MAKERS)
    product = _without(named.split("_"), _OF_PRODUCTS)
    while len(product) > 1 and product[0] in {maker[0], "".join(maker)}:
        product = product[1:]
    numbers = " ".join(sorted(_NUMBER.findall(" ".join(product))))
    return Spelling(
        "".join(map(_latin, maker)), " ".join(filter(None, map(_latin, product))), numbers
    )


def _without(words: list[str], empty: frozenset[str]) -> list[str]:
    return [word for word in words if word not in empty] or words


@lru_cache(maxsize=1 << 14)
def _latin(word: str) -> str:
    if word.isascii():
        return word
    written = ""
    for letter in unicodedata.normalize("NFC", word):
        name = unicodedata.name(letter, "").split()
        if name and name[0].startswith(("KATAKANA", "HIRAGANA")):
            written = _with_kana(written, name)
        elif name[:1] in (["LATIN"], ["DIGIT"]):
            plain = unicodedata.normalize("NFKD", letter)
            written += "".join(part for part in plain if part.isascii())
        else:
            written += f"{ord(letter):x}".translate(_LETTERS)
    return written


def _with_kana(written: str, name: list[str]) -> str:
    """name: `KATAKANA LETTER SMALL O`, in words. A small vowel takes the place of the one before."""
    sound = _HEPBURN.get(name[-1].lower(), name[-1].lower())
    if "LETTER" not in name:
        return written
    if "SMALL" not in name:
        return written + sound
    if sound in {"a", "i", "u", "e", "o"} and written[-1:] in set("aiueo"):
        return written[:-1] + sound
    return written if sound == "tsu" else written[:-1] + sound
