"""The parts of a document with their JSON pointers, for the tests."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.schema import Branch, Document, FullProductName, Vulnerability

Found = tuple[str, str]  # JSON pointer, reason
Ids = tuple[str, ...] | None
RELEASED = frozenset(("final", "interim"))


class Said(Protocol):
    """Something said of products and groups of products."""

    @property
    def product_ids(self) -> Ids: ...
    @property
    def group_ids(self) -> Ids: ...


class Composed(NamedTuple):
    """A product that is made of others. parts: the places of their ids, and these."""

    place: str
    name: FullProductName
    parts: tuple[tuple[str, str], ...]


class Scored(NamedTuple):
    """What is measured for products. content: where its members stand; source: whose it is, None
    if the author of the document's; cvss: by the member's name."""

    content: str
    products_at: str
    products: tuple[str, ...]
    source: str | None
    cvss: Mapping[str, Mapping[str, Any]]


def branches(document: Document) -> Iterator[tuple[str, Branch]]:
    """Every branch, the outer before the inner."""
    tree = document.product_tree
    waiting = [("/product_tree/branches", tree.branches or ())] if tree else []
    while waiting:
        above, level = waiting.pop()
        for index, branch in enumerate(level):
            place = f"{above}/{index}"
            yield place, branch
            if branch.branches:
                waiting.append((f"{place}/branches", branch.branches))


def products(document: Document) -> Iterator[tuple[str, FullProductName]]:
    """Every definition of a product."""
    for place, branch in branches(document):
        if branch.product:
            yield f"{place}/product", branch.product
    tree = document.product_tree
    if tree is None:
        return
    for index, name in enumerate(tree.full_product_names or ()):
        yield f"/product_tree/full_product_names/{index}", name
    for one in composed(document):
        yield f"{one.place}/full_product_name", one.name


def composed(document: Document) -> Iterator[Composed]:
    """Every product that is made of others: relationships, since 2.1 paths."""
    tree = document.product_tree
    for index, one in enumerate((tree and tree.relationships) or ()):
        place = f"/product_tree/relationships/{index}"
        first = (f"{place}/product_reference", one.product_reference)
        second = (f"{place}/relates_to_product_reference", one.relates_to_product_reference)
        yield Composed(place, one.full_product_name, (first, second))
    for index, path in enumerate(paths(document)):
        place = f"/product_tree/product_paths/{index}"
        parts = [(f"{place}/beginning_product_reference", path.beginning_product_reference)]
        for at, step in enumerate(path.subpaths):
            where = f"{place}/subpaths/{at}/next_product_reference"
            parts.append((where, step.next_product_reference))
        yield Composed(place, path.full_product_name, tuple(parts))


def paths(document: Document) -> tuple[schema21.ProductPath, ...]:
    """Paths of products, which 2.0 does not have."""
    tree = document.product_tree
    return (isinstance(tree, schema21.ProductTree) and tree.product_paths) or ()


def vulnerabilities(document: Document) -> Iterator[tuple[str, Vulnerability]]:
    """Every vulnerability."""
    for index, vulnerability in enumerate(document.vulnerabilities):
        yield f"/vulnerabilities/{index}", vulnerability


def newer(document: Document) -> Iterator[tuple[str, schema21.Vulnerability]]:
    """Every vulnerability of a document of 2.1."""
    for place, vulnerability in vulnerabilities(document):
        if isinstance(vulnerability, schema21.Vulnerability):
            yield place, vulnerability


def statements(place: str, vulnerability: Vulnerability) -> Iterator[tuple[str, Said]]:
    """What one vulnerability says of products: flags, remediations, threats; since 2.1 more."""
    for member in vulnerability.SAYING:
        for index, one in enumerate(getattr(vulnerability, member)):
            yield f"{place}/{member}/{index}", one


def said(document: Document) -> Iterator[tuple[str, Said]]:
    """What a document says of products, in every vulnerability and since 2.1 in its own notes."""
    for index, note in enumerate(document.document.notes):
        if isinstance(note, schema21.Note):
            yield f"/document/notes/{index}", note
    for place, vulnerability in vulnerabilities(document):
        yield from statements(place, vulnerability)


def scores(place: str, vulnerability: Vulnerability) -> Iterator[Scored]:
    """The scores of one vulnerability, since 2.1 its metrics."""
    for index, one in enumerate(vulnerability.scores):
        where = f"{place}/scores/{index}"
        cvss = {"cvss_v2": one.cvss_v2, "cvss_v3": one.cvss_v3}
        told = {name: value for name, value in cvss.items() if value is not None}
        yield Scored(where, f"{where}/products", one.products, None, told)
    if isinstance(vulnerability, schema21.Vulnerability):
        for index, metric in enumerate(vulnerability.metrics):
            where, known = f"{place}/metrics/{index}", metric.content
            cvss = {name: getattr(known, name) for name in ("cvss_v2", "cvss_v3", "cvss_v4")}
            told = {name: value for name, value in cvss.items() if value is not None}
            at = (f"{where}/content", f"{where}/products")
            yield Scored(*at, metric.products, metric.source, told)


def newest(document: Document) -> datetime:
    """When the newest revision of the history was made."""
    return max(one.date for one in document.document.tracking.revision_history)


def statuses(vulnerability: Vulnerability) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each status with its products."""
    found = vulnerability.product_status
    for status in found.__struct_fields__ if found else ():
        yield status, getattr(found, status) or ()


def groups(document: Document) -> Mapping[str, tuple[str, ...]]:
    """The products of each group."""
    tree = document.product_tree
    return {one.group_id: one.product_ids for one in (tree and tree.product_groups) or ()}


def said_of(one: Said, members: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The products that something is said of, by themselves or in a group."""
    named = set(one.product_ids or ())
    return named.union(*(members.get(group, ()) for group in one.group_ids or ()))
