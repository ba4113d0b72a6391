"""Tests of products and what is said of them: 6.1.1 to 6.1.6 and 6.1.31 to 6.1.33."""

import re
from collections.abc import Iterator
from itertools import combinations

from noroshi.formats.csaf.mandatory.walking import (
    Found,
    branches,
    composed,
    groups,
    products,
    said,
    said_of,
    scores,
    statuses,
    vulnerabilities,
)
from noroshi.formats.csaf.schema import Document

CONTRADICTING = (
    ("first_affected", "known_affected", "last_affected"),
    ("known_not_affected",),
    ("first_fixed", "fixed"),
    ("under_investigation",),
    ("unknown",),
)
RANGE_WORDS = frozenset(("after", "all", "before", "earlier", "later", "prior", "versions"))
COMPARATORS = re.compile(r"[<>]")


def missing_product_id(document: Document) -> Iterator[Found]:
    """6.1.1 Missing Definition of Product ID."""
    defined = {product.product_id for _, product in products(document)}
    for place, product_id in _referenced(document):
        if product_id not in defined:
            yield place, f"product {product_id!r} is not defined"


def _referenced(document: Document) -> Iterator[Found]:
    tree = document.product_tree
    for index, group in enumerate((tree and tree.product_groups) or ()):
        for at, product_id in enumerate(group.product_ids):
            yield f"/product_tree/product_groups/{index}/product_ids/{at}", product_id
    for one in composed(document):
        yield from one.parts
    for member, product_ids in _lists(document):
        for at, product_id in enumerate(product_ids):
            yield f"{member}/{at}", product_id


def _lists(document: Document) -> Iterator[tuple[str, tuple[str, ...]]]:
    for place, vulnerability in vulnerabilities(document):
        for status, product_ids in statuses(vulnerability):
            yield f"{place}/product_status/{status}", product_ids
        for score in scores(place, vulnerability):
            yield score.products_at, score.products
    for place, one in said(document):
        yield f"{place}/product_ids", one.product_ids or ()


def product_id_twice(document: Document) -> Iterator[Found]:
    """6.1.2 Multiple Definition of Product ID."""
    known: set[str] = set()
    for place, product in products(document):
        if product.product_id in known:
            yield f"{place}/product_id", f"product {product.product_id!r} is defined before"
        known.add(product.product_id)


def circular_product_id(document: Document) -> Iterator[Found]:
    """6.1.3 Circular Definition of Product ID."""
    needs: dict[str, set[str]] = {}
    for one in composed(document):
        needs.setdefault(one.name.product_id, set()).update(part for _, part in one.parts)
    sound = _without_cycles(needs)
    for one in composed(document):
        product_id = one.name.product_id
        if product_id not in sound:
            place = f"{one.place}/full_product_name/product_id"
            yield place, f"product {product_id!r} is part of its own definition"


def _without_cycles(needs: dict[str, set[str]]) -> set[str]:
    """What can be defined one after the other; the rest is in a cycle or stands on one."""
    waiting = {one: {need for need in of if need in needs} for one, of in needs.items()}
    users: dict[str, list[str]] = {}
    for one, of in waiting.items():
        for need in of:
            users.setdefault(need, []).append(one)
    ready = [one for one, of in waiting.items() if not of]
    sound: set[str] = set()
    while ready:
        one = ready.pop()
        sound.add(one)
        for user in users.get(one, ()):
            waiting[user].discard(one)
            if not waiting[user]:
                ready.append(user)
    return sound


def missing_group_id(document: Document) -> Iterator[Found]:
    """6.1.4 Missing Definition of Product Group ID."""
    defined = groups(document)
    for place, one in said(document):
        for at, group_id in enumerate(one.group_ids or ()):
            if group_id not in defined:
                yield f"{place}/group_ids/{at}", f"group {group_id!r} is not defined"


def group_id_twice(document: Document) -> Iterator[Found]:
    """6.1.5 Multiple Definition of Product Group ID."""
    known: set[str] = set()
    tree = document.product_tree
    for index, group in enumerate((tree and tree.product_groups) or ()):
        if group.group_id in known:
            place = f"/product_tree/product_groups/{index}/group_id"
            yield place, f"group {group.group_id!r} is defined before"
        known.add(group.group_id)


def contradicting_status(document: Document) -> Iterator[Found]:
    """6.1.6 Contradicting Product Status."""
    for place, vulnerability in vulnerabilities(document):
        told = dict(statuses(vulnerability))
        sets = [
            {product_id for status in together for product_id in told.get(status, ())}
            for together in CONTRADICTING
        ]
        for one, other in combinations(sets, 2):
            for product_id in sorted(one & other):
                yield f"{place}/product_status", f"product {product_id!r} contradicts itself"


def range_in_version(document: Document) -> Iterator[Found]:
    """6.1.31 Version Range in Product Version."""
    for place, branch in branches(document):
        if branch.category != "product_version":
            continue
        words = set(branch.name.lower().split())
        if COMPARATORS.search(branch.name) or words & RANGE_WORDS:
            yield f"{place}/name", "a range of versions is a product_version_range"


def remediation_without_product(document: Document) -> Iterator[Found]:
    """6.1.29 Remediation without Product Reference."""
    yield from _without_product(document, "remediations")


def flag_without_product(document: Document) -> Iterator[Found]:
    """6.1.32 Flag without Product Reference."""
    yield from _without_product(document, "flags")


def _without_product(document: Document, member: str) -> Iterator[Found]:
    for place, vulnerability in vulnerabilities(document):
        for index, one in enumerate(getattr(vulnerability, member)):
            if not one.product_ids and not one.group_ids:
                yield f"{place}/{member}/{index}", "names neither a product nor a group"


def justified_twice(document: Document) -> Iterator[Found]:
    """6.1.33 Multiple Flags with VEX Justification Codes per Product. All flags of 2.0 are such."""
    members = groups(document)
    for place, vulnerability in vulnerabilities(document):
        known: set[str] = set()
        for index, flag in enumerate(vulnerability.flags):
            named = said_of(flag, members)
            for product_id in sorted(named & known):
                yield f"{place}/flags/{index}", f"product {product_id!r} has a flag already"
            known |= named
