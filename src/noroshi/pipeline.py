"""The whole flow on one screen: which fact starts which task.

A room records a fact in the transaction of its act. The sequencer gives the fact its place in the
ledger, and in that same transaction its tasks are queued: none is lost, none is queued for an act
that was rolled back. Every task brings something up to date, so that doing it twice, or once for
several facts, does no harm."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, cast

import structlog
from django.db import OperationalError, connection, transaction
from procrastinate import App, Blueprint, RetryStrategy
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued

from noroshi.assets.facts import InventoryImported
from noroshi.kernel.clock import now
from noroshi.kernel.errors import UnavailableError
from noroshi.kernel.facts import Fact
from noroshi.ledger.actions.sequence import sequence_pending
from noroshi.parties.actions.settle_organisations import settle_organisations
from noroshi.parties.facts import OrganisationsImported
from noroshi.release.actions.decide_standing import decide_standing
from noroshi.suppliers.actions.count_versions import count_versions
from noroshi.suppliers.actions.publish_answers import publish_answers
from noroshi.suppliers.facts import ProductVerified, ThreadAnswered
from noroshi.vulnerabilities.actions.match import Matched, match
from noroshi.vulnerabilities.actions.propose_names import propose_names
from noroshi.vulnerabilities.facts import FeedImported, NamesJudged, VexAuthorJudged
from noroshi.warnings.actions.announce import announce
from noroshi.warnings.actions.deliver import deliver
from noroshi.warnings.actions.raise_warnings import Raised, raise_warnings
from noroshi.warnings.facts import (
    DeliveriesRetried,
    WarningAnswered,
    WarningAssigned,
    WarningsRaised,
)
from noroshi.warnings.rules import Channel

log = structlog.get_logger(__name__)
tasks = Blueprint()
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)
AT_ONCE = 4  # jobs: who waits for a slow receiver keeps no warning waiting
IDLE = 0.1  # seconds between looks for new facts: announcing each would serialise the commits
SILENT = 30  # seconds without a sign of life, after which whoever took a job is dead
# A dead worker's job would keep its lock for ever. It waits again, unless its like waits already.
PUT_BACK = """
WITH dead AS (
  SELECT j.id, j.queueing_lock,
    row_number() OVER (PARTITION BY j.queueing_lock ORDER BY j.id) AS place
  FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
  WHERE j.status = 'doing'
    AND (w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s))
)
UPDATE procrastinate_jobs j SET worker_id = NULL, attempts = j.attempts + 1,
  status = CASE WHEN d.place = 1 AND NOT EXISTS (SELECT FROM procrastinate_jobs w
                  WHERE w.status = 'todo' AND w.queueing_lock = d.queueing_lock)
                THEN 'todo' ELSE 'failed' END::procrastinate_job_status
