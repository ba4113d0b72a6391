"""Take a page of a partner's collection into the store; how far it was read commits with it."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import orjson
from django.db import connection, transaction

from noroshi.formats.containers import Content
from noroshi.intelligence import partners_sql as sql
from noroshi.intelligence.actions.import_objects import Terms, import_objects
from noroshi.intelligence.exchanging import (
    LONGEST_REASON,
    ExchangeError,
    Walk,
    begun_again,
    followed,
)
from noroshi.intelligence.models import Declined, Partner
from noroshi.intelligence.partners import MOST_DECLINED, source_of
from noroshi.intelligence.rules import LONGEST_ID
from noroshi.intelligence.taxii import Page, Root
from noroshi.kernel.actors import Actor
from noroshi.kernel.imports import ImportResult
from noroshi.kernel.markings import Tlp

# What a server answers that does not know its own `next` any more.
LOST: Final = frozenset({"status 400", "status 404", "status 410", "status 422"})
PLACE: Final = re.compile(r"/objects/([0-9]+)")


def pull_page(
    partner: Partner, root: Root, *, by: Actor, at: datetime
) -> tuple[ImportResult, bool]:
    """What became of the next page's objects; is there more? As the worker, one at a time a partner.

    Raises: ExchangeError; then nothing of the page was taken."""
    page, walk = _read(partner, root)
    with transaction.atomic():
        result = _taken(partner, page, by=by, at=at)
        partner.added_after, partner.cursor = walk.added_after, walk.cursor
        partner.seen_until = walk.seen_until
        partner.taken += result.accepted
        partner.save(update_fields=["added_after", "cursor", "seen_until", "taken"])
    return result, page.turned.more


def note_declined(
    partner: Partner, refusals: Sequence[tuple[str, str]], *, outgoing: bool = False, at: datetime
) -> None:
    """Keep why objects were not taken: identifier and reason of each; the newest MOST_DECLINED."""
    if not refusals:
        return
    newest = [(name[:LONGEST_ID], reason[:LONGEST_REASON]) for name, reason in refusals]
    newest = newest[-MOST_DECLINED:]
    held = Declined.objects.filter(partner=partner, is_outgoing=outgoing)
    held.filter(stix_id__in=[name for name, _ in newest]).delete()
    Declined.objects.bulk_create(
        Declined(
            partner=partner,
            organisation_id=partner.organisation_id,
            is_outgoing=outgoing,
            stix_id=name,
            reason=reason,
            declined_at=at,
        )
        for name, reason in newest
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET_DECLINED, {"partner": partner.id, "most": MOST_DECLINED})


def _read(partner: Partner, root: Root) -> tuple[Page, Walk]:
    """The next page, and the walk behind it."""
    walk = Walk(partner.added_after, partner.cursor, partner.seen_until)
    try:
        page = root.page(partner.pull_from, walk)
    except ExchangeError as error:
        if not walk.cursor or error.reason not in LOST:
            raise
        walk = begun_again(walk)
        page = root.page(partner.pull_from, walk)
    return page, followed(walk, page.turned)


def _taken(partner: Partner, page: Page, *, by: Actor, at: datetime) -> ImportResult:
    if not page.objects:
        return ImportResult()
    source = source_of(partner)
    terms = Terms(source, Tlp(partner.unmarked), partner=partner.id)
    contents = [Content(source, iter([page.body]))]
    result = import_objects(contents, by=by, at=at, terms=terms)
    refusals: list[tuple[str, str]] = []
    for refusal in result.refused:
        place = PLACE.fullmatch(refusal.place)
        if place is None:  # of the envelope itself
            raise ExchangeError("malformed")
        refusals.append((_name_of(page.objects[int(place[1])]), refusal.reason))
    note_declined(partner, refusals, at=at)
    return result


def _name_of(text: bytes) -> str:
    """An object's identifier, as far as it has one."""
    one = orjson.loads(text)
    name = one.get("id") if isinstance(one, dict) else None
    return name.replace("\0", "\ufffd") if isinstance(name, str) else ""
