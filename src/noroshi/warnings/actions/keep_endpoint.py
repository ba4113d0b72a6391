"""An organisation's endpoints for webhooks: make one, resume one that was paused, remove one."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.operations.config import config
from noroshi.operations.secrets import sealed_for
from noroshi.operations.targets import check_target
from noroshi.parties.queries import alone
from noroshi.parties.rules import Power, require
from noroshi.warnings.facts import EndpointKept
from noroshi.warnings.models import Endpoint
from noroshi.warnings.rules import Urgency

MOST: Final = 10
PURPOSE: Final = "webhooks"


@dataclass(frozen=True, slots=True)
class Made:
    """A new endpoint. secret: shown once, as the standard writes it; stored sealed."""

    endpoint: Endpoint
    secret: str


@transaction.atomic
def make_endpoint(url: str, least: Urgency, *, by: Actor, at: datetime) -> Made:
    """Have what is at least so urgent sent there.

    Raises: RefusedError, MalformedError for an address that may not be, ConflictError if there
    are as many as fit."""
    require(by, Power.KEEP_DELIVERY)
    check_target(url, named=config().webhook_networks)
    own = alone(by)
    if Endpoint.objects.filter(organisation=own, ended_at=None).count() >= MOST:
        raise ConflictError("there are as many endpoints as fit; remove one first")
    identifier, secret = uuid7(), secrets.token_bytes(32)
    sealed = sealed_for(config().home, PURPOSE, secret, bound=identifier.bytes)
    endpoint = Endpoint(
        id=identifier,
        organisation=own,
        audience=own.audience,
        url=url,
        secret=sealed,
        least=least,
        made_at=at,
    )
    Endpoint.objects.bulk_create([endpoint])
    _record(endpoint, {"made": url, "least": least.name.lower()}, by, at)
    return Made(endpoint, "whsec_" + base64.b64encode(secret).decode())


@transaction.atomic
def resume_endpoint(identifier: UUID, *, by: Actor, at: datetime) -> None:
    """Send there again after a pause. What it missed stays a dead letter until it is sent again.

    Raises: AbsentError, RefusedError."""
    endpoint = _own(identifier, by)
    endpoint.failing_since = endpoint.paused_at = None
    endpoint.save(update_fields=["failing_since", "paused_at"])
    _record(endpoint, {"resumed": True}, by, at)


@transaction.atomic
def remove_endpoint(identifier: UUID, *, by: Actor, at: datetime) -> None:
    """Send there no more. Raises: AbsentError, RefusedError."""
    endpoint = _own(identifier, by)
    endpoint.ended_at = at
    endpoint.save(update_fields=["ended_at"])
    _record(endpoint, {"removed": True}, by, at)


def _own(identifier: UUID, by: Actor) -> Endpoint:
    require(by, Power.KEEP_DELIVERY)
    found = (
        Endpoint.objects.defer("secret")
        .filter(id=identifier, organisation_id=by.organisation, ended_at=None)
        .first()
    )
    if found is None:
        raise AbsentError("there is no such endpoint of your organisation")
    return found


def _record(endpoint: Endpoint, detail: dict[str, str | bool], by: Actor, at: datetime) -> None:
    fact = EndpointKept(f"endpoint:{endpoint.id}", endpoint.organisation_id, {**detail})
    record(fact, by=by, at=at)
