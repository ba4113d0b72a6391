"""What is exempt from registration as a specified computer, and what a change of one is. Pure."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

DEEPEST: Final = 16  # links that are followed from the essential service
MOST_CONNECTIONS: Final = 20_000


class ChangeKind(StrEnum):
    """What happened to a specified computer."""

    REGISTERED = "registered"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Notice:
    """A dated notice that exempts products from registration. makers, products: in lower case; a
    product is meant with any version behind its name."""

    name: str
    name_ja: str
    dated: date
    article: str
    tag: str
    makers: Sequence[str]
    products: Sequence[str]


@cache
def notices() -> tuple[Notice, ...]:
    """The notices that there are."""
    text = files("noroshi.assets").joinpath("policies/exemptions.toml").read_text("utf-8")
    return tuple(Notice(**notice) for notice in tomllib.loads(text)["notices"])


def exemption(maker: str, product: str, *, on: date) -> Notice | None:
    """The notice by which a product need not be registered on a day. It says nothing of reports."""
    who, what = _plain(maker), _plain(product)
    for notice in notices():
        if notice.dated <= on and any(_is_of(notice, one, who, what) for one in notice.makers):
            return notice
    return None


def _is_of(notice: Notice, maker: str, who: str, what: str) -> bool:
    name = what.removeprefix(f"{maker} ")
    is_theirs = who.split(" ", maxsplit=1)[0] == maker or (not who and name != what)
    return is_theirs and any(
        re.fullmatch(rf"{re.escape(product)}( (r|v|xp|vista)?[0-9].*)?", name)
        for product in notice.products
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
