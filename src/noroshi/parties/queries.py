"""What is asked about parties. Everything but the look-ups at sign-in is bound by row security."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet
from oauth2_provider.models import AccessToken

from noroshi.kernel.actors import Actor, ActorKind
from noroshi.kernel.errors import AbsentError
from noroshi.operations.prepared import ask_models, ask_prepared
from noroshi.parties import sql
from noroshi.parties.models import (
    ActorRecord,
    Community,
    Domain,
    Membership,
    Network,
    Organisation,
    SavedView,
    Submission,
)


@dataclass(frozen=True, slots=True)
class Hat:
    """One role that somebody may take, with the organisation's names for the page's head."""

    actor: Actor
    name: str
    name_ja: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An authority as those below it know it."""

    id: UUID
    code: str
    kind: str
    name: str
    name_ja: str


def directory() -> dict[UUID, Listed]:
    """The competent ministry of the requester's organisation and whoever else receives something
    of it, by id."""
    with connection.cursor() as cursor:
        cursor.execute(sql.DIRECTORY)
        return {row[0]: Listed(*row) for row in cursor.fetchall()}


def hats(person: UUID) -> tuple[Hat, ...]:
    """Every role of a person; asked at sign-in, before there is a requester."""
    return _hats(sql.HATS, person)


def client_actor(client_id: str) -> Actor | None:
    """Who a machine client acts for; None if it acts no more."""
    found = _hats(sql.CLIENT_HAT, client_id)
    return found[0].actor if found else None


def bearer(checksum: str) -> tuple[Any, Actor] | None:
    """The access token of a machine client by the SHA-256 of its text, and who the client acts for;
    None for what is none, and of a client that acts no more."""
    for expires, scope, resource, *hat in ask_prepared(sql.BEARER, [checksum.encode()]):
        token = AccessToken(expires=expires, scope=scope, resource=json.loads(resource))
        return token, _hat(hat).actor
    return None


def client_scopes(client_id: str) -> list[str]:
    """What a machine client may ask for; nothing if it acts no more."""
    with connection.cursor() as cursor:
        cursor.execute(sql.CLIENT_SCOPES, [client_id])
        scopes: list[str] | None = cursor.fetchone()[0]
        return scopes or []


def console_actor(code: str) -> Actor:
    """An organisation's own console, for the command line. Needs the worker role.

    Raises: AbsentError."""
    record = (
        ActorRecord.objects.select_related("organisation")
        .filter(organisation__code=code, kind=ActorKind.CONSOLE)
        .first()
    )
    if record is None:
        raise AbsentError(f"there is no organisation: {code}")
    return actor_of(record)


def alone(actor: Actor) -> Organisation:
    """The actor's own organisation; of two of its acts that ask for this the second waits."""
    (own,) = ask_models(Organisation, sql.ALONE, [actor.organisation.bytes])
    return own


def actor_of(record: ActorRecord) -> Actor:
    """The actor of a record that has its organisation, and its person if it is one's, with it."""
    return Actor(
        id=record.id,
        kind=ActorKind(record.kind),
        organisation=record.organisation_id,
        organisation_code=record.organisation.code,
        organisation_kind=record.organisation.kind,
        role=record.role,
        token=record.person.token if record.person else record.token,
    )


def _hats(statement: str, whose: UUID | str) -> tuple[Hat, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [whose])
        return tuple(_hat(row) for row in cursor.fetchall())


def _hat(row: Sequence[Any]) -> Hat:
    identifier, kind, organisation, code, organisation_kind, name, name_ja, role, token = row
    actor = Actor(
        id=identifier,
        kind=ActorKind(kind),
        organisation=organisation,
        organisation_code=code,
        organisation_kind=organisation_kind,
        role=role,
        token=token,
    )
    return Hat(actor, name, name_ja)


def organisations(*, text: str = "", kind: str = "", sector: str = "") -> QuerySet[Organisation]:
    """The organisations that the requester may see, with their networks and domains."""
    found = Organisation.objects.select_related("ministry").prefetch_related("networks", "domains")
    if text:
        found = found.filter(
            Q(code__icontains=text) | Q(name__icontains=text) | Q(name_ja__icontains=text)
        )
    if kind:
        found = found.filter(kind=kind)
    if sector:
        found = found.filter(sector=sector)
    return found


def organisation(code: str) -> Organisation:
    """One organisation by its code. Raises: AbsentError, also for one that may not be seen."""
    found = organisations().filter(code=code).first()
    if found is None:
        raise AbsentError(f"there is no organisation: {code}")
    return found


def codes(wanted: Iterable[UUID]) -> dict[UUID, str]:
    """The codes of those of the organisations that the requester may know."""
    return dict(Organisation.objects.filter(id__in=set(wanted)).values_list("id", "code"))


def ministry_of(organisation: Organisation) -> Organisation | Listed | None:
    """The competent ministry, or as much of it as the directory tells the requester."""
    if organisation.ministry_id is None:
        return None
    return organisation.ministry or directory().get(organisation.ministry_id)


def pending_networks() -> QuerySet[Network]:
    """Prefixes that wait for the national office."""
    return Network.objects.filter(verified_at=None).select_related("organisation")


def pending_domains() -> QuerySet[Domain]:
    """Domains that wait for the national office."""
    return Domain.objects.filter(verified_at=None).select_related("organisation")


def communities(*, text: str = "", kind: str = "") -> QuerySet[Community]:
    """The communities of which the requester is a member; the national office sees all.

    member_count counts all members, unseen_count those whose organisation the requester may not
    see; `memberships` are those of the others."""
    seen = Membership.objects.select_related("organisation").order_by("organisation__code")
    found = Community.objects.annotate(
        member_count=Count("memberships"),
        unseen_count=Count("memberships") - Count("memberships__organisation__code"),
    ).prefetch_related(Prefetch("memberships", seen))
    if text:
        found = found.filter(
            Q(code__icontains=text) | Q(name__icontains=text) | Q(name_ja__icontains=text)
        )
    if kind:
        found = found.filter(kind=kind)
    return found


def community(code: str) -> Community:
    """One community by its code. Raises: AbsentError, also for one that may not be seen."""
    found = communities().filter(code=code).first()
    if found is None:
        raise AbsentError(f"there is no community: {code}")
    return found


def people(organisation: UUID) -> QuerySet[ActorRecord]:
    """Who holds a role at an organisation, as far as the requester may see: at their own."""
    return (
        ActorRecord.objects.filter(
            organisation_id=organisation, kind=ActorKind.PERSON, ended_at=None
        )
        .select_related("person")
        .order_by("person__name", "role")
    )


def clients(organisation: UUID) -> QuerySet[ActorRecord]:
    """The machine clients of an organisation."""
    return ActorRecord.objects.filter(
        organisation_id=organisation, kind=ActorKind.CLIENT, ended_at=None
    ).order_by("since")


def kept_answer(key: str, *, by: Actor) -> Any:
    """What an actor was answered under a key of its own; None if nothing was."""
    kept = Submission.objects.filter(actor_id=by.id, key=key).values_list("answer", flat=True)
    return next(map(json.loads, kept), None)


def saved_views(place: str) -> QuerySet[SavedView]:
    """What the requester has saved of a list, by name."""
    return SavedView.objects.filter(place=place)
