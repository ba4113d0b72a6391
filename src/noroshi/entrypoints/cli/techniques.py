"""`noroshi intelligence techniques`"""

import json as codec
from datetime import datetime
from pathlib import Path

import click

from noroshi.entrypoints.cli.answers import NewFile, answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.reports import refuse_existing
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.seen_periods import period
from noroshi.entrypoints.technique_shapes import COLUMNS, cell_json, layer_json, matrix_json
from noroshi.formats.attack import CHAINS
from noroshi.intelligence.techniques import USUAL, matrix
from noroshi.parties.sectors import SECTORS

Day = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--organisation", metavar="CODE", required=True, help="What it may see.")
@click.option("--domain", type=click.Choice(list(CHAINS)), default=USUAL, show_default=True)
@click.option("--since", type=Day, help="Seen on this day or later.")
@click.option("--until", type=Day, help="Seen on this day or before.")
@click.option("--sector", type=click.Choice(list(SECTORS)), help="Told by this sector.")
@click.option("--source", default="", help="From this source of its own.")
@click.option("--layer", type=NewFile, help="A file to write: a layer of the ATT&CK Navigator.")
@json_option
def techniques(
    *,
    organisation: str,
    domain: str,
    since: datetime | None,
    until: datetime | None,
    sector: str | None,
    source: str,
    layer: Path | None,
    json: bool,
) -> None:
    """List the techniques of ATT&CK that were seen in a period, and how many objects tell of each."""
    refuse_existing(layer)
    with opened_house(), acting_for(organisation):
        asked = period(
            since=since and since.date(),
            until=until and until.date(),
            sector=sector or "",
            organisation="",
            source=source,
        )
        found = matrix(domain, asked)
    if layer is not None:
        layer.write_text(codec.dumps(layer_json(found, organisation), ensure_ascii=False))
    if json:
        answer(matrix_json(found), text="", json=True)
        return
    answer_items(map(cell_json, found.cells), columns=COLUMNS, json=False)
