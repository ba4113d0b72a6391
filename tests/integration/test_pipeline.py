"""The queue: what a worker leaves behind when it dies, and what fails while its like waits."""

from datetime import timedelta

import pytest

from noroshi.kernel.clock import now


@pytest.fixture
def worker(database):
    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER):
        yield


def rows(statement, *parameters):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def states():
    return rows("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")


def take(seconds_ago):
    """A worker takes the next job and has not been heard of since."""
    ((taker,),) = rows("SELECT worker_id FROM procrastinate_register_worker_v1()")
    rows("SELECT procrastinate_fetch_job_v2(NULL, %s)", taker)
    heard = now() - timedelta(seconds=seconds_ago)
    rows("UPDATE procrastinate_workers SET last_heartbeat = %s WHERE id = %s", heard, taker)


def test_a_dead_workers_job_waits_again_and_holds_up_no_other(worker):
    from noroshi import pipeline
    from noroshi.operations import queue

    pipeline.send_mail.defer()
    take(seconds_ago=5)
    assert queue.put_back() == 0, "who was heard of is alive"
    rows("UPDATE procrastinate_workers SET last_heartbeat = %s", now() - timedelta(minutes=1))
    pipeline.post_webhooks.defer()
    take(seconds_ago=60)
    pipeline.post_webhooks.defer()
    assert queue.put_back() == 2
    mail, webhooks = "noroshi:noroshi.pipeline.send_mail", "noroshi:noroshi.pipeline.post_webhooks"
    assert sorted(states()) == sorted([(mail, "todo"), (webhooks, "failed"), (webhooks, "todo")])
    pipeline.complete_handoffs()
    assert {state for _, state in states()} == {"failed", "succeeded"}


def test_the_command_line_does_not_wait_for_the_dead(worker):
    from noroshi import pipeline

    pipeline.send_mail.defer()
    take(seconds_ago=60)
    pipeline.send_mail.defer()
    pipeline.complete_handoffs()
    assert {state for _, state in states()} == {"failed", "succeeded"}


def test_what_fails_while_its_like_waits_is_left_to_that_one(worker, monkeypatch):
    from noroshi import pipeline

    def fail(*_, **__):
        if not failed:
            failed.append(True)
            pipeline.send_mail.defer()
            raise ValueError("once")

    failed = []
    monkeypatch.setattr(pipeline, "deliver", fail)
    pipeline.send_mail.defer()
    pipeline.complete_handoffs()
    assert failed
    assert {state for _, state in states()} == {"succeeded"}
