"""Tests of how products are named, which 2.1 brings: 6.1.34, 6.1.42 to 6.1.44, 6.1.50, 6.1.57 to
6.1.59 and 6.1.61."""

import re
from collections.abc import Iterator

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.mandatory.walking import Found, branches, products
from noroshi.formats.csaf.schema import Branch, Document

DEEPEST = 30  # branches, one within the other
STAR = re.compile(r"(?<!\\)(?:\\\\)*\*")
PURL_END = re.compile(r"[?#].*", re.DOTALL)
CONSTRAINT = re.compile(r"(?:<=|>=|<|>|!=|=|)[^\s<>=!|*][^\s<>=!|]*")
VERS = re.compile(r"vers:(?P<type>[a-z][a-z0-9.-]*)/(?P<constraints>.+)", re.DOTALL)
ALL = frozenset(("vers:all/*", "vers:/all"))
VERSIONS = ("product_version", "product_version_range")
Way = tuple[Branch, ...]


def deep_branches(document: Document) -> Iterator[Found]:
    """6.1.34 Branches Recursion Depth."""
    for place, way in _ways(document):
        if len(way) > DEEPEST:
            yield place, f"deeper than {DEEPEST} branches"


def purls_of_others(document: Document) -> Iterator[Found]:
    """6.1.42 PURL Qualifiers."""
    for place, helper in _helpers(document):
        named = [PURL_END.sub("", purl) for purl in helper.purls or ()]
        for index, purl in enumerate(named):
            if purl != named[0]:
                yield f"{place}/purls/{index}", "differs from the first in more than qualifiers"


def starred_models(document: Document) -> Iterator[Found]:
    """6.1.43 Use of Multiple Stars in Model Number."""
    yield from _starred(document, "model_numbers")


def starred_serials(document: Document) -> Iterator[Found]:
    """6.1.44 Use of Multiple Stars in Serial Number."""
    yield from _starred(document, "serial_numbers")


def starred_skus(document: Document) -> Iterator[Found]:
    """6.1.61 Use of Multiple Stars in SKU."""
    yield from _starred(document, "skus")


def _starred(document: Document, member: str) -> Iterator[Found]:
    for place, helper in _helpers(document):
        for index, text in enumerate(getattr(helper, member) or ()):
            if len(STAR.findall(text)) > 1:
                yield f"{place}/{member}/{index}", "more than one star that stands for anything"


def no_range(document: Document) -> Iterator[Found]:
    """6.1.50 Product Version Range Rules: `vers:`, or what follows its type."""
    for place, branch in _ranges(document):
        if branch.name not in ALL and _constraints(branch.name) is None:
            yield f"{place}/name", "neither vers: nor its constraints"


def single_version(document: Document) -> Iterator[Found]:
    """6.1.59 Single Version as Product Version Range."""
    for place, branch in _ranges(document):
        found = _constraints(branch.name) or []
        if len(found) == 1 and found[0][0] not in "<>!":
            yield f"{place}/name", "a single version is a product_version"


def _constraints(name: str) -> list[str] | None:
    """The constraints of a range; None if it is none."""
    found = VERS.fullmatch(name)
    if found is None and name.startswith("vers:"):
        return None
    if found and found["type"] == "all":  # of no scheme a version says nothing
        return None
    parts = (found["constraints"] if found else name).split("|")
    if found and any(part.startswith("=") for part in parts):  # left out in the canonical form
        return None
    return parts if all(CONSTRAINT.fullmatch(part) for part in parts) else None


def stacked_categories(document: Document) -> Iterator[Found]:
    """6.1.57 Stacked Branch Categories."""
    for place, way in _ways(document):
        told = [branch.category for branch in way if branch.category != "product_family"]
        twice = sorted({category for category in told if told.count(category) > 1})
        if twice:
            yield place, f"{', '.join(twice)} more than once on the way"


def version_and_range(document: Document) -> Iterator[Found]:
    """6.1.58 Use of product_version in one Path with product_version_range."""
    for place, way in _ways(document):
        if {branch.category for branch in way}.issuperset(VERSIONS):
            yield place, "both a version and a range on the way"


def _ranges(document: Document) -> Iterator[tuple[str, Branch]]:
    for place, branch in branches(document):
        if branch.category == "product_version_range":
            yield place, branch


def _helpers(document: Document) -> Iterator[tuple[str, schema21.Helper]]:
    for place, product in products(document):
        helper = product.product_identification_helper
        if isinstance(helper, schema21.Helper):
            yield f"{place}/product_identification_helper", helper


def _ways(document: Document) -> Iterator[tuple[str, Way]]:
    """Every product of the branches with the branches that lead to it."""
    tree = document.product_tree
    waiting: list[tuple[str, Way, tuple[Branch, ...]]] = [
        ("/product_tree", (), (tree and tree.branches) or ())
    ]
    while waiting:
        above, way, level = waiting.pop()
        for index, branch in enumerate(level):
            place, here = f"{above}/branches/{index}", (*way, branch)
            if branch.product:
                yield f"{place}/product", here
            waiting.append((place, here, branch.branches or ()))
