"""`/specified-computers`: what may have to be registered, what is, and what is to be notified."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ninja import Header, Query, Router

from noroshi.assets import registry
from noroshi.assets.actions.register_computers import notify_registration, register_computers
from noroshi.entrypoints.api import registry_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.keyset import page
from noroshi.entrypoints.registry_shapes import candidate_json, change_json, computer_json
from noroshi.kernel.clock import now
from noroshi.reporting.queries import in_force

SCOPES = ("assets",)
READ = described(scopes=SCOPES, refusals=[304])
ACT = described(scopes=SCOPES, refusals=ACTED)
router = Router(auth=Bearer(*SCOPES), tags=["specified-computers"])


@router.get("", response=schemas.Page[shapes.SpecifiedComputer], openapi_extra=READ)
def list_specified_computers(
    request: Request, chosen: Query[shapes.ComputerFilter]
) -> dict[str, Any]:
    """Specified computers as they are registered, by name."""
    found = registry.computers(
        text=chosen.text, state=chosen.state, organisation=chosen.organisation
    )
    part = page(found, ["name", "id"], after=chosen.cursor, size=chosen.limit)
    return {"items": [computer_json(one) for one in part.rows], "next": part.next}


@router.get("/candidates", response=schemas.Whole[shapes.Candidate], openapi_extra=READ)
def list_candidates(request: Request) -> dict[str, Any]:
    """What of the organisation's own the essential service is linked to and is not registered, the
    nearest first, each with its reason."""
    found = registry.candidates(request.auth.organisation, on=now().date())
    return {"items": [candidate_json(one) for one in found], "next": None}


@router.get("/changes", response=schemas.Whole[shapes.RegistrationChange], openapi_extra=READ)
def list_registration_changes(request: Request) -> dict[str, Any]:
    """What is to be notified and by when, the oldest first."""
    regimes = in_force()
    items = [change_json(one, regimes) for one in registry.pending_changes()]
    return {"items": items, "next": None}


@router.post("", response=shapes.Registered, openapi_extra=ACT)
def register_specified_computers(
    request: Request, given: shapes.Registering, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Register assets as specified computers, as of a day. What a notice exempts is left out."""
    return submitted(
        request,
        sending,
        lambda: register_computers(given.assets, on=given.on, by=request.auth, at=now()),
        asdict,
    )


@router.post("/notifications", response=shapes.Notified, openapi_extra=ACT)
def notify_specified_computers(
    request: Request, given: shapes.Notifying, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Say that what happened until a day has been notified to the ministry on that day."""
    return submitted(
        request,
        sending,
        lambda: notify_registration(on=given.on, by=request.auth, at=now()),
        lambda told: {"notified": told},
    )
