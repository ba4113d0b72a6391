"""`noroshi warnings …`"""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, Final
from uuid import UUID

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items, told_answer
from noroshi.entrypoints.notices import notice_json
from noroshi.entrypoints.shapes import warning_json
from noroshi.warnings.explanations import explain
from noroshi.warnings.queries import Filter, inbox
from noroshi.warnings.rules import Urgency

AT_ONCE: Final = 1000
URGENCIES: Final = [urgency.name.lower() for urgency in Urgency]


@click.command("list")
@click.option("--organisation", metavar="CODE", help="Only what this organisation may see.")
@click.option("--urgency", type=click.Choice(URGENCIES), help="Only those so urgent.")
@json_option
def list_all(organisation: str | None, urgency: str | None, json: bool) -> None:
    """List warnings, the most urgent first, with their reasons and what to do."""
    columns = ("organisation", "cause", "urgency", "state", "due_at", "reasons", "actions")
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        answer_items(_all(Filter(urgency=urgency or "")), columns=columns, json=json)


@click.command("show")
@click.argument("warning", type=click.UUID)
@click.option("--organisation", metavar="CODE", help="Only if this organisation may see it.")
@json_option
def show_one(warning: UUID, organisation: str | None, json: bool) -> None:
    """Show one warning with its history, and with what the suppliers say."""
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        document = notice_json(warning)
    lines = [
        f"{document['organisation']} {document['cause']}: {document['state']}",
        *document["reasons"],
        *document["actions"],
        *(
            f"{one['supplier']}: {told_answer(one['answer'])}"
            for one in document["supplier_answers"]
        ),
    ]
    answer(document, text="\n".join(lines), json=json)


def _all(chosen: Filter) -> Iterator[dict[str, Any]]:
    cursor: str | None = ""
    while cursor is not None:
        page = inbox(chosen, cursor=cursor, size=AT_ONCE)
        yield from (warning_json(one) for one in explain(page.items))
        cursor = page.next
