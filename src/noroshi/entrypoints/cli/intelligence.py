"""`noroshi intelligence …`"""

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import click

from noroshi.entrypoints.cli.answers import NewFile, answer, answer_import, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.entrypoints.cli.reports import refuse_existing
from noroshi.formats.containers import read_contents
from noroshi.formats.misp_feed import is_feed, read_folder
from noroshi.formats.stix import bundle_of
from noroshi.intelligence import queries
from noroshi.intelligence.actions.import_objects import SOURCE, Terms, import_objects
from noroshi.intelligence.rules import UNMARKED
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp

labels = click.Choice([tlp.value for tlp in Tlp])


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, readable=True, path_type=Path)
)
@click.option("--organisation", metavar="CODE", help="Whose they are; else the national office's.")
@click.option("--source", default=SOURCE, show_default=True, help="Who hands them over.")
@click.option(
    "--tlp", type=labels, default=UNMARKED.value, show_default=True, help="Of what has no label."
)
@json_option
def import_paths(
    paths: tuple[Path, ...], organisation: str | None, source: str, tlp: str, json: bool
) -> None:
    """Take in files and folders of STIX 2.0 and 2.1 (bundles, TAXII envelopes, single objects) and of
    events as MISP exports them. Of a folder with a MISP feed's manifest.json the events are taken that it
    names.

    They are plain or as gzip, zstd, tar or JSON Lines, of any size. A bad object is listed and the
    others go in; a damaged file is not taken at all; what the same source said before is unchanged."""
    contents = chain.from_iterable(
        read_folder(path) if is_feed(path) else read_contents(path) for path in paths
    )
    terms = Terms(source, Tlp(tlp), events=True)
    with (
        opened_house(),
        metered("objects") as meter,
        acting_for(organisation) if organisation else nullcontext() as actor,
    ):
        result = import_objects(contents, by=actor, at=now(), terms=terms, progress=meter.add)
    answer_import(result.as_json(), json=json)


@click.command()
@click.option("--organisation", metavar="CODE", help="Only what this organisation may see.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only these; may be repeated.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Stored after; UTC."
)
@click.option("--versions", type=click.Choice(["last", "all"]), default="last", show_default=True)
@click.option("--to", type=NewFile, help="The file to write; without it, standard output.")
@json_option
def export(
    *,
    organisation: str | None,
    types: tuple[str, ...],
    since: datetime | None,
    versions: str,
    to: Path | None,
    json: bool,
) -> None:
    """Write the objects as a bundle of STIX 2.1, of any size, each once whichever sources told it."""
    refuse_existing(to)
    chosen = queries.Chosen(
        types=types, versions=(versions,), added_after=since and since.replace(tzinfo=UTC)
    )
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        pieces = bundle_of(held.content for held in queries.every_object(chosen))
        if to is None:
            sys.stdout.buffer.writelines(pieces)
            return
        octets = _write(to, pieces)
    answer({"file": str(to), "octets": octets}, text=f"{octets} octets in {to}", json=json)


def _write(to: Path, pieces: Iterable[bytes]) -> int:
    with to.open("xb") as file:
        file.writelines(pieces)
        return file.tell()
