"""The stable JSON shapes of things: the same from the API, the command line and the pages.

Every value is a plain one: nothing of a shape asks the database later. Instants are RFC 3339 in
UTC; probabilities and scores are numbers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from noroshi.entrypoints.decisions import decision_json
from noroshi.kernel.clock import rfc3339
from noroshi.kernel.imports import ImportResult
from noroshi.suppliers.queries import Counted
from noroshi.vulnerabilities.queries import Standing
from noroshi.warnings.queries import Explained
from noroshi.warnings.rules import Urgency

if TYPE_CHECKING:
    from noroshi.assets.models import Asset, Component, Inventory
    from noroshi.formats.bom_difference import BomDifference, Listed
    from noroshi.formats.bom_quality import BomQuality
    from noroshi.ledger.models import Checkpoint, Entry
    from noroshi.parties.models import Community, Organisation
    from noroshi.suppliers.models import Line, ProductClaim, Thread
    from noroshi.vulnerabilities.models import (
        ExploitPrediction,
        Exposure,
        KnownExploited,
        Product,
        Vulnerability,
    )
    from noroshi.warnings.models import Delivery, Note, Warning

Shape = dict[str, Any]


def organisation_json(organisation: "Organisation") -> Shape:
    """An organisation with its networks and domains, also those not yet verified."""
    return {
        "code": organisation.code,
        "kind": organisation.kind,
        "sector": organisation.sector,
        "name": organisation.name,
        "name_ja": organisation.name_ja,
        "corporate_number": organisation.corporate_number,
        "ministry": organisation.ministry_code,
        "networks": [str(network.prefix) for network in organisation.networks.all()],
        "domains": [domain.name for domain in organisation.domains.all()],
    }


def community_json(community: "Community") -> Shape:
    """A community with its members' codes, of those members whom the reader may see."""
    return {
        "code": community.code,
        "kind": community.kind,
        "name": community.name,
        "name_ja": community.name_ja,
        "members": [membership.organisation.code for membership in community.memberships.all()],
    }


def asset_json(asset: "Asset") -> Shape:
    """A device, program or component."""
    return {
        "id": str(asset.id),
        "organisation": asset.organisation.code,
        "system": asset.system.name,
        "system_id": str(asset.system_id),
        "name": asset.name,
        "vendor": asset.vendor,
        "product": asset.product,
        "version": asset.version,
        "purl": asset.purl,
        "cpe": asset.cpe,
        "addresses": [str(address) for address in asset.addresses],
        "introduced_on": asset.introduced_on and asset.introduced_on.isoformat(),
        "added_at": rfc3339(asset.added_at),
        "removed_at": _instant(asset.removed_at),
    }


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


def quality_json(quality: "BomQuality") -> Shape:
    """What a bill of materials says of the minimum elements."""
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
    }


def _listed(one: "Listed") -> Shape:
    return {"name": one.name, "version": one.version, "purl": one.purl}


def warning_json(explained: Explained) -> Shape:
    """A warning with what stands behind it; exposures: the reasoning, asset by asset."""
    warning = explained.warning
    return {
        "id": str(warning.id),
        "organisation": warning.organisation.code,
        "cause": warning.cause,
        "state": warning.state,
        "answer_reason": warning.answer_reason,
        "urgency": Urgency(warning.urgency).name.lower(),
        "raised_at": rfc3339(warning.raised_at),
        "due_at": _instant(warning.due_at),
        "changed_at": rfc3339(warning.changed_at),
        "closed_at": _instant(warning.closed_at),
        "assignee": _assignee(warning),
        "assets": [str(exposure.asset_id) for exposure in explained.exposures],
        "exposures": [exposure_json(exposure) for exposure in explained.exposures],
        "reasons": explained.reasons,
        "actions": explained.actions,
        "decision": decision_json(explained.decision),
        "kev": _kev(explained.standing.exploited),
        "epss": _epss(explained.standing.prediction),
        "cvss": _number(warning.cvss_score),
        "ledger_entry": warning.ledger_entry and str(warning.ledger_entry),
    }


def exposure_json(exposure: "Exposure") -> Shape:
    """Why an asset is taken for weak: by which name, in which range, how surely."""
    return {
        "asset": str(exposure.asset_id),
        "name": exposure.asset.name,
        "system": exposure.asset.system.name,
        "version": exposure.version,
        "range": exposure.range_text,
        "fixed_in": exposure.fixed_in,
        "matched_by": exposure.matched_by,
        "certainty": exposure.certainty,
        "found_at": rfc3339(exposure.found_at),
    }


def note_json(note: "Note") -> Shape:
    """A line of a warning's history. by: the person, as far as the reader may know."""
    hat = note.actor
    return {
        "id": str(note.id),
        "kind": note.kind,
        "by": hat.person.name if hat and hat.person else None,
        "text": note.text,
        "written_at": rfc3339(note.written_at),
    }


