"""Keep an advisory as a draft, and publish it: signed, for good."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from noroshi.formats.csaf.mandatory.revisions import precedence
from noroshi.formats.csaf.writing import released
from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError
from noroshi.ledger.actions.record import record
from noroshi.operations.openpgp import openpgp_key
from noroshi.parties.models import Organisation
from noroshi.parties.rules import Power, require
from noroshi.suppliers.advising import (
    DRAFT,
    Outline,
    check_publisher,
    check_recipients,
    check_successor,
    outline,
)
from noroshi.suppliers.facts import AdvisoryDrafted, AdvisoryPublished
from noroshi.suppliers.models import Advisory, AdvisoryRecipient


@transaction.atomic
def save_advisory(
    document: bytes, recipients: Sequence[str], *, by: Actor, at: datetime
) -> Advisory:
    """Keep a CSAF document of one's own organisation: a draft until it is published, whatever else
    as it is, at once. A draft of the same version takes the place of the one before.

    recipients: codes of organisations, for TLP:AMBER and TLP:RED.
    Raises: RefusedError for another's, InvalidAdvisoryError for what fails a mandatory test,
    MalformedError, ConflictError for a version that is published already or is older."""
    require(by, Power.PUBLISH_ADVISORIES)
    own = Organisation.objects.get(id=by.organisation)
    told = outline(document)
    codes = tuple(dict.fromkeys(recipients))
    check_publisher(told, (own.name, own.name_ja))
    check_recipients(told, codes)
    before = Advisory.objects.filter(organisation=own, tracking_id=told.tracking_id)
    check_successor(told, _newest(before.exclude(state=DRAFT)))
    before.filter(state=DRAFT).delete()
    kept = Advisory(
        organisation=own,
        audience=own.audience,
        code=own.code,
        is_national=own.kind == "nco",
        **_told(told, document, at=at),
    )
    _insert(kept, codes)
    if told.state == DRAFT:
        detail = _digest(kept, codes)
        record(AdvisoryDrafted(f"advisory:{kept.id}", own.id, detail), by=by, at=at)
        return kept
    return _open(kept, codes, by=by, at=at)


@transaction.atomic
def publish_advisory(advisory: UUID, *, by: Actor, at: datetime) -> Advisory:
    """Make a draft of one's own organisation final, its last revision being of this instant.

    Raises: AbsentError, RefusedError, ConflictError for what is published already,
    InvalidAdvisoryError for what as a final document fails a test."""
    require(by, Power.PUBLISH_ADVISORIES)
    at = at.replace(microsecond=0)
    found = _held(advisory, by)
    document = released(bytes(found.document), at=at)
    told = outline(document)
    for name, value in _told(told, document, at=at).items():
        setattr(found, name, value)
    codes = list(found.recipients.values_list("code", flat=True))
    return _open(found, codes, by=by, at=at)


@transaction.atomic
def drop_advisory(advisory: UUID, *, by: Actor, at: datetime) -> None:
    """Throw a draft of one's own organisation away.

    Raises: AbsentError, RefusedError, ConflictError for what is published already."""
    require(by, Power.PUBLISH_ADVISORIES)
    found = _held(advisory, by)
    detail = {"act": "dropped", "version": found.version}
    record(AdvisoryDrafted(f"advisory:{found.id}", found.organisation_id, detail), by=by, at=at)
    found.delete()


def _held(advisory: UUID, by: Actor) -> Advisory:
    own = Advisory.objects.select_for_update(of=("self",)).filter(organisation_id=by.organisation)
    found = own.filter(id=advisory).first()
    if found is None:
        raise AbsentError("there is no such advisory")
    if found.state != DRAFT:
        raise ConflictError("this is published already")
    return found


def _newest(published: Any) -> str | None:
    return max(published.values_list("version", flat=True), key=precedence, default=None)


def _told(told: Outline, document: bytes, *, at: datetime) -> dict[str, Any]:
    publisher = told.publisher
    return {
        "publisher": {
            "category": publisher.category,
            "name": publisher.name,
            "namespace": publisher.namespace,
            "contact": publisher.contact,
        },
        "tracking_id": told.tracking_id,
        "version": told.version,
        "state": told.state,
        "tlp": told.tlp,
        "category": told.category,
        "title": told.title,
        "name": told.name,
        "document": document,
        "released_at": told.released_at,
        "changed_at": told.changed_at,
        "saved_at": at,
    }


def _insert(kept: Advisory, codes: Sequence[str]) -> None:
    state, kept.state = kept.state, DRAFT
    Advisory.objects.bulk_create([kept])
    kept.state = state
    AdvisoryRecipient.objects.bulk_create(
        AdvisoryRecipient(
            organisation_id=kept.organisation_id, audience=kept.audience, advisory=kept, code=code
        )
        for code in codes
    )


def _open(kept: Advisory, codes: Sequence[str], *, by: Actor, at: datetime) -> Advisory:
    """Sign it and let it be read; what was the newest is that no longer."""
    published = Advisory.objects.filter(
        organisation_id=kept.organisation_id, tracking_id=kept.tracking_id, is_newest=True
    )
    published.update(is_newest=False)
    kept.signature, kept.is_newest = openpgp_key().detached(bytes(kept.document)), True
    fact = AdvisoryPublished(f"advisory:{kept.id}", kept.organisation_id, _digest(kept, codes))
    kept.ledger_entry = record(fact, by=by, at=at)
    kept.recipients.update(is_open=True)
    try:
        with transaction.atomic():
            kept.save(update_fields=PUBLISHED)
    except IntegrityError as error:
        raise ConflictError(
            "another advisory has a file of this name: name it otherwise"
        ) from error
    return kept


PUBLISHED = (
    "state",
    "tlp",
    "category",
    "title",
    "name",
    "publisher",
    "document",
    "signature",
    "released_at",
    "changed_at",
    "saved_at",
    "is_newest",
    "ledger_entry",
)


def _digest(kept: Advisory, codes: Sequence[str]) -> dict[str, Any]:
    return {
        "version": kept.version,
        "sha256": hashlib.sha256(bytes(kept.document)).hexdigest(),
        "recipients": sorted(codes),
    }