FROM dead d WHERE j.id = d.id AND j.status = 'doing'
"""


def bring_warnings_up_to_date(
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Matched, Raised]:
    """Match what changed and raise what follows, in one transaction."""
    with transaction.atomic():
        at = now()
        matched = match(at=at, progress=progress)
        return matched, raise_warnings(at=at)


@contextmanager
def _own_connection(lock: str) -> Iterator[None]:
    """The queue runs a task in a thread of its own, whose connection ends with it. What fails while
    its like waits already is left to that one: the queue could not let both wait."""
    try:
        yield
    except Exception:
        connection.close()
        if not _waits(lock):
            raise
        log.exception("a job failed; the next does its work", job=lock)
    finally:
        connection.close()


def _waits(lock: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs"
            " WHERE status = 'todo' AND queueing_lock = %s)",
            [lock],
        )
        return bool(cursor.fetchone()[0])


@tasks.task(queueing_lock="settle", lock="house", retry=AGAIN)
def settle_register() -> None:
    """Consoles, ministries and communities; then who receives what."""
    with _own_connection("settle"):
        settle_organisations()
        decide_standing(at=now())


@tasks.task(queueing_lock="warn", lock="house", retry=AGAIN)
def warn_the_exposed() -> None:
    """Exposures and warnings."""
    with _own_connection("warn"):
        bring_warnings_up_to_date()


@tasks.task(queueing_lock="count", lock="house", retry=AGAIN)
def count_who_runs_it() -> None:
    """Roughly how many run the products of suppliers."""
    with _own_connection("count"):
        count_versions(at=now())


@tasks.task(queueing_lock="publish", lock="house", retry=AGAIN)
def publish_vex() -> None:
    """Documents of what suppliers answered."""
    with _own_connection("publish"):
        publish_answers(at=now())


@tasks.periodic(cron="23 * * * *")
@tasks.task(queueing_lock="hourly", lock="house", retry=AGAIN)
def notice_the_time(timestamp: int) -> None:  # noqa: ARG001 - the queue tells when it was due
    """What only time changes: VEX statements that no longer hold, numbers that are to be counted
    anew."""
    with _own_connection("hourly"):
        bring_warnings_up_to_date()
        count_versions(at=now())


@tasks.periodic(cron="41 * * * *")
@tasks.task(queueing_lock="names", lock="house", retry=AGAIN)
def look_for_names(timestamp: int) -> None:  # noqa: ARG001 - the queue tells when it was due
    """Candidates for names that no record has; some at a time, since warnings do not wait."""
    with _own_connection("names"):
        propose_names(at_most=500)


@tasks.task(queueing_lock="mail", lock="mail", retry=AGAIN)
def send_mail() -> None:
    """A batch of the mail that is due, and then the next."""
    with _own_connection("mail"):
        if deliver(Channel.MAIL, at=now()):
            _defer(send_mail)


@tasks.task(queueing_lock="webhooks", lock="webhooks", retry=AGAIN)
def post_webhooks() -> None:
    """A batch of the webhooks that are due, and then the next."""
    with _own_connection("webhooks"):
        if deliver(Channel.WEBHOOK, at=now()):
            _defer(post_webhooks)


@tasks.periodic(cron="* * * * *")
@tasks.task(queueing_lock="minute", retry=AGAIN)
def notice_what_is_due(timestamp: int) -> None:  # noqa: ARG001 - the queue tells when it was due
    """Digests, the end of quiet hours, and another attempt at what failed."""
    with _own_connection("minute"):
        _defer(send_mail)
        _defer(post_webhooks)


HAND_OFFS: Mapping[type[Fact], tuple[Any, ...]] = {
    OrganisationsImported: (settle_register,),
    InventoryImported: (warn_the_exposed,),
    FeedImported: (warn_the_exposed,),
    NamesJudged: (warn_the_exposed,),
    VexAuthorJudged: (warn_the_exposed,),
    WarningsRaised: (send_mail, post_webhooks),
    DeliveriesRetried: (send_mail, post_webhooks),
    ProductVerified: (count_who_runs_it,),
    ThreadAnswered: (publish_vex,),
}

BY_NAME = {fact.name(): started for fact, started in HAND_OFFS.items()}
# What open pages show and are told of.
SHOWN = frozenset(fact.name() for fact in (WarningsRaised, WarningAnswered, WarningAssigned))


def register(app: App) -> None:
    """Give the queue our tasks; called by the queue's library when Django is ready."""
    app.add_tasks_from(tasks, namespace="noroshi")


@transaction.atomic
def carry_on() -> int:
    """Sequence what is pending, queue what follows from it, and tell the open pages. Returns the
    number of entries."""
    batch = sequence_pending()
    announce(entry.at for entry in batch.entries if entry.kind in SHOWN)
    _queue(entry.kind for entry in batch.entries)
    return len(batch.entries)


def _queue(kinds: Iterable[str]) -> None:
    for task in dict.fromkeys(task for kind in kinds for task in BY_NAME.get(kind, ())):
        _defer(task)


def _defer(task: Any) -> None:
    """Queue a task, unless it waits already and will see what there is to see."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer()


def work() -> None:
    """Be the worker until asked to stop: sequence and carry on beside the queue's own loop."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('noroshi worker'))")
        if not cursor.fetchone()[0]:
            raise UnavailableError("another worker runs on this database")
    stop = threading.Event()
    sequencer = threading.Thread(target=_keep_carrying_on, args=[stop], name="sequencer")
    sequencer.start()
    try:
        connector = cast("DjangoConnector", queue.connector).get_worker_connector()
        with queue.replace_connector(connector) as app:
            app.run_worker(
                wait=True,
                concurrency=AT_ONCE,
                fetch_job_polling_interval=1.0,
                delete_jobs="successful",
            )
    finally:
        stop.set()
        sequencer.join()


def put_back() -> int:
    """Let the jobs of dead workers wait again. Returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(PUT_BACK, [SILENT])
        return int(cursor.rowcount)


def _keep_carrying_on(stop: threading.Event) -> None:
    looked = -float(SILENT)
    while not stop.wait(IDLE):
        try:
            carry_on()
            if time.monotonic() - looked > SILENT / 3:
                looked = time.monotonic()
                put_back()
        except OperationalError:
            log.warning("the database went away; trying again")
            connection.close()
            stop.wait(1)


def is_worked() -> bool:
    """Does a worker run? It holds a lock for as long as it lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT pg_try_advisory_lock(hashtext('noroshi worker'))")
        taken = bool(cursor.fetchone()[0])
        if not taken:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('noroshi worker'))")
        return taken


def complete_handoffs() -> None:
    """Do what a worker would do until nothing is left; leave it to the worker where one runs."""
    if is_worked():
        return
    while carry_on() or _waiting():
        put_back()
        connector = cast("DjangoConnector", queue.connector).get_worker_connector()
        with queue.replace_connector(connector) as app:
            app.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        if failed := cursor.fetchone()[0]:
            log.error("hand-offs failed and will be tried again", count=failed)


def _waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_jobs"
            " WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()))"
        )
        return bool(cursor.fetchone()[0])
