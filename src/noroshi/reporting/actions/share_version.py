"""Let a version of a report leave to those to whom its reporter has consented."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from noroshi.kernel.canonical import canonical_json
from noroshi.kernel.identifiers import uuid7
from noroshi.parties.models import Organisation
from noroshi.reporting.consents import standing
from noroshi.reporting.models import Consent, Excerpt, Version
from noroshi.reporting.sharing import excerpt_of


@dataclass(frozen=True, slots=True)
class Leaving:
    """The act by which something leaves: when, and its entry in the log."""

    at: datetime
    entry: UUID


def share_version(version: Version, reporter: Organisation) -> list[Excerpt]:
    """Share a version under every consent that stands, in the transaction of the version's act."""
    act = Leaving(version.accepted_at, version.ledger_entry)
    return share_under(standing(version.report), version, reporter, act)


def share_under(
    consents: Iterable[Consent], version: Version, reporter: Organisation, act: Leaving
) -> list[Excerpt]:
    """Share a version under some consents: what each covers, as a row of its own for its recipient.
    To whom the law has come to send the whole report nothing is shared besides, and under what was only
    said by telephone nothing at all."""
    by_law = set(version.report.read_by)
    given = [one for one in consents if one.holds and one.kind not in by_law]
    made = [_excerpt(one, version, reporter, act) for one in given]
    Excerpt.objects.bulk_create(made)
    return made


def _excerpt(consent: Consent, version: Version, reporter: Organisation, act: Leaving) -> Excerpt:
    content = excerpt_of(version.content, consent.groups)
    return Excerpt(
        id=uuid7(),
        organisation_id=version.organisation_id,
        audience=consent.recipient_audience,
        report_id=version.report_id,
        consent=consent,
        number=version.number,
        act=version.act,
        reporter=reporter.code,
        name=reporter.name,
        name_ja=reporter.name_ja,
        groups=consent.groups,
        content=content,
        digest=hashlib.sha256(canonical_json(content)).digest(),
        left_at=act.at,
        ledger_entry=act.entry,
    )
