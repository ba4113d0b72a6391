"""The queue: how a job is taken, put back when its worker died, and worked off."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any

import structlog
from django.db import OperationalError, connection, transaction
from procrastinate import Blueprint, PsycopgConnector, RetryStrategy
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import AlreadyEnqueued

from noroshi.kernel.errors import UnavailableError
from noroshi.operations import sql

log = structlog.get_logger(__name__)
AGAIN = RetryStrategy(max_attempts=8, exponential_wait=2)
AT_ONCE = 4  # jobs: who waits for a slow receiver keeps no warning waiting
IDLE = 0.1  # seconds between looks for new facts: announcing each would serialise the commits
SILENT = 30  # seconds without a sign of life, after which whoever took a job is dead


def job(tasks: Blueprint, name: str, *, beside: str | None) -> Callable[[Callable[..., None]], Any]:
    """Make a function a task of which one at most waits. beside: jobs of one such name never run
    at the same time."""

    def made(function: Callable[..., None]) -> Any:
        @wraps(function)
        def run(*arguments: Any, **named: Any) -> None:
            with _own_connection(name):
                function(*arguments, **named)

        return tasks.task(queueing_lock=name, lock=beside, retry=AGAIN)(run)

    return made


@contextmanager
def _own_connection(name: str) -> Iterator[None]:
    """The queue runs a task in a thread of its own, whose connection ends with it. What fails while
    its like waits already is left to that one: the queue could not let both wait."""
    try:
        yield
    except Exception:
        connection.close()
        if not _asked(sql.ALIKE_WAITS, name):
            raise
        log.exception("a job failed; the next does its work", job=name)
    finally:
        connection.close()


def defer(task: Any) -> None:
    """Queue a task, unless it waits already and will see what there is to see."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer()


def put_back() -> int:
    """Let the jobs of dead workers wait again. Returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(sql.PUT_BACK, [SILENT])
        return int(cursor.rowcount)


def work(carry_on: Callable[[], int]) -> None:
    """Be the worker until asked to stop; carry_on is called beside the queue's own loop."""
    if not _asked(sql.BE_THE_WORKER):
        raise UnavailableError("another worker runs on this database")
    stop = threading.Event()
    beside = threading.Thread(target=_keep_carrying_on, args=[carry_on, stop], name="sequencer")
    beside.start()
    try:
        _run(wait=True, concurrency=AT_ONCE, fetch_job_polling_interval=1.0,
             delete_jobs="successful")  # fmt: skip
    finally:
        stop.set()
        beside.join()


def work_off(carry_on: Callable[[], int]) -> None:
    """Do what a worker would do until nothing is left; leave it to the worker where one runs."""
    if _is_worked():
        return
    while carry_on() or _asked(sql.JOBS_DUE):
        put_back()
        _run(wait=False, listen_notify=False, install_signal_handlers=False)
    if failed := _asked(sql.JOBS_LEFT):
        log.error("hand-offs failed and will be tried again", count=failed)


def _run(**how: Any) -> None:
    """Be a worker with the connections that its jobs need at once, not with all that it may have."""
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=AT_ONCE)
    with app.replace_connector(connector) as worker:
        worker.run_worker(**how)


def _keep_carrying_on(carry_on: Callable[[], int], stop: threading.Event) -> None:
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


def _is_worked() -> bool:
    """Does a worker run? It holds a lock for as long as it lives."""
    if not _asked(sql.BE_THE_WORKER):
        return True
    _asked(sql.BE_NO_WORKER)
    return False


def _asked(statement: str, *arguments: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments or None)
        return cursor.fetchone()[0]
