"""What is asked about assets, as far as the requester may see."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from noroshi.assets import sql
from noroshi.assets.models import Asset, Component, Edition, Inventory, Link, Service, System
from noroshi.assets.rules import DEEPEST, bound, folded, lies_between
from noroshi.formats import bom
from noroshi.formats.bom import BomHeader
from noroshi.formats.bom_quality import BomQuality
from noroshi.kernel.errors import AbsentError, RefusedError

AT_ONCE: Final = 5000
# What a component may lack, of what a bill of materials should say.
LACKING: Final[dict[str, Q]] = {
    "supplier": Q(supplier="", publisher="", manufacturer=""),
    "version": Q(version=""),
    "identifier": Q(asset__purl="", asset__cpe=""),
    "hash": Q(hashes=[]),
    "licence": Q(licences=[]),
    "dependency": ~Q(
        Exists(
            Link.objects.filter(
                Q(from_key=OuterRef("key")) | Q(to_key=OuterRef("key")),
                inventory=OuterRef("inventory"),
            )
        )
    ),
}


def systems(
    *, organisation: UUID | None = None, text: str = "", code: str = ""
) -> QuerySet[System]:
    """Systems with the number of their present assets as `asset_count`. text: part of a name; code:
    of an organisation; what is empty means all."""
    found = System.objects.select_related("organisation").annotate(
        asset_count=Count("assets", filter=Q(assets__removed_at=None))
    )
    if text:
        found = found.filter(name__icontains=text)
    if code:
        found = found.filter(organisation__code=code)
    return found.filter(organisation_id=organisation) if organisation else found


def system(identifier: UUID) -> System:
    """One system. Raises: AbsentError."""
    found = systems().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such system")
    return found


def names_of_systems(*, most: int) -> list[tuple[UUID, str, str]]:
    """Identifier, organisation's code and name of each system, by name; none if they are more."""
    found = System.objects.values_list("id", "organisation__code", "name")[: most + 1]
    return [] if len(found) > most else list(found)


def assets(
    *, text: str = "", system: UUID | None = None, organisation: str = ""
) -> QuerySet[Asset]:
    """Present assets, by name."""
    found = Asset.objects.filter(removed_at=None).select_related("system", "organisation")
    if text:
        sought = folded(text)
        found = found.filter(
            Q(name__icontains=sought)
            | Q(vendor__icontains=sought)
            | Q(product__icontains=sought)
            | Q(purl__icontains=sought)
            | Q(cpe__icontains=sought)
        )
    if system:
        found = found.filter(system_id=system)
    if organisation:
        found = found.filter(organisation__code=organisation)
    return found


def assets_of_product(
    product: str, *, low: str = "", high: str = "", most: int
) -> list[tuple[UUID, str, str]]:
    """Identifier, name and version of the present assets of a product: by its name or the asset's,
    and by version from `low` up to before `high` as versions of any product are ordered; of one
    whose version cannot be read neither bound leaves it out.

    Raises: RefusedError where there are more than `most`, MalformedError for a bound that is no
    version."""
    found = Asset.objects.filter(
        Q(product__icontains=product) | Q(name__icontains=product), removed_at=None
    ).order_by("name", "id")
    rows = list(found.values_list("id", "name", "version")[: most + 1])
    if len(rows) > most:
        raise RefusedError("too many assets have this name: name the product more closely")
    least, end = bound("low", low), bound("high", high)
    return [row for row in rows if lies_between(row[2], least, end)]


def asset(identifier: UUID) -> Asset:
    """One asset, also a removed one. Raises: AbsentError."""
    found = Asset.objects.select_related("system", "organisation").filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such asset")
    return found


# --- bills of materials -------------------------------------------------------------------------


def inventories(*, text: str = "", organisation: str = "") -> QuerySet[Inventory]:
    """Inventories that are bills of materials, with their newest edition's `number`,
    `components` and `edition_at`."""
    newest = Edition.objects.filter(inventory=OuterRef("id")).order_by("-number")
    found = (
        Inventory.objects.filter(Exists(newest))
        .select_related("system", "organisation")
        .annotate(
            number=newest.values("number")[:1],
            component_count=newest.values("components")[:1],
            edition_at=newest.values("at")[:1],
        )
    )
    if text:
        found = found.filter(Q(key__icontains=text) | Q(system__name__icontains=text))
    return found.filter(organisation__code=organisation) if organisation else found


def inventory(identifier: UUID) -> Inventory:
    """One bill of materials. Raises: AbsentError."""
    found = inventories().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such bill of materials")
    return found


def inventory_named(key: str, *, organisation: str) -> Inventory:
    """One bill of materials of an organisation by its key, `sbom:` before it or not.

    Raises: AbsentError."""
    keys = (key, f"sbom:{key}")
    found = inventories(organisation=organisation).filter(key__in=keys).first()
    if found is None:
        raise AbsentError("there is no such bill of materials")
    return found


def editions(inventory: UUID) -> QuerySet[Edition]:
    """The editions of a bill of materials, the newest first."""
    return Edition.objects.filter(inventory_id=inventory)


def two_editions(inventory: UUID, *, before: str = "", after: str = "") -> tuple[Edition, Edition]:
    """Two editions of a bill of materials by their numbers; of what is not named, the newest and
    the one before it. Raises: AbsentError."""
    held = list(editions(inventory))
    return _numbered(held, before, min(1, len(held) - 1)), _numbered(held, after, 0)


