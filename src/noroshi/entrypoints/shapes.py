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
from noroshi.vulnerabilities.queries import Standing
from noroshi.warnings.explanations import Explained
from noroshi.warnings.rules import Urgency

if TYPE_CHECKING:
    from noroshi.assets.models import Asset, System
    from noroshi.ledger.models import Checkpoint, Entry
    from noroshi.parties.models import Community, Organisation
    from noroshi.vulnerabilities.models import (
        ExploitPrediction,
        Exposure,
        KnownExploited,
        Product,
        Vulnerability,
    )
    from noroshi.warnings.models import Note, Warning

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


def system_json(system: "System") -> Shape:
    """A system; assets: how many of it are present."""
    return {
        "id": str(system.id),
        "organisation": system.organisation.code,
        "name": system.name,
        "role": system.role,
        "assets": system.asset_count,  # type: ignore[attr-defined]
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
        "removed_at": instant(asset.removed_at),
    }


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
        "due_at": instant(warning.due_at),
        "changed_at": rfc3339(warning.changed_at),
        "closed_at": instant(warning.closed_at),
        "assignee": _assignee(warning),
        "assets": [str(exposure.asset_id) for exposure in explained.exposures],
        "exposures": [exposure_json(exposure) for exposure in explained.exposures],
        "reasons": explained.reasons,
        "actions": explained.actions,
        "decision": decision_json(explained.decision),
        "kev": _kev(explained.standing.exploited),
        "epss": _epss(explained.standing.prediction),
        "cvss": _number(explained.cvss_score),
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
        "title_ja": vulnerability.title_ja or vulnerability.titled_ja,
        "description": vulnerability.description,
        "description_ja": vulnerability.description_ja,
        "published_at": instant(vulnerability.published_at),
        "updated_at": instant(vulnerability.updated_at),
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
                "published_at": instant(record.published_at),
                "updated_at": instant(record.updated_at),
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
        "ranges": list(product.ranges),
        "unresolved": list(product.unresolved),
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


def instant(at: datetime | None) -> str | None:
    """The instant as it is written, None for none."""
    return None if at is None else rfc3339(at)


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
