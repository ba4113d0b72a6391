"""`noroshi assets connect`, and what follows from it: specified computers."""

from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from noroshi.assets import registry
from noroshi.assets.actions.import_connections import import_connections
from noroshi.assets.actions.register_computers import notify_registration, register_computers
from noroshi.entrypoints.cli.answers import ReadableFile, answer, answer_import, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.registry_shapes import candidate_json, change_json, computer_json
from noroshi.formats.connection_sheets import read_connections
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.reporting.queries import in_force

of_whom = click.option("--organisation", metavar="CODE", required=True)
seen_by = click.option("--organisation", metavar="CODE", help="Only what this one may see.")
on_day = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DATE")


@click.command()
@click.argument("file", type=ReadableFile)
@of_whom
@json_option
def connect(file: Path, organisation: str, json: bool) -> None:
    """Say by a CSV sheet how an organisation's systems hang together, and which are of its service.

    The sheet replaces the one before."""
    with opened_house(), file.open("rb") as stream, acting_for(organisation) as actor:
        rows = read_connections(stream, source=str(file))
        result = import_connections(rows, source=str(file), by=actor, at=now())
    answer_import(result.as_json(), json=json)


@click.command()
@of_whom
@json_option
def candidates(organisation: str, json: bool) -> None:
    """List what may have to be registered as a specified computer, and why."""
    columns = ("asset", "system", "name", "product", "why", "exempt")
    with opened_house(), acting_for(organisation) as actor:
        found = registry.candidates(actor.organisation, on=now().date())
        items = [candidate_json(one) for one in found]
    answer_items(items, columns=columns, json=json)


@click.command()
@of_whom
@on_day
@click.option("--asset", "assets", type=click.UUID, multiple=True, help="Which; may be repeated.")
@click.option("--all", "is_all", is_flag=True, help="Every candidate.")
@json_option
def register(
    organisation: str, on: datetime, assets: tuple[UUID, ...], is_all: bool, json: bool
) -> None:
    """Register assets as specified computers, as of a day; what is exempt is left out."""
    if is_all is bool(assets):
        raise MalformedError("asset: name some, or say --all")
    with opened_house(), acting_for(organisation) as actor:
        at = now()
        if is_all:
            assets = tuple(
                one.asset for one in registry.candidates(actor.organisation, on=at.date())
            )
        done = register_computers(assets, on=on.date(), by=actor, at=at)
    document = {
        "registered": done.registered,
        "exempt": done.exempt,
        "unchanged": done.unchanged,
    }
    text = ", ".join(f"{number} {what}" for what, number in document.items())
    answer(document, text=text, json=json)


@click.command("registered")
@seen_by
@click.option("--changes", is_flag=True, help="What is to be notified, and by when.")
@json_option
def list_registered(organisation: str | None, changes: bool, json: bool) -> None:
    """List specified computers as they are filed, or what of them is to be notified."""
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        if changes:
            columns = ("organisation", "name", "kind", "happened_on", "due_at", "unset")
            regimes = in_force()
            items = [change_json(one, regimes) for one in registry.pending_changes()]
        else:
            columns = ("organisation", "system", "name", "product", "registered_on", "removed_on")
            found = registry.computers().order_by("system", "name", "id")
            items = [computer_json(one) for one in found]
    answer_items(items, columns=columns, json=json)


@click.command()
@of_whom
@on_day
@json_option
def notify(organisation: str, on: datetime, json: bool) -> None:
    """Say that what happened until a day has been notified to the ministry on that day."""
    with opened_house(), acting_for(organisation) as actor:
        told = notify_registration(on=on.date(), by=actor, at=now())
    answer({"notified": told}, text=f"{told} notified", json=json)