def _numbered(held: Sequence[Edition], number: str, usual: int) -> Edition:
    if not number:
        return held[usual]
    for one in held:
        if str(one.number) == number:
            return one
    raise AbsentError("there is no such edition")


def header(edition: Edition) -> BomHeader:
    """The header of the document."""
    return msgspec.convert(edition.header, BomHeader)


def quality(edition: Edition) -> BomQuality:
    """How much of the minimum elements the document says; the first gaps only."""
    return msgspec.convert(edition.quality, BomQuality)


def components(
    inventory: UUID, *, text: str = "", licence: str = "", type_: str = "", lacking: str = ""
) -> QuerySet[Component]:
    """The components of a bill of materials's newest edition. lacking: a name of LACKING."""
    found = Component.objects.filter(inventory_id=inventory).select_related("asset")
    if text:
        found = found.filter(
            Q(label__icontains=text) | Q(supplier__icontains=text) | Q(asset__purl__icontains=text)
        )
    if licence:
        found = found.annotate(told=Cast("licences", TextField())).filter(told__icontains=licence)
    if type_:
        found = found.filter(type=type_)
    return found.filter(LACKING[lacking]) if lacking in LACKING else found


def component_types(inventory: UUID) -> list[str]:
    """The types that occur in a bill of materials."""
    found = Component.objects.filter(inventory_id=inventory).order_by("type")
    return list(found.values_list("type", flat=True).distinct())


def services(inventory: UUID) -> QuerySet[Service]:
    """The services that the newest edition of a bill of materials names, in its order."""
    return Service.objects.filter(inventory_id=inventory)


def component(asset: UUID) -> Component | None:
    """What a bill of materials says of an asset; None of what stands in none."""
    return Component.objects.filter(asset_id=asset).first()


@dataclass(frozen=True, slots=True)
class Related:
    """What a component needs or holds, and what needs or holds it; of each some at most."""

    needs: Sequence[Component]
    needed_by: Sequence[Component]


def related(component: Component, *, most: int) -> Related:
    """The edges at a component."""
    if component.key is None:
        return Related((), ())
    links = Link.objects.filter(inventory=component.inventory_id).exclude(kind="describes")
    beside = Component.objects.filter(inventory=component.inventory_id).order_by("label", "asset")
    needs = links.filter(from_key=component.key).values("to_key")
    needed_by = links.filter(to_key=component.key).values("from_key")
    return Related(
        list(beside.filter(key__in=needs)[:most]),
        list(beside.filter(key__in=needed_by)[:most]),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A component on a way. asset: None for what is no component, a service or a file."""

    asset: UUID | None
    label: str
    version: str


def paths(inventory: UUID, assets: Iterable[UUID]) -> dict[UUID, list[Step]]:
    """For each of the assets the shortest way to it from what the bill is about, its own step
    last; of one that nothing leads to that step alone."""
    found: dict[UUID, list[Step]] = defaultdict(list)
    values: dict[str, Any] = {"inventory": inventory, "assets": list(assets), "deepest": DEEPEST}
    with connection.cursor() as cursor:
        cursor.execute(sql.PATHS, values)
        for target, asset, label, version in cursor.fetchall():
            found[target].append(Step(asset, label or "", version or ""))
    return dict(found)


def bill_components(inventory: UUID) -> Iterator[bom.Component]:
    """The components of a bill of materials in the document's order, a few thousand held."""
    found = Component.objects.filter(inventory_id=inventory).order_by("number")
    rows = found.annotate(purl=F("asset__purl"), cpe=F("asset__cpe"))
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield bom.Component(
            place=row.place,
            bom_ref=row.ref or None,
            type=row.type,
            group=row.group or None,
            name=row.name,
            version=row.version or None,
            purl=row.purl or None,
            cpe=row.cpe or None,
            supplier=row.supplier or None,
            publisher=row.publisher or None,
            manufacturer=row.manufacturer or None,
            hashes=tuple(tuple(text.rsplit(":", 1)) for text in row.hashes),  # type: ignore[misc]
            licences=tuple(row.licences),
            scope=row.scope or None,
            parent_ref=row.parent_ref or None,
            bills=tuple(row.bills),
        )


def bill_services(inventory: UUID) -> Iterator[bom.Service]:
    """The services of a bill of materials in the document's order, a few thousand held."""
    for row in services(inventory).iterator(chunk_size=AT_ONCE):
        yield bom.Service(
            place=f"/services/{row.number}",
            bom_ref=row.ref or None,
            group=row.group or None,
            name=row.name.removeprefix(f"{row.group}/") if row.group else row.name,
            version=row.version or None,
            provider=row.provider or None,
            endpoints=tuple(row.endpoints),
            is_authenticated=row.is_authenticated,
            crosses_boundary=row.crosses_boundary,
            data=tuple((flow, text) for flow, text in row.data),
            parent=row.parent or None,
        )


def bill_edges(inventory: UUID, *, subject: bom.Component | None) -> Iterator[bom.Edge]:
    """The edges between components and services, and between them and what the bill is about, by from_ref, kind
    and to_ref, a few thousand held."""
    ref = subject.bom_ref if subject and subject.bom_ref else ""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql.EDGES, {"inventory": inventory, "subject": ref})
        while rows := cursor.fetchmany(AT_ONCE):
            for from_ref, to_ref, kind in rows:
                yield bom.Edge(from_ref, to_ref, bom.EdgeKind(kind))
