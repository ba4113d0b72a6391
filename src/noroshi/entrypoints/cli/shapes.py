"""The stable JSON shapes of things, as the command line says them."""

from typing import Any

from noroshi.kernel.clock import rfc3339
from noroshi.parties.models import Organisation
from noroshi.warnings.queries import Explained


def organisation_shape(organisation: Organisation) -> dict[str, Any]:
    """An organisation with its networks and domains."""
    return {
        "code": organisation.code,
        "kind": organisation.kind,
        "sector": organisation.sector,
        "name": organisation.name,
        "name_ja": organisation.name_ja,
        "corporate_number": organisation.corporate_number,
        "networks": [str(network.prefix) for network in organisation.networks.all()],
        "domains": [domain.name for domain in organisation.domains.all()],
    }


def warning_shape(explained: Explained) -> dict[str, Any]:
    """A warning with what stands behind it."""
    warning = explained.warning
    return {
        "id": str(warning.id),
        "organisation": warning.organisation.code,
        "cause": warning.cause,
        "state": warning.state,
        "raised_at": rfc3339(warning.raised_at),
        "due_at": warning.due_at and rfc3339(warning.due_at),
        "assets": [str(exposure.asset_id) for exposure in explained.exposures],
        "reasons": explained.reasons,
        "actions": explained.actions,
        "ledger_entry": warning.ledger_entry and str(warning.ledger_entry),
    }
