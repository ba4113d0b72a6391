"""Coordinate a disclosure: accept a report, describe the weakness, agree on a day, publish, close."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError, RefusedError
from noroshi.parties.rules import Power, require
from noroshi.suppliers.actions.report_weakness import ABSENT, held, party_of, say, seal
from noroshi.suppliers.disclosing import (
    EMBARGO,
    Party,
    Stage,
    Weakness,
    check_cve,
    check_embargo,
    check_stage,
    check_weakness,
)
from noroshi.suppliers.models import Disclosure, ProductClaim
from noroshi.suppliers.rules import LineKind, check_text

DESCRIBED = ("title", "description", "cvss_vector")
KEPT = (
    *DESCRIBED, "vendor", "product", "versions", "cve", "state", "supplier", "embargo_until",
    "proposed_by", "agreed_at", "published_at", "is_pending", "changed_at",
)  # fmt: skip


@transaction.atomic
def accept_report(disclosure: UUID, product: UUID, *, by: Actor, at: datetime) -> Disclosure:
    """Open it with the supplier of a verified product, under an embargo of the usual length. The
    office alone may. Raises: AbsentError, RefusedError, ConflictError."""
    require(by, Power.ASK_SUPPLIERS)
    found = held(disclosure)
    check_stage(Stage(found.state), Stage.OPEN)
    claim = ProductClaim.objects.filter(id=product).exclude(verified_at=None).first()
    if claim is None:
        raise AbsentError("there is no such product of a supplier")
    found.state, found.supplier_id = Stage.OPEN, claim.organisation_id
    found.vendor, found.product = claim.vendor, claim.product
    found.embargo_until = timezone.localdate(at + EMBARGO)
    found.proposed_by, found.agreed_at = Party.OFFICE, None
    return _kept(found, "open", {"product": str(product)}, by, at)


@transaction.atomic
def describe_weakness(
    disclosure: UUID, weakness: Weakness, *, by: Actor, at: datetime
) -> Disclosure:
    """Say anew what it is, as the office or the supplier. Which product it is of stays.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    found = _coordinated(disclosure, by)
    check_weakness(weakness)
    if (weakness.vendor, weakness.product) != (found.vendor, found.product):
        raise ConflictError("product: is the one that the office has accepted")
    for name in DESCRIBED:
        setattr(found, name, getattr(weakness, name))
    found.versions = list(weakness.versions)
    return _kept(found, "described", {"text": weakness.description}, by, at)


@transaction.atomic
def propose_embargo(disclosure: UUID, until: date, *, by: Actor, at: datetime) -> Disclosure:
    """Propose the day of publication, as the office or the supplier; the other side agrees.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    found = _coordinated(disclosure, by)
    check_embargo(until, today=timezone.localdate(at))
    found.embargo_until, found.proposed_by, found.agreed_at = until, party_of(found, by), None
    return _kept(found, "proposed", {"said": until.isoformat()}, by, at)


@transaction.atomic
def agree_embargo(disclosure: UUID, *, by: Actor, at: datetime) -> Disclosure:
    """Agree to the day that the other side proposed: on it the weakness is published by itself.

    Raises: AbsentError, RefusedError, ConflictError."""
    found = _coordinated(disclosure, by)
    if found.agreed_at or found.proposed_by == party_of(found, by):
        raise ConflictError("until: the other side agrees to a day")
    found.agreed_at = at
    return _kept(found, "agreed", {}, by, at)


@transaction.atomic
def publish_now(disclosure: UUID, reason: str, *, by: Actor, at: datetime) -> Disclosure:
    """Publish before the day or without the supplier's word, for a reason: it is exploited, known
    elsewhere, or the supplier does not answer. The office alone may.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    require(by, Power.ASK_SUPPLIERS)
    found = held(disclosure)
    check_stage(Stage(found.state), Stage.PUBLISHED)
    check_text(reason)
    found.state, found.is_pending, found.published_at = Stage.PUBLISHED, True, at
    return _kept(found, "published", {"said": reason}, by, at)


@transaction.atomic
def close_disclosure(disclosure: UUID, reason: str, *, by: Actor, at: datetime) -> Disclosure:
    """Close it unpublished: it is no weakness, or not one for here. The office alone may.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    require(by, Power.ASK_SUPPLIERS)
    found = held(disclosure)
    check_stage(Stage(found.state), Stage.CLOSED)
    check_text(reason)
    found.state = Stage.CLOSED
    return _kept(found, "closed", {"said": reason}, by, at)


@transaction.atomic
def name_cve(disclosure: UUID, cve: str, *, by: Actor, at: datetime) -> Disclosure:
    """Say which CVE identifier it got: once it is published, its record joins that one.

    Raises: AbsentError, RefusedError, ConflictError, MalformedError."""
    _require_party(by)
    check_cve(cve)
    found = held(disclosure)
    if party_of(found, by) is Party.REPORTER:
        raise AbsentError(ABSENT)
    if found.state not in (Stage.OPEN, Stage.PUBLISHED):
        raise ConflictError("this is closed")
    found.cve, found.is_pending = cve, found.state == Stage.PUBLISHED
    return _kept(found, "named", {"said": cve}, by, at)


def _coordinated(disclosure: UUID, by: Actor) -> Disclosure:
    """What is open, for the office and the supplier."""
    _require_party(by)
    found = held(disclosure)
    if party_of(found, by) is Party.REPORTER:
        raise AbsentError(ABSENT)
    if found.state != Stage.OPEN:
        raise ConflictError("this is not under coordination")
    return found


def _require_party(by: Actor) -> None:
    if by.organisation_kind not in ("nco", "supplier"):
        raise RefusedError("only the national office and the supplier coordinate")
    is_office = by.organisation_kind == "nco"
    require(by, Power.ASK_SUPPLIERS if is_office else Power.ANSWER_REQUESTS)


def _kept(
    found: Disclosure, act: str, detail: dict[str, str], by: Actor, at: datetime
) -> Disclosure:
    """Write it down, record it, and add it to what was said: `said` of the detail beneath the act."""
    found.changed_at = max(at, found.changed_at)
    found.save(update_fields=KEPT)
    seal(found, {"act": act, **detail}, by=by, at=at)
    text = f"{act}\n{detail.get('said', '')}".strip()
    say(found, LineKind.CHANGE, text, by=by, at=at)
    return found
