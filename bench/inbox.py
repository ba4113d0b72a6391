"""The inbox: how soon its page is there, and what row-level security adds to it."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from bench.house import superuser
from bench.measure import Outcome, median, runs, told
from bench.nation import OFFICE, operator, register
from bench.warnings import fill
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.operations.database import Role, connected_as
from noroshi.operations.prepared import begin_with
from noroshi.parties.actions.invite_person import invite_person
from noroshi.parties.models import Organisation
from noroshi.parties.scope import acting_as
from noroshi.warnings.explanations import explain
from noroshi.warnings.queries import Filter, inbox

WARNINGS = 100_000
OPERATORS = 250
PAGE = "/warnings/"
PASSWORD = "correct horse battery"


def page(*, warnings: int = WARNINGS, operators: int = OPERATORS, requests: int = 20) -> Outcome:
    """Seconds of the server for one page, through the whole of Django: an operator's or the
    national office's, which sees every operator's, whichever takes longer."""
    actors = _nation(operators, warnings)
    notes, seconds = [], []
    for code in (operator(0), OFFICE):
        client = signed_in(actors[code])
        _get(client, 3)
        found = runs(partial(_get, client, requests))
        seconds.append(median(found) / requests)
        notes.append(f"{code}: {seconds[-1]:.4g} s; {requests} pages a run, {told(found)}")
    return Outcome(max(seconds), [f"{warnings:,} warnings of {operators} operators", *notes])


def overhead(
    *, warnings: int = WARNINGS, operators: int = OPERATORS, rounds: int = 20, pages: int = 15
) -> Outcome:
    """Per cent by which the transaction of a page takes longer under row-level security, whose
    beginning names the requester, than the same statements under an account that no policy binds:
    an operator's or the national office's, whichever is more. Each side has a connection that
    stays, as a site's do; they take turns page by page, and what is told is the median of the
    rounds' ratios: the machine's own pace cancels out."""
    actors = _nation(operators, warnings)
    notes, found = [], []
    with _bound_by_nothing() as unbound:
        for code in (operator(0), OFFICE):
            _turns(actors[code], unbound, pages)
            turns = [_turns(actors[code], unbound, pages) for _ in range(rounds)]
            found.append((statistics.median(under / alone for under, alone in turns) - 1) * 100)
            with_policies, without = map(statistics.median, zip(*turns, strict=True))
            notes.append(
                f"{code}: {with_policies * 1000:.3g} ms under policies,"
                f" {without * 1000:.3g} ms without"
            )
    return Outcome(max(found), [f"{warnings:,} warnings of {operators} operators", *notes])


def _nation(operators: int, warnings: int) -> dict[str, Actor]:
    actors = register(operators)
    fill([actors[operator(number)] for number in range(operators)], warnings=warnings)
    return actors


def signed_in(actor: Actor) -> Client:
    """Somebody of the actor's organisation, signed in."""
    cache.clear()
    with connected_as(Role.WORKER):
        place = Organisation.objects.get(id=actor.organisation)
        email = f"reader@{actor.organisation_code.lower()}.example"
        person = invite_person(email, organisation=place, role="reader", by=None, at=now()).person
        person.is_demo = True  # who owes no second factor
        person.set_password(PASSWORD)
        person.save(update_fields=["is_demo", "password"])
    client = Client(SERVER_NAME="localhost")
    answer = client.post("/sign-in/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def _get(client: Client, times: int) -> None:
    for _ in range(times):
        answer = client.get(PAGE)
        assert answer.status_code == 200, answer.headers
        assert b"CVE-2099-" in answer.content


def _turns(actor: Actor, unbound: BaseDatabaseWrapper, pages: int) -> tuple[float, float]:
    """The medians of what pages take, turn by turn: under policies, and under none."""
    under, alone = [], []
    for _ in range(pages):
        under.append(_seconds(actor))
        with _instead(unbound):
            alone.append(_seconds(actor, is_named=False))
    return statistics.median(under), statistics.median(alone)


def _seconds(actor: Actor, *, is_named: bool = True) -> float:
    """What it takes to begin a transaction, naming the requester or not, and of its page's
    statements."""
    spent = 0.0

    def clock(execute: Any, text: Any, parameters: Any, many: Any, context: Any) -> Any:
        nonlocal spent
        began = time.perf_counter()
        try:
            return execute(text, parameters, many, context)
        finally:
            spent += time.perf_counter() - began

    with connection.execute_wrapper(clock):
        spent, began = 0.0 if is_named else _beginning(), time.perf_counter()
        with acting_as(actor):
            if is_named:
                spent += time.perf_counter() - began
            assert explain(inbox(Filter()).items)
    return spent


def _beginning() -> float:
    """Seconds to begin a transaction that names nobody."""
    began = time.perf_counter()
    with transaction.atomic():
        begin_with("")
        return time.perf_counter() - began


@contextmanager
def _bound_by_nothing() -> Iterator[BaseDatabaseWrapper]:
    """A second connection, the superuser's."""
    account = superuser()
    unbound = connections.create_connection("default")
    unbound.settings_dict = unbound.settings_dict | {
        "USER": account["user"], "PASSWORD": account["password"]
    }  # fmt: skip
    try:
        yield unbound
    finally:
        unbound.close()


@contextmanager
def _instead(other: BaseDatabaseWrapper) -> Iterator[None]:
    """Statements go to the other connection meanwhile."""
    before = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = before
