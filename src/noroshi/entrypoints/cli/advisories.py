"""`noroshi advisories …`"""

from pathlib import Path

import click

from noroshi.entrypoints.advisory_shapes import advisory_json
from noroshi.entrypoints.cli.answers import ReadableFile, answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.kernel.clock import now
from noroshi.suppliers import advisories as queries
from noroshi.suppliers.actions.publish_advisory import publish_advisory, save_advisory
from noroshi.suppliers.advising import DRAFT

COLUMNS = ("tracking_id", "version", "state", "tlp", "title")
organisation_option = click.option(
    "--organisation", metavar="CODE", required=True, help="Who publishes, or reads."
)


@click.command()
@click.argument("file", type=ReadableFile)
@organisation_option
@click.option("--to", metavar="CODE", multiple=True, help="Who reads TLP:AMBER or TLP:RED.")
@click.option("--draft", is_flag=True, help="Leave a draft a draft.")
@json_option
def publish(file: Path, organisation: str, to: tuple[str, ...], draft: bool, json: bool) -> None:
    """Publish a CSAF document of one's own, signed; a draft becomes final."""
    with opened_house(), acting_for(organisation) as actor:
        kept = save_advisory(file.read_bytes(), to, by=actor, at=now())
        if kept.state == DRAFT and not draft:
            kept = publish_advisory(kept.id, by=actor, at=now())
        shape = advisory_json(kept)
    text = f"{shape['tracking_id']} {shape['version']}: {shape['state']}"
    answer(shape, text=text, json=json)


@click.command("list")
@organisation_option
@click.option("--text", default="", help="Part of a title, or how an identifier begins.")
@json_option
def list_all(organisation: str, text: str, json: bool) -> None:
    """List advisories that an organisation may read, every version."""
    with opened_house(), acting_for(organisation):
        items = [advisory_json(one) for one in queries.advisories(text=text)]
    answer_items(items, columns=COLUMNS, json=json)
