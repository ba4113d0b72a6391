"""Make a machine client for an organisation."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from oauth2_provider.generators import generate_client_id, generate_client_secret
from oauth2_provider.models import Application

from noroshi.kernel.actors import Actor, ActorKind
from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.ledger.actions.record import record
from noroshi.parties.facts import ClientCreated
from noroshi.parties.models import ActorRecord, Organisation
from noroshi.parties.rules import Power, Role, require

SCOPES = ("assets", "reports", "warnings", "intelligence", "taxii", "misp")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Shown once; the secret is stored hashed."""

    client_id: str
    client_secret: str
    scopes: tuple[str, ...]


@transaction.atomic
def create_client(
    scopes: tuple[str, ...], *, organisation: Organisation, by: Actor | None, at: datetime
) -> Credentials:
    """Make an OAuth 2 client that acts for an organisation within the scopes.

    Raises: MalformedError for an unknown scope, RefusedError for another's organisation."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise MalformedError(f"scope: one or more of these: {', '.join(SCOPES)}")
    if by is not None:
        require(by, Power.INVITE)
        if by.organisation != organisation.id:
            raise RefusedError("clients are made for one's own organisation")
    credentials = Credentials(generate_client_id(), generate_client_secret(), scopes)
    Application.objects.create(
        name=organisation.code,
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    hat = ActorRecord(
        kind=ActorKind.CLIENT,
        organisation=organisation,
        audience=organisation.audience,
        role=Role.CLIENT,
        client_id=credentials.client_id,
        scopes=list(scopes),
    )
    ActorRecord.objects.bulk_create([hat])
    record(
        ClientCreated(f"actor:{hat.id}", organisation.id, {"scopes": list(scopes)}), by=by, at=at
    )
    return credentials
