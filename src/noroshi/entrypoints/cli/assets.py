"""`noroshi assets …`"""

from pathlib import Path

import click

from noroshi.assets.actions.import_inventory import import_inventory
from noroshi.assets.actions.read_inventory import read_inventory
from noroshi.entrypoints.cli.answers import ReadableFile, answer_import, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.parties import queries


@click.command("import")
@click.argument("file", type=ReadableFile)
@click.option("--organisation", metavar="CODE", required=True)
@json_option
def import_file(file: Path, organisation: str, json: bool) -> None:
    """Register an organisation's assets from a CSV sheet, or a CycloneDX or SPDX document.

    Each list in the file replaces the one that was registered under its name."""
    result = ImportResult()
    with (
        opened_house(),
        metered("assets"),
        file.open("rb") as stream,
        acting_for(organisation) as actor,
    ):
        import_inventory(
            read_inventory(stream, source=str(file), result=result),
            result=result,
            organisation=queries.organisation(organisation),
            by=actor,
            at=now(),
        )
    answer_import(result.as_json(), json=json)
