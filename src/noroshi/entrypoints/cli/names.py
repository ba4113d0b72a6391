"""`noroshi names …`"""

from typing import Final
from uuid import UUID

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.name_shapes import alias_json, unmet_json
from noroshi.kernel.clock import now
from noroshi.vulnerabilities import queries
from noroshi.vulnerabilities.actions.judge_names import BEFORE, add_alias, judge_names
from noroshi.vulnerabilities.actions.propose_names import propose_names
from noroshi.vulnerabilities.aliases import KINDS, Pair

STATES: Final = ("proposed", *BEFORE)
ORIGINS: Final = ("shipped", "office", "candidate")
ground_option = click.option("--ground", default="", help="Why.")


@click.command("list")
@click.option("--state", default="", type=click.Choice(["", *STATES]))
@click.option("--origin", default="", type=click.Choice(["", *ORIGINS]))
@click.option("--text", default="", help="Only where a name has this in it.")
@json_option
def list_all(state: str, origin: str, text: str, json: bool) -> None:
    """List what products are called besides, and what waits to be judged."""
    columns = ("id", "state", "name", "other", "kind", "score", "ground")
    with opened_house():
        found = queries.product_aliases(state=state, origin=origin, text=text)
        rows = [alias_json(one) for one in found.order_by("state", "-score", "name", "other")]
    answer_items(rows, columns=columns, json=json)


@click.command()
@json_option
def propose(json: bool) -> None:
    """Compare names that no record has with those of the records."""
    with opened_house():
        count = propose_names()
    answer({"proposed": count}, text=f"{count} proposed", json=json)


@click.command()
@click.argument("alias", type=click.UUID)
@ground_option
@json_option
def confirm(alias: UUID, ground: str, json: bool) -> None:
    """Say that two names are of one product."""
    _judge(alias, "confirmed", ground, json)


@click.command()
@click.argument("alias", type=click.UUID)
@ground_option
@json_option
def reject(alias: UUID, ground: str, json: bool) -> None:
    """Say that two names are not of one product."""
    _judge(alias, "rejected", ground, json)


@click.command()
@click.argument("alias", type=click.UUID)
@click.option("--ground", required=True, help="Why.")
@json_option
def withdraw(alias: UUID, ground: str, json: bool) -> None:
    """Take another name back."""
    _judge(alias, "withdrawn", ground, json)


def _judge(alias: UUID, state: str, ground: str, json: bool) -> None:
    with opened_house():
        judged = alias_json(judge_names(alias, state, ground=ground, by=None, at=now()))
    answer(judged, text=f"{judged['name']}, {judged['other']}: {state}", json=json)


@click.command("alias")
@click.argument("name")
@click.argument("other")
@click.option("--kind", type=click.Choice(KINDS), default="spelling", show_default=True)
@click.option("--ground", required=True, help="Why.")
@json_option
def alias(name: str, other: str, kind: str, ground: str, json: bool) -> None:
    """Add another name of a product."""
    pair = Pair(kind, name.strip(), other.strip(), ground)
    with opened_house():
        added = alias_json(add_alias(pair, by=None, at=now()))
    answer(added, text=f"added as {added['id']}", json=json)


@click.command()
@click.option("--organisation", required=True, metavar="CODE", help="Whose.")
@json_option
def unknown(organisation: str, json: bool) -> None:
    """List the assets that no source knows, with the names of records that are like theirs."""
    with opened_house(), acting_for(organisation):
        assets = list(queries.unmet_assets())
        likely = queries.likely_names(one.id for one in assets)
        rows = [unmet_json(one, likely.get(one.id, [])) for one in assets]
    columns = ("system", "name", "vendor", "product", "version", "maybe")
    shown = [{**row, "maybe": [one["name"] for one in row["likely"]]} for row in rows]
    answer_items(rows if json else shown, columns=columns, json=json)
