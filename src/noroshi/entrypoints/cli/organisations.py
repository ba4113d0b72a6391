"""`noroshi organisations …`"""

from pathlib import Path

import click

from noroshi.entrypoints.cli.answers import ReadableFile, answer_import, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.shapes import organisation_json
from noroshi.formats.organisation_sheets import read_organisations
from noroshi.kernel.clock import now
from noroshi.parties import queries
from noroshi.parties.actions.import_organisations import import_organisations


@click.command("import")
@click.argument("file", type=ReadableFile)
@json_option
def import_file(file: Path, json: bool) -> None:
    """Register organisations from a CSV or JSON file, or bring them up to date.

    Wrong rows are listed with their reasons; the others go in."""
    with opened_house(), metered("organisations"), file.open("rb") as stream:
        rows = read_organisations(stream, source=str(file))
        result = import_organisations(rows, source=str(file), by=None, at=now())
    answer_import(result.as_json(), json=json)


@click.command("list")
@json_option
def list_all(json: bool) -> None:
    """List all organisations, with their networks and domains."""
    columns = ("code", "kind", "sector", "name", "name_ja")
    with opened_house():
        items = (organisation_json(found) for found in queries.organisations())
        answer_items(items, columns=columns, json=json)
