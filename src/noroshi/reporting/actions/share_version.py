"""Let a version of a report leave to those to whom its reporter has consented."""

import hashlib
from collections.abc import Iterable

from noroshi.kernel.canonical import canonical_json
from noroshi.kernel.identifiers import uuid7
from noroshi.parties.models import Organisation
from noroshi.reporting.consents import standing
from noroshi.reporting.models import Consent, Excerpt, Version
from noroshi.reporting.sharing import excerpt_of


def share_version(version: Version, reporter: Organisation) -> list[Excerpt]:
    """Share a version under every consent that stands, in the transaction of the version's act."""
    return share_under(standing(version.report), version, reporter)


def share_under(
    consents: Iterable[Consent], version: Version, reporter: Organisation
) -> list[Excerpt]:
    """Share a version under some consents: what each covers, as a row of its own for its recipient.
    To whom the law has come to send the whole report nothing is shared besides."""
    by_law = set(version.report.read_by)
    made = [_excerpt(one, version, reporter) for one in consents if one.kind not in by_law]
    Excerpt.objects.bulk_create(made)
    return made


def _excerpt(consent: Consent, version: Version, reporter: Organisation) -> Excerpt:
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
        left_at=max(consent.given_at, version.accepted_at),
        ledger_entry=version.ledger_entry
        if version.accepted_at > consent.given_at
        else consent.ledger_entry,
    )
