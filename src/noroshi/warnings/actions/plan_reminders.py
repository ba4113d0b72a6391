"""Write down who is to be reminded of a deadline, in the transaction of the reminders."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from noroshi.operations.config import config
from noroshi.reporting.models import Reminder
from noroshi.warnings.actions.plan_deliveries import readers, to_endpoint, wish_of
from noroshi.warnings.models import Delivery, Endpoint
from noroshi.warnings.rules import About, Channel
from noroshi.warnings.timing import remind_at

Reminders = Mapping[UUID, list[Reminder]]


def plan_reminders(reminders: Collection[Reminder], *, at: datetime) -> None:
    """Plan one delivery for each reader and endpoint of the organisations that are reminded. Runs as
    the worker, in the transaction that made the reminders; whatever wish there is about warnings, a
    clock of the law is told of."""
    by_organisation: dict[UUID, list[Reminder]] = defaultdict(list)
    for one in reminders:
        by_organisation[one.organisation_id].append(one)
    planned = list(_webhooks(by_organisation, at))
    if config().smtp is not None:
        planned += _mails(by_organisation, at)
    Delivery.objects.bulk_create(planned, batch_size=1000)


def _webhooks(made: Reminders, at: datetime) -> Iterator[Delivery]:
    endpoints = Endpoint.objects.defer("secret").filter(organisation_id__in=made, ended_at=None)
    for endpoint in endpoints:
        reminders = [one.id for one in made[endpoint.organisation_id]]
        yield to_endpoint(endpoint, at, reminders=reminders)


def _mails(made: Reminders, at: datetime) -> Iterator[Delivery]:
    for organisation, audience, reader, _, *wished in readers(made, About.REMINDERS):
        _, quiet = wish_of(*wished)
        soonest = min(one.until for one in made[organisation])
        yield Delivery(
            organisation_id=organisation,
            audience=audience,
            channel=Channel.MAIL,
            reader_id=reader,
            warnings=[],
            reminders=[one.id for one in made[organisation]],
            made_at=at,
            next_at=remind_at(soonest, quiet, now=at),
        )