def vulnerability_json(vulnerability: "Vulnerability", standing: Standing) -> Shape:
    """What is known of a weakness, and what KEV and EPSS say of it."""
    return {
        "id": vulnerability.id,
        "state": vulnerability.state,
        "assigner": vulnerability.assigner,
        "title": vulnerability.title,
        "title_ja": vulnerability.title_ja,
        "description": vulnerability.description,
        "description_ja": vulnerability.description_ja,
        "published_at": _instant(vulnerability.published_at),
        "updated_at": _instant(vulnerability.updated_at),
        "cwes": list(vulnerability.cwes),
        "references": list(vulnerability.references),
        "severity": vulnerability.cvss_severity.lower(),
        "cvss": _number(vulnerability.cvss_score),
        "cvss_vector": vulnerability.cvss_vector,
        "kev": _kev(standing.exploited),
        "epss": _epss(standing.prediction),
    }


def records_json(records: Sequence["Vulnerability"]) -> Shape:
    """What each source tells of a weakness, and the products of all of them."""
    return {
        "records": [
            {
                "source": record.source,
                "id": record.id,
                "state": record.state,
                "title": record.title,
                "published_at": _instant(record.published_at),
                "updated_at": _instant(record.updated_at),
                "cvss": _number(record.cvss_score),
                "cvss_vector": record.cvss_vector,
            }
            for record in records
        ],
        "affected": [affected_json(one) for record in records for one in record.products.all()],
    }


def affected_json(product: "Product") -> Shape:
    """A product in which the weakness is, as one source names it; ranges in words."""
    return {
        "source": product.source,
        "vendor": product.vendor,
        "product": product.product,
        "default_status": product.default_status,
        "ranges": [affected.text for affected in product.ranges.all()],
        "unresolved": list(product.unresolved),
    }


def product_json(claim: "ProductClaim", counted: Sequence[Counted]) -> Shape:
    """A product that a supplier has named; versions: roughly how many organisations run each, of
    those that enough run, for the supplier itself."""
    return {
        "id": str(claim.id),
        "organisation": claim.organisation.code,
        "vendor": claim.vendor,
        "product": claim.product,
        "claimed_at": rfc3339(claim.claimed_at),
        "verified_at": _instant(claim.verified_at),
        "counted_at": _instant(claim.counted_at),
        "versions": [
            {"version": one.version, "organisations": one.organisations} for one in counted
        ],
    }


def thread_json(thread: "Thread") -> Shape:
    """A notice or request to a supplier; answer: the newest one's value."""
    return {
        "id": str(thread.id),
        "organisation": thread.organisation.code,
        "product": str(thread.claim_id),
        "product_name": f"{thread.claim.vendor} {thread.claim.product}",
        "cause": thread.cause,
        "kind": thread.kind,
        "state": thread.state,
        "article": thread.article,
        "sent_at": rfc3339(thread.sent_at),
        "due_at": rfc3339(thread.due_at),
        "changed_at": rfc3339(thread.changed_at),
        "answer": thread.answer,
        "ledger_entry": thread.ledger_entry and str(thread.ledger_entry),
    }


def line_json(line: "Line") -> Shape:
    """A line of a thread. writer: what the organisation is that wrote it; by: the person, as far
    as the reader may know."""
    hat = line.actor
    return {
        "id": str(line.id),
        "kind": line.kind,
        "writer": line.writer,
        "by": hat.person.name if hat and hat.person else None,
        "text": line.text,
        "answer": line.answer,
        "written_at": rfc3339(line.written_at),
    }


def entry_json(entry: "Entry") -> Shape:
    """A ledger entry as its leaf shows it; number: its index in the tree, null while pending."""
    return {
        "id": str(entry.id),
        "number": entry.seq,
        "at": rfc3339(entry.at),
        "kind": entry.kind,
        "actor": entry.actor_token and str(entry.actor_token),
        "subject": entry.subject,
        "digest": bytes(entry.digest).hex(),
    }


def checkpoint_json(checkpoint: "Checkpoint") -> Shape:
    """What the log signed of itself; note: the signed note (c2sp.org/signed-note)."""
    return {
        "size": checkpoint.size,
        "root": bytes(checkpoint.root).hex(),
        "at": rfc3339(checkpoint.at),
        "note": checkpoint.note,
    }


def import_json(result: ImportResult) -> Mapping[str, Any]:
    """What became of an import."""
    return result.as_json()


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else rfc3339(instant)


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _kev(entry: "KnownExploited | None") -> Shape | None:
    if entry is None:
        return None
    return {
        "added_on": entry.added_on.isoformat(),
        "due_on": entry.due_on and entry.due_on.isoformat(),
        "action": entry.action,
        "ransomware": entry.ransomware,
    }


def _epss(prediction: "ExploitPrediction | None") -> float | None:
    return None if prediction is None else float(prediction.epss)


def _assignee(warning: "Warning") -> str | None:
    hat = warning.assignee
    return hat.person.name if hat and hat.person else None


def delivery_json(delivery: "Delivery") -> Shape:
    """A message: to whom, about which warnings, and what became of it."""
    reader = delivery.reader.person if delivery.reader else None
    return {
        "id": str(delivery.id),
        "organisation": delivery.organisation.code,
        "channel": delivery.channel,
        "to": delivery.endpoint.url if delivery.endpoint else reader and reader.email,
        "warnings": [str(warning) for warning in delivery.warnings],
        "state": delivery.state,
        "reason": delivery.reason,
        "attempts": delivery.attempts,
        "made_at": rfc3339(delivery.made_at),
        "next_at": rfc3339(delivery.next_at),
        "settled_at": rfc3339(delivery.settled_at) if delivery.settled_at else None,
    }
