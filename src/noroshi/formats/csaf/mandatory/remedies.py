"""Tests of remediations that contradict, which 2.1 brings: 6.1.35 and 6.1.36."""

from collections.abc import Iterator, Mapping

from noroshi.formats.csaf.mandatory.walking import Found, groups, newer, said_of, statuses
from noroshi.formats.csaf.schema import Document

# Section 3.2.4.14.1: which may be told of one product beside which.
BESIDE: Mapping[str, frozenset[str]] = {
    "workaround": frozenset(("mitigation", "vendor_fix", "fix_planned", "no_fix_planned")),
    "mitigation": frozenset(("workaround", "vendor_fix", "fix_planned", "no_fix_planned")),
    "vendor_fix": frozenset(("workaround", "mitigation")),
    "optional_patch": frozenset(),
    "none_available": frozenset(),
    "fix_planned": frozenset(("workaround", "mitigation")),
    "no_fix_planned": frozenset(("workaround", "mitigation")),
}
AFFECTED = ("first_affected", "known_affected", "last_affected")
NOT_AFFECTED = ("known_not_affected",)
FIXED = ("first_fixed", "fixed")
# The same section's second table, what is prohibited.
NOT_OF = {
    "workaround": (*NOT_AFFECTED, *FIXED),
    "mitigation": (*NOT_AFFECTED, *FIXED),
    "vendor_fix": (*NOT_AFFECTED, *FIXED),
    "optional_patch": AFFECTED,
    "none_available": (*NOT_AFFECTED, *FIXED),
    "fix_planned": FIXED,
    "no_fix_planned": FIXED,
}


def contradicting_remediations(document: Document) -> Iterator[Found]:
    """6.1.35 Contradicting Remediations."""
    members = groups(document)
    for place, vulnerability in newer(document):
        told: dict[str, set[str]] = {}
        for index, one in enumerate(vulnerability.remediations):
            allowed = BESIDE[one.category] | {one.category}
            for product_id in sorted(said_of(one, members)):
                before = told.setdefault(product_id, set())
                if before - allowed:
                    other = min(before - allowed)
                    yield (
                        f"{place}/remediations/{index}/category",
                        f"product {product_id!r} has {other} already",
                    )
                before.add(one.category)


def contradicting_status_and_remediation(document: Document) -> Iterator[Found]:
    """6.1.36 Contradicting Product Status Remediation Combination."""
    members = groups(document)
    for place, vulnerability in newer(document):
        told = dict(statuses(vulnerability))
        for index, one in enumerate(vulnerability.remediations):
            wrong = {product for status in NOT_OF[one.category] for product in told.get(status, ())}
            for product_id in sorted(said_of(one, members) & wrong):
                where = f"{place}/remediations/{index}/category"
                yield where, f"the status of product {product_id!r} leaves no {one.category}"
