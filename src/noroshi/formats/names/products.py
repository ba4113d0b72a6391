"""The keys by which a product is found, and how sure each kind is.

A package URL names one package of one registry: exact. A CPE name is one of a dictionary, but
people choose it, and choose differently: sure, not exact. Vendor and product as words agree when
people spell alike. A distribution's package (deb, rpm) is found by its package URL; a CPE beside
it names the upstream product, whose faults the distribution may have mended in its own version,
so such a match is never surer than CPE."""

import re
import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from noroshi.formats.names.cpes import Cpe
from noroshi.formats.names.purls import Purl

LONGEST_KEY = 512  # characters; an index row of PostgreSQL holds no more than 2,704 octets


class Certainty(IntEnum):
    """How sure it is that two things with a common key are one product."""

    NAME = 1
    CPE = 2
    PURL = 3


_BY_PREFIX = {"purl": Certainty.PURL, "cpe": Certainty.CPE, "name": Certainty.NAME}
_NO_NAME = frozenset(("", "n/a", "na", "none", "null", "unknown", "unspecified", "-", "*"))
_SEPARATORS = re.compile(r"[\W_]+")
_JAPANESE_FORM = re.compile(r"株式会社|有限会社|合同会社|\(株\)|\(有\)")
# Words are written with or without these: チェック・ポイント, サーバー (JIS Z 8301, annex G).
_KATAKANA_MARKS = re.compile(r"・|(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])")
_FORMS = (
    "ab ag as asa bv co company corp corporation gmbh inc incorporated kg kk limited llc ltd nv"
    " oy oyj plc pte pty sa sarl sas se spa srl"
)
_LEGAL_FORMS = frozenset(_FORMS.split())


def product_keys(
    *, purl: Purl | None, cpes: Iterable[Cpe], vendor: str | None, product: str | None
) -> frozenset[str]:
    """Every key of a product: `purl:…`, `cpe:a:vendor:product`, `name:vendor|product`.

    A CPE name gives the name key too, so that it meets a product known by words alone. Without
    both vendor and product there is no name key. Keys beyond LONGEST_KEY are left out."""
    names = [(vendor, product)]
    keys = {purl.key} if purl else set()
    for cpe in cpes:
        if key := cpe.key:
            keys.add(key)
            names.append((cpe.vendor, cpe.product))
    keys.update([_name_key(*name) for name in names])
    return frozenset([key for key in keys if key and len(key) <= LONGEST_KEY])


def certainty(key: str) -> Certainty:
    """What a match by that key is worth."""
    return _BY_PREFIX[key.partition(":")[0]]


def name_key(vendor: str, product: str) -> str | None:
    """`name:vendor|product`; None without both words, or beyond LONGEST_KEY."""
    key = _name_key(vendor, product)
    return key if 0 < len(key) <= LONGEST_KEY else None


def maker_of(vendor: str) -> str:
    """The first half of a name key, as a maker is spelled in it; empty without a word."""
    return "_".join(_without_legal_form(_words(vendor)))


def of_maker(key: str, maker: str) -> str:
    """The same product of another maker: a name key with another first half."""
    _, _, product = key.partition("|")
    return _joined(maker.split("_"), product.split("_"))


def supplier_name(vendor: str) -> str:
    """The letters and digits of a maker's name without its legal form, to tell two apart."""
    return "".join(_without_legal_form(_words(vendor)))


@lru_cache(maxsize=1 << 15)
def _name_key(vendor: str | None, product: str | None) -> str:
    """Empty without both words."""
    owner, name = _without_legal_form(_words(vendor)), _words(product)
    return _joined(owner, name) if owner and name else ""


def _joined(owner: list[str], name: list[str]) -> str:
    if name[: len(owner)] == owner and len(name) > len(owner):
        name = name[len(owner) :]  # "Fortinet FortiOS" of Fortinet is FortiOS
    return f"name:{'_'.join(owner)}|{'_'.join(name)}"


def _words(text: str | None) -> list[str]:
    folded = unicodedata.normalize("NFKC", text or "").casefold().strip()
    if folded in _NO_NAME:
        return []
    if not folded.isascii():
        folded = _KATAKANA_MARKS.sub("", _JAPANESE_FORM.sub(" ", folded))
    return [word for word in _SEPARATORS.split(folded) if word]


def _without_legal_form(words: list[str]) -> list[str]:
    end = len(words)
    while end > 1 and words[end - 1] in _LEGAL_FORMS:
        end -= 1
    return words[:end]
