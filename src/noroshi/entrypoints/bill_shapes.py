"""The stable JSON shapes of bills of materials."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from noroshi.assets import queries
from noroshi.entrypoints.shapes import Shape
from noroshi.formats.bom_difference import other_hashes
from noroshi.kernel.clock import rfc3339

if TYPE_CHECKING:
    from noroshi.assets.bills import BillLink, References, Referrer
    from noroshi.assets.models import Component, Edition, Inventory, Service
    from noroshi.assets.queries import Step
    from noroshi.formats.bom_difference import BomDifference, Listed
    from noroshi.formats.bom_quality import BomQuality
    from noroshi.vulnerabilities.queries import Weak
    from noroshi.warnings.bills import WarningMove


def inventory_json(inventory: "Inventory") -> Shape:
    """A bill of materials. inventory: of assets.queries.inventories."""
    return {
        "id": str(inventory.id),
        "organisation": inventory.organisation.code,
        "name": inventory.key.removeprefix("sbom:"),
        "system": inventory.system.name,
        "edition": inventory.number,  # type: ignore[attr-defined]
        "components": inventory.component_count,  # type: ignore[attr-defined]
        "at": rfc3339(inventory.edition_at),  # type: ignore[attr-defined]
    }


def component_json(component: "Component") -> Shape:
    """A line of a bill of materials. depth: edges from what the bill is about, null where none
    lead to it."""
    return {
        "id": str(component.asset_id),
        "name": component.label,
        "version": component.version,
        "type": component.type,
        "purl": component.asset.purl,
        "cpe": component.asset.cpe,
        "supplier": component.supplier or component.manufacturer or component.publisher,
        "licences": list(component.licences),
        "hashes": list(component.hashes),
        "depth": component.depth if component.is_reached else None,
    }


def service_json(service: "Service") -> Shape:
    """A service that a bill of materials names; null where it does not say."""
    return {
        "name": service.name,
        "version": service.version,
        "provider": service.provider,
        "parent": service.parent,
        "endpoints": list(service.endpoints),
        "authenticated": service.is_authenticated,
        "crosses_boundary": service.crosses_boundary,
        "data": [{"flow": flow, "classification": text} for flow, text in service.data],
    }


def link_json(link: "BillLink") -> Shape:
    """A reference to another document; null where no bill that one may see has its number."""
    return {
        "component": link.label,
        "link": link.link,
        "inventory": str(link.inventory) if link.inventory else None,
        "name": link.name if link.inventory else None,
        "edition": link.number,
        "exact": link.is_exact,
    }


def referrer_json(one: "Referrer") -> Shape:
    """A reference from another bill of materials; edition: null where another version is meant."""
    return {
        "inventory": str(one.inventory),
        "organisation": one.organisation.code,
        "name": one.name,
        "component": one.label,
        "link": one.link,
        "edition": one.number,
    }


def references_json(references: "References") -> Shape:
    """Which documents a bill of materials refers to, and which bills refer to it."""
    return {
        "bills": [link_json(one) for one in references.links],
        "referrers": [referrer_json(one) for one in references.referrers],
    }


def quality_json(quality: "BomQuality") -> Shape:
    """What a bill of materials says of the minimum elements, and of the data fields that BSI asks."""
    return {
        "score": quality.score,
        "ntia_score": quality.ntia_score,
        "components": quality.components,
        "elements": [
            {"element": one.element, "present": one.present, "total": one.total}
            for one in quality.elements
        ],
        "gaps": [{"element": gap.element, "place": gap.place} for gap in quality.gaps],
        "gap_count": quality.gap_count,
        "left_out": quality.left_out,
        "guideline": {
            "edition": quality.guideline.edition,
            "met": quality.guideline.is_met,
            "fields": [
                {
                    "field": one.field,
                    "section": one.section,
                    "required": one.is_required,
                    "present": one.present,
                    "total": one.total,
                    "lacking": one.lacking,
                }
                for one in quality.guideline.fields
            ],
        },
    }


def difference_json(change: "BomDifference") -> Shape:
    """What changed between two bills of materials."""
    return {
        "added": [_listed(one) for one in change.added],
        "removed": [_listed(one) for one in change.removed],
        "changed": [
            {
                "name": after.name,
                "purl": after.purl,
                "before": before.version,
                "after": after.version,
            }
            for before, after in change.changed
        ],
        "licences": [
            _told(after, before.licences, after.licences) for before, after in change.relicensed
        ],
        "hashes": [_told(after, *other_hashes(before, after)) for before, after in change.rehashed],
        "suppliers": [
            {**_listed(after), "before": before.supplier, "after": after.supplier}
            for before, after in change.resupplied
        ],
    }


def moves_json(moves: Sequence["WarningMove"]) -> Shape:
    """The warnings that one edition of a bill of materials brought or took away."""
    return {
        name: [
            {
                "warning": str(one.warning),
                "cause": one.cause,
                "state": one.state,
                "urgency": one.urgency.name.lower(),
                "components": list(one.components),
            }
            for one in moves
            if one.is_opened == is_opened
        ]
        for name, is_opened in (("opened", True), ("closed", False))
    }


def _told(one: "Listed", before: Sequence[str], after: Sequence[str]) -> Shape:
    return {**_listed(one), "before": list(before), "after": list(after)}


def _listed(one: "Listed") -> Shape:
    return {"name": one.name, "version": one.version, "purl": one.purl}


def bill_json(
    inventory: "Inventory",
    editions: Sequence["Edition"],
    weak: Sequence[tuple["Weak", Sequence["Step"]]],
    services: Sequence["Service"],
    references: "References",
) -> Shape:
    """A bill of materials with its quality, its editions, and the weak of its components, each
    with the shortest way that leads to it. editions: the newest first."""
    subject = queries.header(editions[0]).subject
    name = (subject and subject.name) or ""
    return {
        **inventory_json(inventory),
        "quality": quality_json(queries.quality(editions[0])),
        "editions": [
            {"number": one.number, "components": one.components, "at": rfc3339(one.at)}
            for one in editions
        ],
        "weak": [_weak_json(one, way, name) for one, way in weak],
        "services": [service_json(one) for one in services],
        **references_json(references),
    }


def counted_component_json(component: "Component", weaknesses: int) -> Shape:
    """A component with how many weaknesses it has."""
    return {**component_json(component), "weaknesses": weaknesses}


def _weak_json(one: "Weak", way: Sequence["Step"], subject: str) -> Shape:
    return {
        "asset": str(one.asset),
        "name": one.name,
        "version": one.version,
        "causes": list(one.causes),
        "exploited": one.is_exploited,
        "way": [step.label or subject for step in way] or [one.name],
    }
