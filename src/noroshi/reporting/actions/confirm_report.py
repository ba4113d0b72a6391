"""Confirm what the national office filed for one's organisation, as it was told by telephone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.canonical import Json
from noroshi.kernel.errors import ConflictError
from noroshi.ledger.actions.record import record
from noroshi.parties.rules import Power, require
from noroshi.reporting.actions.accept_report import open_report
from noroshi.reporting.actions.share_version import Leaving, share_under
from noroshi.reporting.attachments import attachments
from noroshi.reporting.consents import standing
from noroshi.reporting.facts import ReportConfirmed
from noroshi.reporting.models import Version
from noroshi.reporting.queries import versions


@transaction.atomic
def confirm_report(report: UUID, *, by: Actor, at: datetime) -> Version:
    """Say that it is so. From then on the consents hold that were said with it and not withdrawn, and
    the files go by consent that the office attached.

    Raises: RefusedError, AbsentError, ConflictError if the report is withdrawn, if its newest version is
    the organisation's own, and if it is confirmed."""
    require(by, Power.FILE_REPORTS)
    held = open_report(report, by)
    newest = versions(held)[0]
    if not newest.taken_by:
        raise ConflictError(
            "the newest version of this report is your own: there is nothing to confirm"
        )
    if newest.confirmed_at:
        raise ConflictError("this is confirmed already")
    newest.confirmed_at = at
    newest.save(update_fields=["confirmed_at"])
    spoken = list(standing(held).filter(holds=False))
    sent = attachments(held).filter(holds=False, erased_at=None)
    detail: Json = {
        "version": newest.number,
        "digest": bytes(newest.digest).hex(),
        "consents": [str(one.id) for one in spoken],
        "files": [bytes(one.digest).hex() for one in sent],
    }
    fact = ReportConfirmed(f"report:{held.id}", held.organisation_id, detail)
    act = Leaving(at, record(fact, by=by, at=at))
    standing(held).update(holds=True)
    sent.update(holds=True)
    share_under(standing(held), newest, held.organisation, act)
    return newest
