"""Write down who is to be told of what is new with suppliers, or was filed by telephone, in the
transaction that took it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from noroshi.operations.config import config
from noroshi.suppliers.actions.take_news import News
from noroshi.warnings.actions.plan_deliveries import readers, to_endpoint, wish_of
from noroshi.warnings.models import Delivery, Endpoint
from noroshi.warnings.rules import About, Channel, Urgency
from noroshi.warnings.timing import tell_at

AS: Final = Urgency.OUT_OF_CYCLE  # what is said to somebody is told as a warning of this urgency

Named = Mapping[UUID, list[UUID]]


def plan_news(news: Mapping[UUID, News], *, at: datetime) -> int:
    """Plan a delivery for each reader and endpoint of the organisations to which something was said,
    by the wishes about warnings; threads and disclosures apart. Runs as the worker, in the transaction
    that took the news. Returns how many."""
    apart = {
        about: {one: found for one, told in news.items() if (found := getattr(told, about))}
        for about in (About.THREADS, About.DISCLOSURES)
    }
    return sum(plan_told(about, named, at=at) for about, named in apart.items())


def plan_told(about: About, named: Named, *, at: datetime) -> int:
    """Plan a delivery for each reader and endpoint of the organisations that are told of such things.
    named: what, by organisation. Returns how many."""
    planned = list(_webhooks(about, named, at))
    if config().smtp is not None:
        planned += _mails(about, named, at)
    Delivery.objects.bulk_create(planned, batch_size=1000)
    return len(planned)


def _webhooks(about: About, named: Named, at: datetime) -> Iterator[Delivery]:
    endpoints = Endpoint.objects.defer("secret").filter(
        organisation_id__in=named, ended_at=None, least__gte=AS
    )
    for endpoint in endpoints:
        yield to_endpoint(endpoint, at, **{about.value: named[endpoint.organisation_id]})


def _mails(about: About, named: Named, at: datetime) -> Iterator[Delivery]:
    for organisation, audience, reader, _, *wished in readers(named, about):
        wish, quiet = wish_of(*wished)
        if when := tell_at(AS, wish, quiet, now=at):
            yield Delivery(
                organisation_id=organisation,
                audience=audience,
                channel=Channel.MAIL,
                reader_id=reader,
                warnings=[],
                made_at=at,
                next_at=when,
                **{about.value: named[organisation]},
            )
