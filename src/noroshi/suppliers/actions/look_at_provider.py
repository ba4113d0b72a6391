"""Look at CSAF providers: read what each says of itself, copy what is new there, keep how it went."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction

from noroshi.formats.csaf.offered import Metadata, Offered, Offers
from noroshi.intelligence.exchanging import ExchangeError, pause
from noroshi.kernel.errors import ConflictError
from noroshi.operations.config import config
from noroshi.operations.openpgp import Certificate
from noroshi.parties.queries import console_actor
from noroshi.parties.rules import Power, require
from noroshi.suppliers.actions.mirror_documents import Reading, mirror_batch, note_refused
from noroshi.suppliers.mirrors import sql
from noroshi.suppliers.mirrors.models import Provider
from noroshi.suppliers.mirrors.queries import provider as named
from noroshi.suppliers.mirrors.rules import SHRUNK
from noroshi.suppliers.mirrors.site import Site

TURN: Final = 30.0  # seconds after which a provider lets the next have its turn
_chance = random.SystemRandom()


@dataclass(slots=True)
class Looked:
    """What became of one look: documents that were copied, refused, and dropped since they are offered no
    more; is_level: is nothing left?"""

    accepted: int = 0
    refused: int = 0
    dropped: int = 0
    is_level: bool = True
    failures: list[ExchangeError] = field(default_factory=list)

    @property
    def reason(self) -> str:
        """Why it failed, empty where it did not."""
        return self.failures[0].reason if self.failures else ""


def look_due(*, at: datetime) -> bool:
    """Look at whoever is due, a turn each; is there perhaps more? As the worker."""
    with connection.cursor() as cursor:
        cursor.execute(sql.DUE, {"at": at})
        due = [identifier for (identifier,) in cursor.fetchall()]
    is_more = False
    for identifier in due:
        try:
            done = look(identifier, at=at)
        except (ConflictError, Provider.DoesNotExist):  # at a console, or removed by now
            continue
        is_more = is_more or not (done.is_level or done.failures)
    return is_more


def look_now(name: str, *, organisation: str, at: datetime, may_shrink: bool = False) -> Looked:
    """Look at a provider of an organisation, whenever it is due. As the worker. may_shrink: whether it may
    offer less than nine tenths of what it did.

    Raises: AbsentError, RefusedError, ConflictError while it is paused or another looks."""
    by = console_actor(organisation)
    require(by, Power.LIST_PROVIDERS)
    found = named(name, by)
    if found.paused_at is not None:
        raise ConflictError("this provider is paused; resume it first")
    return look(found.id, at=at, may_shrink=may_shrink)


def look(identifier: UUID, *, at: datetime, may_shrink: bool = False) -> Looked:
    """Look at a provider for a turn. As the worker, in no transaction: each batch has its own. Raises:
    ConflictError while another does."""
    with connection.cursor() as cursor:
        cursor.execute(sql.HOLD, [str(identifier)])
        if not cursor.fetchone()[0]:
            raise ConflictError("somebody is looking at this provider")
    try:
        provider = Provider.objects.select_related("organisation").get(id=identifier)
        done = Looked()
        try:
            _looked(provider, done, at, may_shrink=may_shrink)
        except ExchangeError as failure:
            done.failures.append(failure)
        _keep(provider, done, at)
        return done
    finally:
        with connection.cursor() as cursor:
            cursor.execute(sql.LET_GO, [str(identifier)])


def _looked(provider: Provider, done: Looked, at: datetime, *, may_shrink: bool) -> None:
    until = time.monotonic() + TURN
    site = Site(config().webhook_networks)
    told, octets = site.metadata(provider.url)
    if provider.namespace not in ("", told.publisher.namespace):
        raise ExchangeError("another issuer")
    keys, unread = site.keys(told)
    _keep_told(provider, told, octets, keys)
    offers = site.offers(told) if provider.is_mirrored else Offers([], [])
    offered = {one.url: one for one in offers.documents}
    is_shrunk = len(offered) < SHRUNK * provider.entries
    if is_shrunk and provider.is_mirrored and not may_shrink:
        raise ExchangeError("shrunk")
    waiting = _begun(provider, offered, [*unread, *offers.refused], done, at)
    reading = Reading(
        provider, site, told, keys, waiting, by=console_actor(provider.organisation.code)
    )
    while reading.waiting:
        batch = mirror_batch(reading, at=at, until=until)
        done.accepted += batch.accepted
        done.refused += batch.refused
        if batch.failure is not None:
            raise batch.failure
        if time.monotonic() > until:
            done.is_level = not reading.waiting
            return


def _keep_told(provider: Provider, told: Metadata, octets: bytes, keys: list[Certificate]) -> None:
    """What it says of itself. Unless it may be mirrored, its documents are served no more from here."""
    issuer = told.publisher
    provider.lister, provider.namespace = provider.organisation.name, issuer.namespace
    provider.publisher = {
        "category": issuer.category,
        "name": issuer.name,
        "namespace": issuer.namespace,
        "contact": issuer.contact_details or "",
    }
    provider.role, provider.told_at, provider.metadata = told.role, told.last_updated, octets
    provider.may_list, provider.may_mirror = told.list_on, told.mirror_on
    provider.keys = [{"fingerprint": one.fingerprint, "public": one.public} for one in keys]
    provider.save(update_fields=TOLD)


TOLD: Final = (
    "lister",
    "namespace",
    "publisher",
    "role",
    "told_at",
    "metadata",
    "may_list",
    "may_mirror",
    "keys",
)


@transaction.atomic
def _begun(
    provider: Provider,
    offered: Mapping[str, Offered],
    unread: list[tuple[str, str]],
    done: Looked,
    at: datetime,
) -> list[Offered]:
    """Drop what is offered no more; what is new or was changed, the oldest last."""
    provider.entries = len(offered)
    provider.save(update_fields=["entries"])
    values: dict[str, Any] = {
        "provider": provider.id,
        "urls": list(offered),
        "instants": [one.updated_at for one in offered.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET_GONE, values)
        done.dropped = cursor.rowcount
        cursor.execute(sql.FORGET_REFUSED, values)
        note_refused(provider, [(url, None, reason) for url, reason in unread], at=at)
        cursor.execute(sql.CHANGED, values)
        return [offered[url] for (url,) in reversed(cursor.fetchall())]


@transaction.atomic
def _keep(provider: Provider, done: Looked, at: datetime) -> None:
    """How it went, and when it is looked at again."""
    provider.reason = done.reason
    if done.failures:
        provider.failures += 1
        asked = max((one.asked or timedelta() for one in done.failures), default=None)
        provider.next_at = at + pause(provider.failures, asked=asked, chance=_chance)
    else:
        provider.failures, provider.met_at = 0, at
        provider.next_at = at + timedelta(minutes=provider.every) if done.is_level else at
        provider.level_at = at if done.is_level else provider.level_at
    provider.save(update_fields=["reason", "failures", "next_at", "met_at", "level_at"])
