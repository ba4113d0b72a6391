"""Give somebody a role at an organisation."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from noroshi.kernel.actors import Actor, ActorKind
from noroshi.kernel.errors import ConflictError, MalformedError, RefusedError
from noroshi.ledger.actions.record import record
from noroshi.parties.facts import PersonInvited
from noroshi.parties.models import ActorRecord, Organisation, Person
from noroshi.parties.rules import Power, Role, require

GRANTABLE = (Role.ADMINISTRATOR, Role.ANALYST, Role.READER)


@dataclass(frozen=True, slots=True)
class Invitation:
    """password: shown once, only if the person is new."""

    person: Person
    hat: ActorRecord
    password: str | None


@transaction.atomic
def invite_person(
    email: str, *, organisation: Organisation, role: str, by: Actor | None, at: datetime
) -> Invitation:
    """Give a person a role; the person is made if the address is new. by None: the local
    administrator.

    Raises: MalformedError for a role that cannot be given, ConflictError if it is held already,
    RefusedError for another's organisation."""
    if role not in GRANTABLE:
        raise MalformedError(f"role: one of these: {', '.join(GRANTABLE)}")
    if "@" not in email.strip("@"):
        raise MalformedError("an e-mail address has a name, an @ and a domain")
    if by is not None:
        require(by, Power.INVITE)
        if by.organisation != organisation.id:
            raise RefusedError("people are invited to one's own organisation")
    person, password = _person(email)
    if ActorRecord.objects.filter(
        organisation=organisation, person=person, role=role, ended_at=None
    ).exists():
        raise ConflictError("this person has this role already")
    hat = ActorRecord(
        kind=ActorKind.PERSON,
        organisation=organisation,
        audience=organisation.audience,
        role=role,
        person=person,
        token=person.token,
    )
    ActorRecord.objects.bulk_create([hat])
    record(PersonInvited(f"actor:{hat.id}", organisation.id, {"role": role}), by=by, at=at)
    return Invitation(person, hat, password)


def _person(email: str) -> tuple[Person, str | None]:
    known = Person.objects.filter(email__iexact=email).first()
    if known is not None:
        return known, None
    password = secrets.token_urlsafe(15)
    person = Person(email=email.lower(), name=email.split("@", maxsplit=1)[0])
    person.set_password(password)
    person.save(force_insert=True)
    return person, password
