"""How bills of materials refer to each other, as far as the requester may see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from noroshi.assets.models import BillReference, Edition
from noroshi.parties.models import Organisation


@dataclass(frozen=True, slots=True)
class BillLink:
    """A reference from a bill of materials to another document. asset: whose component it is at,
    None for what the bill is about, or without a label for the document itself; inventory, name, number: of the bill that is registered under the
    document's number, as far as the requester may see, else None; is_exact: of that version."""

    asset: UUID | None
    label: str
    link: str
    inventory: UUID | None = None
    name: str = ""
    number: int | None = None
    is_exact: bool = False


def bill_links(edition: Edition, *, most: int) -> list[BillLink]:
    """The references from a bill of materials, its newest edition, to other documents, in its order."""
    found = BillReference.objects.filter(inventory=edition.inventory_id)
    told = list(found.order_by("number", "id")[:most])
    held: dict[str, list[Edition]] = defaultdict(list)
    serials = {one.serial for one in told if one.serial}
    for one in Edition.objects.filter(serial__in=serials).select_related("inventory"):
        held[one.serial].append(one)
    return [_linked(one, held[one.serial]) for one in told]


def _linked(reference: BillReference, editions: Sequence[Edition]) -> BillLink:
    """Of that version, else the newest that there is."""
    told = (reference.asset_id, reference.label, reference.link)
    version = reference.version
    found = max(editions, key=lambda one: (one.version == version, one.at), default=None)
    if found is None:
        return BillLink(*told)
    return BillLink(
        *told,
        found.inventory_id,
        found.inventory.key.removeprefix("sbom:"),
        found.number,
        found.version == version,
    )


@dataclass(frozen=True, slots=True)
class Referrer:
    """A reference to a bill of materials from another one, `inventory`. asset: whose component it is
    at, None for that bill itself; number: of the edition that is meant, None for another version."""

    inventory: UUID
    name: str
    organisation: Organisation
    asset: UUID | None
    label: str
    link: str
    number: int | None


def referrers(editions: Sequence[Edition], *, most: int) -> list[Referrer]:
    """The references to a bill of materials, to whichever of its editions, from the others that the
    requester may see, by name. editions: all of it."""
    numbers = {(one.serial, one.version): one.number for one in reversed(editions)}
    found = (
        BillReference.objects.filter(serial__in={one.serial for one in editions} - {""})
        .exclude(inventory=editions[0].inventory_id)
        .select_related("inventory__organisation")
        .order_by("inventory__key", "inventory_id", "number", "id")
    )
    return [
        Referrer(
            one.inventory_id,
            one.inventory.key.removeprefix("sbom:"),
            one.inventory.organisation,
            one.asset_id,
            one.label,
            one.link,
            numbers.get((one.serial, one.version)),
        )
        for one in found[:most]
    ]


class References(NamedTuple):
    """From a bill of materials to other documents, and from other bills to it."""

    links: Sequence[BillLink]
    referrers: Sequence[Referrer]


def references(editions: Sequence[Edition], *, most: int) -> References:
    """Both ways, some at most of each. editions: all of a bill of materials, the newest first."""
    return References(bill_links(editions[0], most=most), referrers(editions, most=most))
