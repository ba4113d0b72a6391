"""Tests of what a category of documents asks for since 2.1: 6.1.27.12 to 6.1.27.19."""

from collections.abc import Iterator, Mapping

from noroshi.formats.csaf.mandatory.licensing import is_english
from noroshi.formats.csaf.mandatory.profiles import ADVISORY, SUPERSEDED, WITHDRAWN, is_of
from noroshi.formats.csaf.mandatory.remedies import AFFECTED
from noroshi.formats.csaf.mandatory.walking import Found, newer, paths, products
from noroshi.formats.csaf.schema import Branch, Document
from noroshi.formats.csaf.schema21 import ProductPath

# What tells one version of a product from another.
VERSIONING = frozenset(("product_version", "product_version_range", "patch_level", "service_pack"))
Kind = tuple[object, ...]


def affected_products(document: Document) -> Iterator[Found]:
    """6.1.27.12 Affected Products."""
    if is_of(document, ADVISORY):
        for place, one in newer(document):
            if one.product_status is not None and not one.product_status.known_affected:
                yield f"{place}/product_status/known_affected", "is missing"


def corresponding_products(document: Document) -> Iterator[Found]:
    """6.1.27.13 Corresponding Affected Products: of what is fixed, some version was affected."""
    if not is_of(document, ADVISORY):
        return
    kinds = _kinds(document)
    for place, one in newer(document):
        status = one.product_status
        told = {name: getattr(status, name, None) or () for name in (*AFFECTED, "fixed")}
        affected = {
            kind for name in AFFECTED for given in told[name] for kind in kinds.get(given, ())[:1]
        }
        for at, product_id in enumerate(told["fixed"]):
            if product_id in kinds and affected.isdisjoint(kinds[product_id]):
                where = f"{place}/product_status/fixed/{at}"
                yield where, f"no version of product {product_id!r} is affected"


def _kinds(document: Document) -> Mapping[str, tuple[Kind, ...]]:
    """Of each product first what it is a version of, then what it is once more is installed with."""
    found: dict[str, tuple[Kind, ...]] = {
        product.product_id: (("other",),) for _, product in products(document)
    }
    tree = document.product_tree
    waiting: list[tuple[Kind, tuple[Branch, ...]]] = [((), (tree and tree.branches) or ())]
    while waiting:
        above, level = waiting.pop()
        for branch in level:
            named = (branch.category, branch.name)
            kind = above if branch.category in VERSIONING else (*above, named)
            if branch.product:
                found[branch.product.product_id] = (kind,)
            waiting.append((kind, branch.branches or ()))
    for path in paths(document):
        found[path.full_product_name.product_id] = _kinds_of_path(path, found)
    return found


def _kinds_of_path(path: ProductPath, found: Mapping[str, tuple[Kind, ...]]) -> tuple[Kind, ...]:
    first = found.get(path.beginning_product_reference, (("other",),))[0]
    kinds, kind = [], first
    for step in path.subpaths:
        if step.category == "installed_with":
            kinds.append(kind)
        kind = (*kind, (step.category, step.next_product_reference))
    return (kind, *kinds)


def description(document: Document) -> Iterator[Found]:
    """6.1.27.14 Document Notes."""
    told = any(note.category == "description" for note in document.document.notes)
    if is_of(document, WITHDRAWN, SUPERSEDED) and not told:
        yield "/document/notes", "one description is needed"


def no_product_tree(document: Document) -> Iterator[Found]:
    """6.1.27.15 Product Tree."""
    if is_of(document, WITHDRAWN, SUPERSEDED) and document.product_tree is not None:
        yield "/product_tree", "must not be there"


def some_history(document: Document) -> Iterator[Found]:
    """6.1.27.16 Revision History."""
    tracking = document.document.tracking
    if is_of(document, WITHDRAWN, SUPERSEDED) and len(tracking.revision_history) < 2:
        yield "/document/tracking/revision_history", "has only one revision"


def reasoning_for_withdrawal(document: Document) -> Iterator[Found]:
    """6.1.27.17 Reasoning for Withdrawal."""
    if is_of(document, WITHDRAWN):
        yield from _reasoning(document, "Reasoning for Withdrawal")


def reasoning_for_supersession(document: Document) -> Iterator[Found]:
    """6.1.27.18 Reasoning for Supersession."""
    if is_of(document, SUPERSEDED):
        yield from _reasoning(document, "Reasoning for Supersession")


def _reasoning(document: Document, title: str) -> Iterator[Found]:
    told = [note.category for note in document.document.notes if note.title == title]
    if is_english(document) and told != ["description"]:
        yield "/document/notes", f"one description called {title!r} is needed"


def superseding_document(document: Document) -> Iterator[Found]:
    """6.1.27.19 Reference to Superseding Document."""
    told = any(
        one.category == "external" and one.summary.startswith("Superseding Document")
        for one in document.document.references
    )
    if is_of(document, SUPERSEDED) and is_english(document) and not told:
        yield "/document/references", "none is external and begins with 'Superseding Document'"
