"""Write down who is to be told, in the transaction of what there is to tell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from noroshi.operations.config import config
from noroshi.warnings import raising_sql, sql
from noroshi.warnings.models import Delivery, Endpoint
from noroshi.warnings.rules import READERS, About, Channel, DeliveryState, Urgency
from noroshi.warnings.timing import Digest, Quiet, Wish, tell_at

LOUD: Final = frozenset({"raised", "reopened", "more urgent"})
AT_ONCE: Final = 5000  # warnings a delivery

Urgencies = Mapping[UUID, Sequence[tuple[UUID, Urgency]]]


def plan_deliveries(*, at: datetime) -> None:
    """Plan a delivery for each reader and endpoint of the organisations whose warnings were raised,
    opened again or became more urgent, as the tables `change` and `standing` have them. Runs as the worker, in the
    transaction of those changes; what has been written here is sent at least once."""
    by_organisation: dict[UUID, list[tuple[UUID, Urgency]]] = defaultdict(list)
    wanted: dict[str, Any] = {"loud": list(LOUD), "is_mailed": config().smtp is not None}
    with connection.cursor() as cursor:
        cursor.execute(raising_sql.LOUD_CHANGES, wanted)
        for organisation, warning, urgency in cursor.fetchall():
            by_organisation[organisation].append((warning, Urgency(urgency)))
    if not by_organisation:
        return
    planned = [*_webhooks(by_organisation, at)]
    if config().smtp is not None:
        planned += _mails(by_organisation, at)
    Delivery.objects.bulk_create(planned, batch_size=1000)


def _webhooks(changed: Urgencies, at: datetime) -> Iterator[Delivery]:
    """A machine sleeps never: quiet hours are people's. What a paused endpoint misses can be sent
    again when it is back."""
    endpoints = Endpoint.objects.defer("secret").filter(organisation_id__in=changed, ended_at=None)
    for endpoint in endpoints:
        told = [
            one for one, urgency in changed[endpoint.organisation_id] if urgency <= endpoint.least
        ]
        for part in _parts(told):
            yield to_endpoint(endpoint, at, warnings=part)


def to_endpoint(
    endpoint: Endpoint, at: datetime, *, warnings: Sequence[UUID] = (), **named: Sequence[UUID]
) -> Delivery:
    """A webhook about what is named, by the columns of a delivery; a dead letter where the endpoint
    is paused."""
    paused = endpoint.paused_at is not None
    return Delivery(
        organisation_id=endpoint.organisation_id,
        audience=endpoint.audience,
        channel=Channel.WEBHOOK,
        endpoint=endpoint,
        warnings=warnings,
        state=DeliveryState.DEAD if paused else DeliveryState.WAITING,
        reason="paused" if paused else "",
        settled_at=at if paused else None,
        made_at=at,
        next_at=at,
        **named,
    )


def _mails(changed: Urgencies, at: datetime) -> Iterator[Delivery]:
    for organisation, audience, reader, _, *wished in readers(changed, About.WARNINGS):
        wish, quiet = wish_of(*wished)
        by_time: dict[datetime, list[UUID]] = defaultdict(list)
        for warning, urgency in changed[organisation]:
            if when := tell_at(urgency, wish, quiet, now=at):
                by_time[when].append(warning)
        for when, told in by_time.items():
            for part in _parts(told):
                yield Delivery(
                    organisation_id=organisation,
                    audience=audience,
                    channel=Channel.MAIL,
                    reader_id=reader,
                    warnings=part,
                    made_at=at,
                    next_at=when,
                )


def readers(organisations: Iterable[UUID], about: About) -> list[tuple[Any, ...]]:
    """One row a person who is told of such things, as READERS gives them."""
    roles = [role.value for role in READERS[about]]
    with connection.cursor() as cursor:
        cursor.execute(sql.READERS, {"organisations": list(organisations), "roles": roles})
        return list(cursor.fetchall())


def wish_of(*row: Any) -> tuple[Wish, Quiet]:
    """A wish and the quiet hours as READERS gives them; the usual ones where nobody wished any."""
    at_once, digest, language, zone, begins, ends = row
    if digest is None:
        return Wish(), Quiet()
    wish = Wish(frozenset(map(Urgency, at_once)), Digest(digest), language)
    return wish, Quiet(zone or Quiet().zone, begins, ends)


def _parts(told: list[UUID]) -> Iterator[list[UUID]]:
    for first in range(0, len(told), AT_ONCE):
        yield told[first : first + AT_ONCE]
