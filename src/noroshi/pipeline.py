"""The whole flow on one screen: which fact starts which task.

A room records a fact in the transaction of its act. The sequencer gives the fact its place in the
ledger, and in that same transaction its tasks are queued: none is lost, none is queued for an act
that was rolled back. Every task brings something up to date, so that doing it twice, or once for
several facts, does no harm."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import transaction
from procrastinate import App, Blueprint

from noroshi.assets.actions.register_computers import follow_registered
from noroshi.assets.facts import (
    ComputersFollowed,
    ComputersRegistered,
    InventoryImported,
    RegistrationNotified,
)
from noroshi.intelligence.actions.exchange import exchange_due
from noroshi.intelligence.actions.index_objects import index_objects
from noroshi.intelligence.facts import IntelligenceImported, PartnerKept, ReferenceImported
from noroshi.kernel.clock import now
from noroshi.kernel.facts import Fact
from noroshi.ledger.actions.sequence import sequence_pending
from noroshi.operations import queue
from noroshi.parties.actions.settle_organisations import settle_organisations
from noroshi.parties.facts import OrganisationsImported
from noroshi.release.actions.decide_standing import decide_standing
from noroshi.reporting.actions.owe_registration import owe_registration
from noroshi.reporting.actions.recompute_obligations import recompute_obligations
from noroshi.reporting.actions.remind import remind
from noroshi.reporting.actions.take_untold import take_untold
from noroshi.reporting.facts import (
    DeadlinesReminded,
    RegimeConfirmed,
    RegimeWithdrawn,
    ReportTaken,
)
from noroshi.suppliers.actions.count_versions import count_versions
from noroshi.suppliers.actions.look_at_provider import look_due
from noroshi.suppliers.actions.publish_answers import publish_answers
from noroshi.suppliers.actions.publish_disclosed import publish_disclosed
from noroshi.suppliers.actions.remind_suppliers import remind_suppliers
from noroshi.suppliers.actions.take_news import take_news
from noroshi.suppliers.facts import (
    ProductVerified,
    ProductWithdrawn,
    ProviderKept,
    SealedKept,
    SuppliersReminded,
    ThreadAnswered,
    ThreadClosed,
    ThreadCommented,
    ThreadExtended,
    ThreadSent,
    WeaknessPublished,
)
from noroshi.vulnerabilities.actions.match import Matched, match
from noroshi.vulnerabilities.actions.propose_names import propose_names
from noroshi.vulnerabilities.facts import FeedImported, NamesJudged, VexAuthorJudged
from noroshi.warnings.actions.announce import announce
from noroshi.warnings.actions.deliver import deliver
from noroshi.warnings.actions.plan_news import plan_news, plan_told
from noroshi.warnings.actions.plan_reminders import plan_reminders
from noroshi.warnings.actions.raise_warnings import Raised, raise_warnings
from noroshi.warnings.facts import (
    DeliveriesRetried,
    WarningAnswered,
    WarningAssigned,
    WarningsAssigned,
    WarningsRaised,
)
from noroshi.warnings.rules import About, Channel

tasks = Blueprint()
_alone = partial(queue.job, tasks)
_in_turn = partial(_alone, beside="house")


def bring_warnings_up_to_date(
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Matched, Raised]:
    """Match what changed and raise what follows, in one transaction."""
    with transaction.atomic():
        at = now()
        matched = match(at=at, progress=progress)
        return matched, raise_warnings(at=at)


def remind_of_deadlines() -> int:
    """Make the reminders that are due and plan who gets them, in one transaction: none is made that
    nobody is told of. Returns how many."""
    with transaction.atomic():
        at = now()
        made = remind(at=at)
        plan_reminders(made, at=at)
        return len(made)


def take_and_plan_news() -> int:
    """Take what is new with suppliers and what was filed by telephone, and plan who is told, in one
    transaction: none is taken that nobody is told of. Returns how many deliveries were planned."""
    with transaction.atomic():
        at = now()
        planned = plan_news(take_news(at=at), at=at)
        return planned + plan_told(About.REPORTS, take_untold(at=at), at=at)


@_in_turn("settle")
def settle_register() -> None:
    """Consoles, ministries and communities; then who receives what."""
    settle_organisations()
    decide_standing(at=now())


@_in_turn("warn")
def warn_the_exposed() -> None:
    """Exposures and warnings."""
    bring_warnings_up_to_date()


@_in_turn("follow")
def follow_computers() -> None:
    """What became of specified computers."""
    follow_registered(at=now())


@_in_turn("count")
def count_who_runs_it() -> None:
    """Roughly how many run the products of suppliers."""
    count_versions(at=now())


@_in_turn("publish")
def publish_vex() -> None:
    """Documents of what suppliers answered."""
    publish_answers(at=now())


@_in_turn("disclose")
def publish_weaknesses() -> None:
    """Records of weaknesses whose embargo is over."""
    publish_disclosed(at=now())


@_alone("index", beside="index")
def make_searchable() -> None:
    """What objects of intelligence are found by."""
    index_objects()


@_alone("exchange", beside="exchange")
def exchange_with_partners() -> None:
    """What is due with partners, and then what is left of it."""
    if exchange_due(at=now()):
        queue.defer(exchange_with_partners)


@_alone("providers", beside="providers")
def look_at_providers() -> None:
    """What is new with CSAF providers that are due, and then what is left of it."""
    if look_due(at=now()):
        queue.defer(look_at_providers)


@_in_turn("owed")
def recompute_what_is_owed() -> None:
    """What is owed for open reports, under the laws that hold now."""
    recompute_obligations(at=now())


@_in_turn("registration")
def owe_registrations() -> None:
    """What is owed of specified computers."""
    owe_registration(at=now())


@tasks.periodic(cron="23 * * * *")
@_in_turn("hourly")
def notice_the_time(timestamp: int) -> None:  # noqa: ARG001 - the queue tells when it was due
    """What only time changes: VEX statements that no longer hold, numbers that are to be counted
    anew, answers that are due soon, laws that have come into force."""
    bring_warnings_up_to_date()
    owe_registration(at=now())
    count_versions(at=now())
    remind_suppliers(at=now())


@tasks.periodic(cron="41 * * * *")
@_in_turn("names")
def look_for_names(timestamp: int) -> None:  # noqa: ARG001 - the queue tells when it was due
    """Candidates for names that no record has; some at a time, since warnings do not wait."""
    propose_names(at_most=500)


@_alone("mail", beside="mail")
def send_mail() -> None:
    """A batch of the mail that is due, and then the next."""
    if deliver(Channel.MAIL, at=now()):
        queue.defer(send_mail)


@_alone("webhooks", beside="webhooks")
def post_webhooks() -> None:
    """A batch of the webhooks that are due, and then the next."""
    if deliver(Channel.WEBHOOK, at=now()):
        queue.defer(post_webhooks)


@_alone("remind", beside="remind")
def remind_who_owes() -> None:
    """Reminders of what is owed by law."""
    remind_of_deadlines()


@_alone("news", beside="news")
def tell_the_news() -> None:
    """What was said in threads and about disclosures, and filed by telephone, to whom it concerns."""
    if take_and_plan_news():
        queue.defer(send_mail)
        queue.defer(post_webhooks)


@tasks.periodic(cron="* * * * *")
@_alone("minute", beside=None)
def notice_what_is_due(timestamp: int) -> None:  # noqa: ARG001 - the queue tells when it was due
    """Deadlines, digests, the end of quiet hours, another attempt at what failed, the end of
    embargoes, partners of exchange, and providers of advisories."""
    queue.defer(exchange_with_partners)
    queue.defer(look_at_providers)
    queue.defer(remind_who_owes)
    queue.defer(publish_weaknesses)
    queue.defer(send_mail)
    queue.defer(post_webhooks)


HAND_OFFS: Mapping[type[Fact], tuple[Any, ...]] = {
    OrganisationsImported: (settle_register,),
    InventoryImported: (warn_the_exposed, follow_computers),
    FeedImported: (warn_the_exposed,),
    IntelligenceImported: (make_searchable,),
    ReferenceImported: (make_searchable,),
    PartnerKept: (exchange_with_partners,),
    ProviderKept: (look_at_providers,),
    NamesJudged: (warn_the_exposed,),
    VexAuthorJudged: (warn_the_exposed,),
    WarningsRaised: (send_mail, post_webhooks),
    DeliveriesRetried: (send_mail, post_webhooks),
    DeadlinesReminded: (send_mail, post_webhooks),
    ProductVerified: (count_who_runs_it,),
    ProductWithdrawn: (count_who_runs_it,),
    ThreadSent: (tell_the_news,),
    ThreadAnswered: (publish_vex, tell_the_news),
    ThreadCommented: (tell_the_news,),
    ThreadExtended: (tell_the_news,),
    ThreadClosed: (tell_the_news,),
    SuppliersReminded: (tell_the_news,),
    SealedKept: (publish_weaknesses, tell_the_news),
    WeaknessPublished: (warn_the_exposed, tell_the_news),
    ReportTaken: (tell_the_news,),
    RegimeConfirmed: (recompute_what_is_owed, owe_registrations),
    RegimeWithdrawn: (recompute_what_is_owed, owe_registrations),
    ComputersRegistered: (owe_registrations,),
    ComputersFollowed: (owe_registrations,),
    RegistrationNotified: (owe_registrations,),
}

BY_NAME = {fact.name(): started for fact, started in HAND_OFFS.items()}
# What open pages show and are told of.
SHOWN = frozenset(
    fact.name() for fact in (WarningsRaised, WarningAnswered, WarningAssigned, WarningsAssigned)
)


def register(app: App) -> None:
    """Give the queue our tasks; called by the queue's library when Django is ready."""
    app.add_tasks_from(tasks, namespace="noroshi")


@transaction.atomic
def carry_on() -> int:
    """Sequence what is pending, queue what follows from it, and tell the open pages. Returns the
    number of entries."""
    batch = sequence_pending()
    announce(entry.at for entry in batch.entries if entry.kind in SHOWN)
    kinds = dict.fromkeys(entry.kind for entry in batch.entries)
    for task in dict.fromkeys(task for kind in kinds for task in BY_NAME.get(kind, ())):
        queue.defer(task)
    return len(batch.entries)


def work() -> None:
    """Be the worker until asked to stop."""
    queue.work(carry_on)


def complete_handoffs() -> None:
    """Do what a worker would do, where none runs."""
    queue.work_off(carry_on)
