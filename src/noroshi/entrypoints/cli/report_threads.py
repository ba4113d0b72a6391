"""`noroshi reports thread`, and what is asked, noted, ordered and answered there."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.thread_shapes import line_json, thread_json
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.reporting import queries
from noroshi.reporting.actions.write_line import (
    answer_question,
    ask_question,
    order_correction,
    write_note,
)
from noroshi.reporting.threads import Words

writer = click.option("--organisation", metavar="CODE", required=True, help="Who writes it.")
saying = click.option("--text", required=True, help="What to say.")
readers = click.option(
    "--reader", "readers", multiple=True, metavar="KIND",
    help="Which kind of organisation reads it; else all that read the report.",
)  # fmt: skip


@click.command()
@click.argument("report", type=click.UUID)
@click.option("--organisation", metavar="CODE", help="Only what this one may see.")
@json_option
def thread(report: UUID, organisation: str | None, json: bool) -> None:
    """List the versions of a report and what was said about them, the newest first."""
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        found = queries.report(report)
        items = thread_json(queries.versions(found), queries.said_of(found))
    rows = items if json else [_row(one) for one in items]
    answer_items(rows, columns=("at", "kind", "id", "by", "due_at", "text"), json=json)


@click.command()
@click.argument("report", type=click.UUID)
@writer
@saying
@readers
@json_option
def ask(report: UUID, organisation: str, text: str, readers: tuple[str, ...], json: bool) -> None:
    """Ask the reporter about its report, as an organisation that the law lets read it."""
    words = Words(text, readers or None)
    _written(organisation, lambda by: ask_question(report, words, by=by, at=now()), json=json)


@click.command()
@click.argument("report", type=click.UUID)
@writer
@saying
@readers
@json_option
def note(report: UUID, organisation: str, text: str, readers: tuple[str, ...], json: bool) -> None:
    """Write a note beside a report, as the reporter or as an organisation that reads it."""
    words = Words(text, readers or None)
    _written(organisation, lambda by: write_note(report, words, by=by, at=now()), json=json)


@click.command()
@click.argument("report", type=click.UUID)
@writer
@saying
@click.option("--due-on", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DAY",
              help="By the end of which day, in the law's zone.")  # fmt: skip
@json_option
def order(report: UUID, organisation: str, text: str, due_on: datetime, json: bool) -> None:
    """Order a report to be corrected by the end of a day, as its competent ministry."""
    words, day = Words(text), due_on.date()
    _written(
        organisation, lambda by: order_correction(report, words, day, by=by, at=now()), json=json
    )


@click.command("answer")
@click.argument("question", type=click.UUID)
@writer
@saying
@json_option
def answer_one(question: UUID, organisation: str, text: str, json: bool) -> None:
    """Answer a question about a report of one's own; whoever reads the question reads the answer."""
    _written(organisation, lambda by: answer_question(question, text, by=by, at=now()), json=json)


def _written(organisation: str, write: Callable[[Actor], Any], *, json: bool) -> None:
    with opened_house(), acting_for(organisation) as actor:
        document = line_json(queries.line(write(actor).id))
    readers = ", ".join(document["read_by"]) or "the reporter alone"
    answer(document, text=f"{document['kind']} {document['id']}, read by: {readers}", json=json)


def _row(item: dict[str, Any]) -> dict[str, Any]:
    """A version or a line as a row of a table."""
    if item["kind"] == "version":
        filed = item["filed"]
        said = {"kind": filed["act"], "text": filed["reason"] or filed["receipt"]["number"]}
        return {"at": item["at"], "id": "", "by": "", "due_at": None, **said}
    said = item["said"]
    return {**said, "by": said["writer_code"]}
