"""`noroshi reference …`"""

from pathlib import Path

import click

from noroshi.entrypoints.cli.answers import answer, answer_import, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.entrypoints.observable_shapes import common_json
from noroshi.formats.names.observables import extract
from noroshi.intelligence.actions.import_reference import import_reference
from noroshi.intelligence.warninglists.queries import common
from noroshi.kernel.clock import now


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, readable=True, path_type=Path)
)
@json_option
def import_paths(paths: tuple[Path, ...], json: bool) -> None:
    """Take in lists of values that are common infrastructure, as MISP's warning lists are, and the
    matrices of MITRE ATT&CK."""
    with opened_house(), metered("documents") as meter:
        result = import_reference(paths, by=None, at=now(), progress=meter.add)
    answer_import(result.as_json(), json=json)


@click.command()
@click.argument("values", nargs=-1, required=True)
@json_option
def check(values: tuple[str, ...], json: bool) -> None:
    """Say which observables in the texts are common infrastructure, and by which lists."""
    with opened_house():
        asked = extract("\n".join(values))
        found = common(asked)
    items = [common_json(one, found.get(one, ())) for one in asked]
    lines = [f"{item['value']}: {', '.join(item['common']) or 'not common'}" for item in items]
    answer({"items": items, "next": None}, text="\n".join(lines), json=json)
