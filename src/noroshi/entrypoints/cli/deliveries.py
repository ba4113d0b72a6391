"""`noroshi deliveries …`"""

from contextlib import nullcontext
from uuid import UUID

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.delivery_shapes import delivery_json
from noroshi.kernel.clock import now
from noroshi.warnings.actions.retry_deliveries import retry_deliveries
from noroshi.warnings.deliveries import deliveries
from noroshi.warnings.rules import DeliveryState


@click.command("list")
@click.option("--organisation", metavar="CODE", help="Only what this organisation may see.")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]))
@json_option
def list_all(organisation: str | None, state: str | None, json: bool) -> None:
    """List messages, the newest first, and what became of them."""
    columns = ("id", "organisation", "channel", "to", "state", "reason", "attempts", "made_at")
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        found = deliveries(state=state or "").order_by("-made_at", "-id").iterator()
        answer_items(map(delivery_json, found), columns=columns, json=json)


@click.command()
@click.argument("identifiers", metavar="[ID]…", nargs=-1, type=click.UUID)
@click.option("--organisation", metavar="CODE", required=True)
@json_option
def retry(identifiers: tuple[UUID, ...], organisation: str, json: bool) -> None:
    """Send dead letters of an organisation again; without an ID all of them."""
    with opened_house(), acting_for(organisation) as actor:
        count = retry_deliveries(identifiers or None, by=actor, at=now())
    answer({"retried": count}, text=f"{count} wait again", json=json)
