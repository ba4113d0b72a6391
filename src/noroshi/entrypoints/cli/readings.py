"""`noroshi intelligence read`"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from noroshi.entrypoints.cli.answers import ReadableFile, answer, json_option, say
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.intelligence import labels
from noroshi.entrypoints.reading_shapes import reading_json, stored_json
from noroshi.entrypoints.readings import read_document
from noroshi.formats.documents import Kind
from noroshi.formats.names.observables import Observable, extract
from noroshi.intelligence.actions.store_reading import store_reading
from noroshi.intelligence.intake import Choice
from noroshi.intelligence.readings import Looked, looked_through
from noroshi.intelligence.rules import UNMARKED
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp


@click.command()
@click.argument("file", type=ReadableFile)
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What it is.")
@click.option("--column", default="", metavar="NAME", help="Of a sheet; * for all of them.")
@click.option("--store", is_flag=True, help="Store what is offered.")
@click.option("--without", multiple=True, metavar="VALUE", help="Not this; may be repeated.")
@click.option("--title", metavar="TEXT", help="Of the report; else the name of the file.")
@click.option("--source", default="document", show_default=True, help="Who hands it over.")
@click.option("--tlp", type=labels, default=UNMARKED.value, show_default=True, help="Of all of it.")
@click.option("--confidence", type=click.IntRange(0, 100), help="In it, from 0 to 100.")
@click.option("--organisation", metavar="CODE", help="Whose it is; else the national office's.")
@json_option
def read(
    *,
    file: Path,
    kind: str | None,
    column: str,
    store: bool,
    without: tuple[str, ...],
    title: str | None,
    source: str,
    tlp: str,
    confidence: int | None,
    organisation: str | None,
    json: bool,
) -> None:
    """Say which addresses, names and digests a document names: a text, a CSV, HTML, a PDF, OpenIOC or a mail.

    With --store what is offered becomes a report with its observables and indicators."""
    with file.open("rb") as stream:
        reading = read_document(stream, name=file.name, kind=kind or "", at=now())
    place = reading.column(column)
    with opened_house(), acting_for(organisation) if organisation else nullcontext() as actor:
        looked = looked_through(reading, place)
        told = reading_json(reading, place, looked)
        if store:
            left = _named(without)
            numbers = [
                one.number
                for one in looked
                if one.is_offered and one.finding.observable not in left
            ]
            choice = Choice(numbers, title or file.name, source, Tlp(tlp), confidence)
            told = {
                **told,
                "stored": stored_json(store_reading(reading, choice, by=actor, at=now())),
            }
    if reading.is_cut:
        say("there is more in it than is taken at once: part the document")
    answer(told, text=_text(looked, told), json=json)


def _named(values: Sequence[str]) -> set[Observable]:
    found = {value: extract(value) for value in values}
    for value, observables in found.items():
        if not observables:
            raise MalformedError(f"--without: no value can be read from {value[:60]!r}")
    return {one for observables in found.values() for one in observables}


def _text(looked: Sequence[Looked], told: Mapping[str, Any]) -> str:
    lines = [
        "  ".join(
            [
                f"{one.becomes.value:10}",
                f"{one.finding.observable.kind.value:11}",
                one.finding.observable.value,
                f"({one.finding.place})",
                *(["known"] if one.known else []),
                *(["common: " + ", ".join(one.common)] if one.common else []),
            ]
        )
        for one in looked
    ]
    if "stored" in told:
        stored = told["stored"]
        lines.append(f"{stored['report']}: {stored['accepted']} objects stored")
    return "\n".join(lines or ["It names nothing that is known as an observable."])
