"""The board of deadlines while 10,000 incidents are open under all laws: how soon its page is there."""

import random
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import msgspec
import orjson
from django.test import Client

from bench.house import all_powerful, settle
from bench.inbox import signed_in
from bench.measure import Outcome, median, runs, told
from bench.nation import OFFICE, operator, register
from bench.obligations import SEED, invented
from noroshi.reporting.board import ORDERS
from noroshi.reporting.queries import RECEIVES
from noroshi.reporting.regimes import Anchor, Confirmation, Regime, proposed, regimes
from noroshi.reporting.rules import assess

INCIDENTS = 10_000
OPERATORS = 1000
MINISTRY = "METI"
PAGE = "/reports/deadlines/?state=open&order="

TABLES = {
    "reporting_report": "id, organisation_id, audience, kind, title, stage, regimes, version,"
    " read_by, aware_at, changed_at",
    "reporting_obligation": "id, organisation_id, audience, report_id, regime, duty, stage,"
    " recipient, received_by, due_at, warn_at, filed_at, value",
    "reporting_line": "id, organisation_id, audience, report_id, kind, text, writer, writer_code,"
    " read_by, written_at, ledger_entry",
}
Rows = dict[str, list[tuple[object, ...]]]


def page(*, incidents: int = INCIDENTS, operators: int = OPERATORS, requests: int = 5) -> Outcome:
    """Seconds of the server for one page of the board, through the whole of Django: an operator's, a
    ministry's or the national office's, in the order that takes longest for whoever waits longest."""
    actors = register(operators)
    fill(incidents=incidents)
    notes, seconds = [], []
    for code in (operator(0), MINISTRY, OFFICE):
        client = signed_in(actors[code])
        found = {order: runs(partial(_get, client, order, requests)) for order in ORDERS}
        took = {order: median(each) / requests for order, each in found.items()}
        slowest = max(took, key=lambda order: took[order])
        seconds.append(took[slowest])
        notes.append(f"{code}: {took['due']:.3g} s as usual, by {slowest} {seconds[-1]:.3g} s;")
        notes.append(f"  {requests} pages a run, {told(found[slowest])}")
    return Outcome(max(seconds), [f"{incidents} incidents of {operators} operators", *notes])


def fill(*, incidents: int) -> None:
    """Give the operators that many incidents between them; of half the first stage is filed, about
    one in ten a question waits."""
    held = regimes(frozenset(Confirmation(one.regime, date(2026, 10, 1)) for one in proposed()))
    with all_powerful() as connection:
        owners = connection.execute(
            "SELECT id, audience FROM parties_organisation WHERE kind = 'operator' ORDER BY code"
        ).fetchall()
        rows: Rows = {table: [] for table in TABLES}
        _invent(rows, owners, held, incidents)
        for table, columns in TABLES.items():
            with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows[table]:
                    copy.write_row(row)
    settle()


def _invent(
    rows: Rows, owners: list[tuple[UUID, int]], held: tuple[Regime, ...], incidents: int
) -> None:
    chance = random.Random(SEED)
    for number, facts in enumerate(invented(incidents)):
        owner = owners[number % len(owners)]
        aware = facts.anchors[Anchor.AWARENESS]
        report, filed = _name(chance), aware + timedelta(hours=3) if number % 2 else None
        codes = sorted({one.step.regime for one in assess(facts, held).obligations})
        rows["reporting_report"].append(
            (report, *owner, "other", f"Incident {number % 97}-{number}", "first", codes, 1,
             ["ministry", "nco"], aware, aware)
        )  # fmt: skip
        rows["reporting_obligation"] += [
            (
                _name(chance), *owner, report, one.step.regime, one.step.duty, one.step.stage,
                one.recipient.value, RECEIVES.get(one.recipient, ""), one.due_at, one.warn_at,
                filed if one.step.stage == "first" else None,
                orjson.dumps(msgspec.to_builtins(one)).decode(),
            )
            for one in assess(facts, held).obligations
        ]  # fmt: skip
        if number % 10 == 1:
            rows["reporting_line"].append(
                (_name(chance), *owner, report, "question", "Which?", "nco", OFFICE, ["nco"],
                 aware, _name(chance))
            )  # fmt: skip


def _name(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _get(client: Client, order: str, times: int) -> None:
    for _ in range(times):
        answer = client.get(PAGE + order)
        assert answer.status_code == 200, answer.headers
        assert b"Incident " in answer.content
