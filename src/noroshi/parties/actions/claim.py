"""Name a prefix or a domain as one's own, and verify what others named."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError
from noroshi.ledger.actions.record import record
from noroshi.parties.facts import NetworkClaimed, NetworkVerified
from noroshi.parties.models import Domain, Network, Organisation
from noroshi.parties.rules import Power, require


def claim_network(prefix: IPv4Network | IPv6Network, *, by: Actor, at: datetime) -> Network:
    """Name a prefix as one's own: pending, whether or not another organisation has it.

    Raises: ConflictError if one's own organisation named it already."""
    require(by, Power.CLAIM_NETWORKS)
    own = Organisation.objects.get(id=by.organisation)
    claim = Network(organisation=own, audience=own.audience, prefix=str(prefix))
    with _once(str(prefix)):
        Network.objects.bulk_create([claim])
        record(NetworkClaimed(f"claim:{claim.id}", own.id, str(prefix)), by=by, at=at)
    return claim


def claim_domain(name: str, *, by: Actor, at: datetime) -> Domain:
    """Name a domain as one's own: pending, whether or not another organisation has it.

    Raises: ConflictError if one's own organisation named it already."""
    require(by, Power.CLAIM_NETWORKS)
    own = Organisation.objects.get(id=by.organisation)
    claim = Domain(organisation=own, audience=own.audience, name=name)
    with _once(name):
        Domain.objects.bulk_create([claim])
        record(NetworkClaimed(f"claim:{claim.id}", own.id, name), by=by, at=at)
    return claim


@contextmanager
def _once(what: str) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise ConflictError(f"{what} is on your list already") from error


@transaction.atomic
def verify_claim(kind: str, claim: UUID, *, by: Actor, at: datetime) -> None:
    """Confirm that a prefix (`network`) or a `domain` belongs to who named it. The national office
    alone may.

    Raises: AbsentError, RefusedError."""
    require(by, Power.VERIFY_CLAIMS)
    claims: QuerySet[Network] | QuerySet[Domain]
    claims = Network.objects.all() if kind == "network" else Domain.objects.all()
    found = claims.select_for_update().filter(id=claim).first()
    if found is None:
        raise AbsentError("there is no such claim")
    if found.verified_at is None:
        found.verified_at = at
        found.save(update_fields=["verified_at"])
        record(NetworkVerified(f"claim:{claim}", found.organisation_id), by=by, at=at)
