"""Consent to somebody's reading parts of a report, and take that back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import AbsentError, ConflictError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.reporting.actions.accept_report import open_report
from noroshi.reporting.actions.share_version import Leaving, share_under
from noroshi.reporting.consents import consultant, standing
from noroshi.reporting.facts import ConsentGiven, ConsentWithdrawn
from noroshi.reporting.models import Consent, Excerpt, Fetch
from noroshi.reporting.queries import versions
from noroshi.reporting.sharing import check_groups


@dataclass(frozen=True, slots=True)
class Left:
    """What has left under a consent, the newest first, and stays with its recipient: versions, of which
    some were opened, and files."""

    versions: Sequence[Excerpt]
    files: Sequence[Fetch]


@transaction.atomic
def give_consent(
    about: UUID, recipient: str, groups: Collection[str], *, by: Actor, at: datetime
) -> Consent:
    """Let an authority read groups of fields of one's own report, from its newest version on. A
    consent to other groups takes the place of the one before. recipient: its code.

    Raises: RefusedError, AbsentError, ConflictError for whom the law sends the report to, for a report
    that is withdrawn and for one that waits to be confirmed, MalformedError."""
    require(by, Power.FILE_REPORTS)
    chosen = check_groups(groups)
    held = open_report(about, by)
    to = consultant(recipient)
    if to.kind in held.read_by:
        raise ConflictError("the law sends this report there: no consent is needed")
    newest = versions(held)[0]
    if newest.is_unconfirmed:
        raise ConflictError("confirm or correct first what was filed for you")
    standing(held).filter(recipient_id=to.id).update(withdrawn_at=at)
    detail: Json = {"recipient": to.code, "groups": list(chosen), "version": held.version}
    fact = ConsentGiven(f"report:{held.id}", held.organisation_id, detail)
    consent = Consent(
        id=uuid7(),
        organisation_id=held.organisation_id,
        audience=held.audience,
        report=held,
        recipient_id=to.id,
        recipient_audience=to.audience,
        kind=to.kind,
        code=to.code,
        groups=chosen,
        given_at=at,
        actor_id=by.id,
        ledger_entry=record(fact, by=by, at=at),
    )
    Consent.objects.bulk_create([consent])
    share_under([consent], newest, held.organisation, Leaving(at, consent.ledger_entry))
    return consent


@transaction.atomic
def withdraw_consent(about: UUID, consent: UUID, *, by: Actor, at: datetime) -> Left:
    """Take a consent to a report back: nothing more leaves under it. Returns what has left already.

    Raises: RefusedError, AbsentError, ConflictError if it is withdrawn."""
    require(by, Power.FILE_REPORTS)
    own = Consent.objects.select_for_update().filter(organisation_id=by.organisation)
    held = own.filter(id=consent, report_id=about).first()
    if held is None:
        raise AbsentError("there is no such consent of yours")
    if held.withdrawn_at:
        raise ConflictError("this consent is withdrawn")
    held.withdrawn_at = at
    held.save(update_fields=["withdrawn_at"])
    left = Left(
        list(held.excerpts.order_by("-left_at", "-id")),
        list(held.fetches.select_related("attachment").order_by("-fetched_at", "-id")),
    )
    digests = {bytes(one.attachment.digest).hex() for one in left.files}
    detail: Json = {
        "consent": str(held.id),
        "recipient": held.code,
        "left": sorted(one.number for one in left.versions),
        "opened": sorted(one.number for one in left.versions if one.opened_at),
        "files": sorted(digests),
    }
    record(ConsentWithdrawn(f"report:{held.report_id}", held.organisation_id, detail), by=by, at=at)
    return left
