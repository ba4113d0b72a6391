"""An organisation's partners of exchange: add one, pause it, resume it, have it asked now, remove it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from noroshi.formats.misp_feed import MANIFEST
from noroshi.intelligence.exchanging import NAME, SHORTEST, SLOWEST, Kind, direction
from noroshi.intelligence.facts import PartnerKept
from noroshi.intelligence.models import Partner
from noroshi.intelligence.partners import partner as named
from noroshi.intelligence.rules import UNMARKED
from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import ConflictError, MalformedError, RefusedError
from noroshi.kernel.identifiers import uuid7
from noroshi.kernel.markings import Tlp
from noroshi.ledger.actions.record import record
from noroshi.operations.config import config
from noroshi.operations.secrets import sealed_for
from noroshi.operations.targets import check_target
from noroshi.parties.models import Organisation
from noroshi.parties.queries import alone, organisation
from noroshi.parties.rules import Power, require

MOST: Final = 50
LONGEST_COLLECTION: Final = 200
LONGEST_SECRET: Final = 4096
PURPOSE: Final = "partners"
ALLY: Final = "partner"  # the kind of organisation that is sent something


@dataclass(frozen=True, slots=True)
class Wanted:
    """A partner as it is to be. url: of a discovery or an API root, or of a MISP feed's folder; pull_from,
    push_to: collections there, one at least, and of a feed none; recipient: code of the organisation as which it is decided what may be sent;
    every: minutes; user: empty for a bearer's token, or for a feed's whole header; secret: empty for none."""

    name: str
    url: str
    pull_from: str = ""
    push_to: str = ""
    recipient: str = ""
    unmarked: Tlp = UNMARKED
    every: int = 5
    user: str = ""
    secret: str = field(default="", repr=False)
    kind: Kind = Kind.TAXII


@transaction.atomic
def add_partner(wanted: Wanted, *, by: Actor, at: datetime) -> Partner:
    """Exchange with somebody from now on. Whoever was removed under that name is itself again: what
    was exchanged is not exchanged once more.

    Raises: RefusedError, MalformedError, AbsentError for an unknown recipient, ConflictError."""
    require(by, Power.EXCHANGE)
    _check(wanted)
    recipient = _recipient(wanted, by)
    own = alone(by)
    held = Partner.objects.defer("secret").filter(organisation=own)
    partner = held.filter(name=wanted.name).first()
    if partner is not None and partner.ended_at is None:
        raise ConflictError(f"there is a partner of this name already: {wanted.name}")
    if held.filter(ended_at=None).count() >= MOST:
        raise ConflictError("there are as many partners as fit; remove one first")
    identifier = partner.id if partner else uuid7()
    values = {
        "kind": wanted.kind.value,
        "url": wanted.url,
        "pull_from": MANIFEST if wanted.kind is Kind.MISP_FEED else wanted.pull_from,
        "entries": 0,
        "push_to": wanted.push_to,
        "recipient": recipient,
        "unmarked": wanted.unmarked.value,
        "every": wanted.every,
        "user": wanted.user,
        "secret": _sealed(wanted.secret, identifier),
        "made_at": at,
        "next_at": at,
    }
    if partner is None:
        partner = Partner(
            id=identifier, organisation=own, audience=own.audience, name=wanted.name, **values
        )
        Partner.objects.bulk_create([partner])
    else:
        begun: dict[str, object] = {
            "added_after": "",
            "cursor": "",
            "seen_until": "",
            "answers_to": "",
        }
        begun |= {"pushed_at": None, "pushed_id": None, "pushed_as": [], "failures": 0}
        _set(partner, paused_at=None, ended_at=None, level_at=None, reason="", **values, **begun)
    way = direction(wanted.pull_from, wanted.push_to)
    _record(partner, {"added": wanted.url, "direction": way.value}, by, at)
    return partner


@transaction.atomic
def pause_partner(name: str, *, by: Actor, at: datetime) -> None:
    """Exchange no more until it is resumed. Raises: AbsentError, RefusedError."""
    _set(partner := _own(name, by), paused_at=at)
    _record(partner, {"paused": True}, by, at)


@transaction.atomic
def resume_partner(name: str, *, by: Actor, at: datetime) -> None:
    """Exchange again, from where it stopped. Raises: AbsentError, RefusedError."""
    _set(partner := _own(name, by), paused_at=None, next_at=at, failures=0, reason="")
    _record(partner, {"resumed": True}, by, at)


@transaction.atomic
def ask_partner(name: str, *, by: Actor, at: datetime) -> None:
    """Let the worker exchange now. Raises: AbsentError, RefusedError, ConflictError while it is
    paused."""
    partner = _own(name, by)
    if partner.paused_at is not None:
        raise ConflictError("exchange with this partner is paused; resume it first")
    _set(partner, next_at=at)
    _record(partner, {"asked": True}, by, at)


@transaction.atomic
def remove_partner(name: str, *, by: Actor, at: datetime) -> None:
    """Exchange no more. What came stays. Raises: AbsentError, RefusedError."""
    _set(partner := _own(name, by), ended_at=at, secret=None)
    _record(partner, {"removed": True}, by, at)


def _check(wanted: Wanted) -> None:
    """Raises: MalformedError."""
    if not NAME.fullmatch(wanted.name):
        raise MalformedError("name: up to 100 characters, of which none is a control character")
    check_target(wanted.url, named=config().webhook_networks)
    _check_ways(wanted)
    for name in (wanted.pull_from, wanted.push_to, wanted.user):
        if len(name) > LONGEST_COLLECTION or not name.isprintable():
            raise MalformedError("collection, user: up to 200 printable characters")
    if not SHORTEST <= wanted.every <= SLOWEST:
        raise MalformedError(f"every: {SHORTEST} to {SLOWEST} minutes")
    if ":" in wanted.user or (wanted.user and not wanted.secret):
        raise MalformedError("user: without a colon, and with a password")
    if len(wanted.secret) > LONGEST_SECRET or not wanted.secret.isprintable():
        raise MalformedError("secret: one line, up to 4096 characters")


def _check_ways(wanted: Wanted) -> None:
    has_ways = bool(wanted.pull_from or wanted.push_to)
    if wanted.kind is Kind.MISP_FEED and (has_ways or wanted.recipient):
        raise MalformedError("a feed is read whole: it has no collections and no recipient")
    if wanted.kind is Kind.TAXII and not has_ways:
        raise MalformedError("name a collection to pull from, one to push to, or both")


def _recipient(wanted: Wanted, by: Actor) -> Organisation | None:
    if not wanted.push_to:
        return None
    if by.organisation_kind != "nco":
        raise RefusedError("only the national office sends to partners")
    if not wanted.recipient:
        raise MalformedError("recipient: the organisation that may see what is sent")
    found = organisation(wanted.recipient)
    if found.kind != ALLY:
        raise MalformedError(f"recipient: an organisation of the kind {ALLY}")
    return found


def _sealed(secret: str, identifier: UUID) -> bytes | None:
    if not secret:
        return None
    return sealed_for(config().home, PURPOSE, secret.encode(), bound=identifier.bytes)


def _own(name: str, by: Actor) -> Partner:
    require(by, Power.EXCHANGE)
    return named(name, by)


def _set(partner: Partner, **values: object) -> None:
    for name, value in values.items():
        setattr(partner, name, value)
    partner.save(update_fields=list(values))


def _record(partner: Partner, detail: Json, by: Actor, at: datetime) -> None:
    record(PartnerKept(f"partner:{partner.id}", partner.organisation_id, detail), by=by, at=at)
