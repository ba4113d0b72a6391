"""What a vulnerability of a document says of its products: the VEX statements in it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from noroshi.formats.advisories import Justification, Product, Statement, Status, unique
from noroshi.formats.csaf.budget import Budget
from noroshi.formats.csaf.product_tree import Products
from noroshi.formats.csaf.wire import Of, Vulnerability

STATUSES: Mapping[str, Status] = {
    "known_affected": Status.AFFECTED,
    "first_affected": Status.AFFECTED,
    "last_affected": Status.AFFECTED,
    "known_not_affected": Status.NOT_AFFECTED,
    "fixed": Status.FIXED,
    "first_fixed": Status.FIXED,
    "under_investigation": Status.UNDER_INVESTIGATION,
}
# The labels of flags (section 3.2.3.5) are the words of VEX.
JUSTIFICATIONS = {justification.value: justification for justification in Justification}

Stated = tuple[Product, Status]


def stated_of(
    vulnerability: Vulnerability, products: Products, *, place: str
) -> tuple[list[Stated], list[tuple[str, str]]]:
    """The products with their statuses, and (JSON pointer, reason) of what is no product."""
    stated: dict[tuple[str, Status], Stated] = {}
    refused = []
    for member, status in STATUSES.items():
        for product_id in getattr(vulnerability.product_status, member, ()):
            product = products.find(product_id)
            if product:
                stated[product_id, status] = product, status
            else:
                reason = f"{product_id!r} is not defined, or twice"
                refused.append((f"{place}/product_status/{member}", reason))
    return list(stated.values()), refused


class Telling:
    """What flags, threats and remediations tell of a product, by its id."""

    def __init__(self, vulnerability: Vulnerability, products: Products, budget: Budget) -> None:
        self._products = products
        self._budget = budget
        self.flags = self._told((flag, flag.label) for flag in vulnerability.flags)
        threats = vulnerability.threats
        self.impacts = self._told((t, t.details) for t in threats if t.category == "impact")
        self.actions = self._told((fix, fix.details) for fix in vulnerability.remediations)

    def _told(self, said: Iterable[tuple[Of, str]]) -> Mapping[str, Sequence[str]]:
        told: dict[str, list[str]] = {}
        for of, text in said:
            members = [self._products.members(group_id) for group_id in of.group_ids]
            for product_ids in (of.product_ids, *members):
                self._budget.spend(len(product_ids))
                for product_id in product_ids:
                    told.setdefault(product_id, []).append(text)
        return told


def statement(
    product: Product, status: Status, telling: Telling, *, names: tuple[str, ...], at: datetime
) -> Statement:
    """Why it is not affected, or what to do where it is (section 4.5, VEX profile).

    names: of the vulnerability, the document's own first."""
    label = impact = None
    actions: Sequence[str] = ()
    if status is Status.NOT_AFFECTED:
        label = next(iter(telling.flags.get(product.id, ())), None)
        impact = next(iter(telling.impacts.get(product.id, ())), None)
    elif status is Status.AFFECTED:
        actions = telling.actions.get(product.id, ())
    return Statement(
        vulnerability=names[0],
        aliases=names[1:],
        product=product,
        status=status,
        justification=JUSTIFICATIONS.get(label or ""),
        justification_given=label,
        impact=impact,
        actions=unique(actions),
        at=at,
    )
