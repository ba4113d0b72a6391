"""The parts of a document with their JSON pointers, for the tests."""

from collections.abc import Iterator, Mapping

from noroshi.formats.csaf.schema import Branch, Document, FullProductName, Of, Vulnerability

Found = tuple[str, str]  # JSON pointer, reason


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
    for index, related in enumerate(tree.relationships or ()):
        yield (
            f"/product_tree/relationships/{index}/full_product_name",
            related.full_product_name,
        )


def vulnerabilities(document: Document) -> Iterator[tuple[str, Vulnerability]]:
    """Every vulnerability."""
    for index, vulnerability in enumerate(document.vulnerabilities):
        yield f"/vulnerabilities/{index}", vulnerability


def statements(place: str, vulnerability: Vulnerability) -> Iterator[tuple[str, Of]]:
    """Flags, remediations and threats of one vulnerability."""
    for member in ("flags", "remediations", "threats"):
        for index, one in enumerate(getattr(vulnerability, member)):
            yield f"{place}/{member}/{index}", one


def statuses(vulnerability: Vulnerability) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each status with its products."""
    found = vulnerability.product_status
    for status in found.__struct_fields__ if found else ():
        yield status, getattr(found, status) or ()


def groups(document: Document) -> Mapping[str, tuple[str, ...]]:
    """The products of each group."""
    tree = document.product_tree
    return {one.group_id: one.product_ids for one in (tree and tree.product_groups) or ()}


def said_of(one: Of, members: Mapping[str, tuple[str, ...]]) -> set[str]:
    """The products that something is said of, by themselves or in a group."""
    named = set(one.product_ids or ())
    return named.union(*(members.get(group, ()) for group in one.group_ids or ()))
