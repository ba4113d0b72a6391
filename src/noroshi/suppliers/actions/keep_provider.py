"""The CSAF providers that the national office lists: add one, pause it, resume it, have it looked at now,
remove it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from noroshi.intelligence.exchanging import SHORTEST, SLOWEST
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.ledger.actions.record import record
from noroshi.operations.config import config
from noroshi.operations.targets import check_target
from noroshi.parties.queries import alone
from noroshi.parties.rules import Power, require
from noroshi.suppliers.facts import ProviderKept
from noroshi.suppliers.mirrors import sql
from noroshi.suppliers.mirrors.models import Provider
from noroshi.suppliers.mirrors.queries import provider as named
from noroshi.suppliers.mirrors.rules import NAME

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A provider as it is to be. name: of its folder here; url: of its `provider-metadata.json`; mirror:
    whether its documents are copied, where it allows that; every: minutes."""

    name: str
    url: str
    mirror: bool = True
    every: int = 60


@transaction.atomic
def add_provider(wanted: Wanted, *, by: Actor, at: datetime) -> Provider:
    """List a provider from the first look on, as far as it allows that.

    Raises: RefusedError, MalformedError, ConflictError."""
    require(by, Power.LIST_PROVIDERS)
    _check(wanted)
    own = alone(by)
    held = Provider.objects.filter(organisation=own)
    if held.filter(name=wanted.name).exists():
        raise ConflictError(f"there is a provider of this name already: {wanted.name}")
    if held.filter(url=wanted.url).exists():
        raise ConflictError("this provider is listed under another name")
    if held.count() >= MOST:
        raise ConflictError("there are as many providers as fit; remove one first")
    provider = Provider(
        organisation=own,
        audience=own.audience,
        name=wanted.name,
        url=wanted.url,
        is_wanted=wanted.mirror,
        every=wanted.every,
        made_at=at,
        next_at=at,
    )
    Provider.objects.bulk_create([provider])
    _record(provider, {"added": wanted.url, "mirror": wanted.mirror}, by, at)
    return provider


@transaction.atomic
def remove_provider(name: str, *, by: Actor, at: datetime) -> None:
    """List it no more, and drop what was copied. What became known by it stays known.

    Raises: AbsentError, RefusedError, ConflictError while it is being looked at."""
    provider = _own(name, by)
    with connection.cursor() as cursor:
        cursor.execute(sql.HOLD_WHILE, [str(provider.id)])
        if not cursor.fetchone()[0]:
            raise ConflictError("this provider is being looked at: try again in a minute")
    _record(provider, {"removed": provider.url}, by, at)
    provider.delete()


@transaction.atomic
def pause_provider(name: str, *, by: Actor, at: datetime) -> None:
    """Look at it no more until it is resumed; what was copied stays. Raises: AbsentError,
    RefusedError."""
    provider = _own(name, by)
    _set(provider, paused_at=at)
    _record(provider, {"paused": True}, by, at)


@transaction.atomic
def resume_provider(name: str, *, by: Actor, at: datetime) -> None:
    """Look at it again. Raises: AbsentError, RefusedError."""
    provider = _own(name, by)
    _set(provider, paused_at=None, next_at=at, failures=0, reason="")
    _record(provider, {"resumed": True}, by, at)


@transaction.atomic
def ask_provider(name: str, *, by: Actor, at: datetime) -> None:
    """Let the worker look now. Raises: AbsentError, RefusedError, ConflictError while it is paused."""
    provider = _own(name, by)
    if provider.paused_at is not None:
        raise ConflictError("this provider is paused; resume it first")
    _set(provider, next_at=at)
    _record(provider, {"asked": True}, by, at)


def _check(wanted: Wanted) -> None:
    if not NAME.fullmatch(wanted.name):
        raise MalformedError("name: small letters, digits and hyphens, at most 60")
    check_target(wanted.url, named=config().webhook_networks)
    if not wanted.url.endswith("/provider-metadata.json"):
        raise MalformedError("url: it ends with /provider-metadata.json")
    if not SHORTEST <= wanted.every <= SLOWEST:
        raise MalformedError(f"every: {SHORTEST} to {SLOWEST} minutes")


def _own(name: str, by: Actor) -> Provider:
    require(by, Power.LIST_PROVIDERS)
    return named(name, by)


def _set(provider: Provider, **values: object) -> None:
    for name, value in values.items():
        setattr(provider, name, value)
    provider.save(update_fields=list(values))


def _record(provider: Provider, detail: Json, by: Actor, at: datetime) -> None:
    record(ProviderKept(f"provider:{provider.id}", provider.organisation_id, detail), by=by, at=at)
