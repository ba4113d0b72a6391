"""`noroshi warnings …`"""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, Final

import click

from noroshi.entrypoints.cli.answers import json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
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


def _all(chosen: Filter) -> Iterator[dict[str, Any]]:
    cursor: str | None = ""
    while cursor is not None:
        page = inbox(chosen, cursor=cursor, size=AT_ONCE)
        yield from (warning_json(one) for one in explain(page.items))
        cursor = page.next
