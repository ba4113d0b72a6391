"""`noroshi assets …`"""

from contextlib import nullcontext
from pathlib import Path
from typing import Final

import click

from noroshi.assets import bills, queries
from noroshi.assets.actions.export_bill import WRITERS, export_bill
from noroshi.assets.actions.import_inventory import import_inventory
from noroshi.assets.actions.read_inventory import read_bill, read_inventory
from noroshi.assets.comparing import compared
from noroshi.entrypoints.bill_shapes import (
    difference_json,
    inventory_json,
    moves_json,
    quality_json,
    references_json,
)
from noroshi.entrypoints.cli.answers import (
    NewFile,
    ReadableFile,
    answer,
    answer_import,
    json_option,
)
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.shapes import Shape
from noroshi.formats.bom_difference import difference
from noroshi.formats.bom_guideline import Guideline
from noroshi.formats.bom_quality import assess
from noroshi.kernel.clock import now
from noroshi.kernel.errors import RefusedError
from noroshi.kernel.imports import ImportResult
from noroshi.parties import queries as parties
from noroshi.warnings.bills import moved_warnings

MOST_REFERENCES: Final = 1_000  # each way


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
            organisation=parties.organisation(organisation),
            by=actor,
            at=now(),
        )
    answer_import(result.as_json(), json=json)


@click.command()
@click.option("--organisation", metavar="CODE", help="Only what this organisation may see.")
@json_option
def inventories(organisation: str | None, json: bool) -> None:
    """List bills of materials, with their editions and how many components they have."""
    columns = ("organisation", "name", "system", "edition", "components")
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        found = queries.inventories().order_by("key", "id").iterator()
        answer_items((inventory_json(one) for one in found), columns=columns, json=json)


@click.command()
@click.argument("file", type=ReadableFile)
@json_option
def quality(file: Path, json: bool) -> None:
    """Say how much of the minimum elements, and of the data fields of BSI TR-03183-2, a CycloneDX or
    SPDX document says; nothing is stored."""
    with file.open("rb") as stream:
        found = assess(read_bill(stream, source=str(file)))
    lines = [
        f"{found.score} of 10 ({found.ntia_score} by the seven elements of 2021)",
        *(f"{one.element}: {one.present} of {one.total}" for one in found.elements),
        *_guideline_lines(found.guideline),
    ]
    answer(quality_json(found), text="\n".join(lines), json=json)


def _guideline_lines(told: Guideline) -> list[str]:
    named = (
        f"BSI TR-03183-2, {told.edition}" if told.edition else "BSI TR-03183-2: not in this format"
    )
    return [
        f"{named}: {'met' if told.is_met else 'not met'}",
        *(
            f"{one.section} {one.field}: {one.present} of {one.total}"
            f"{'' if one.is_required else ' (where it exists)'}"
            f"{f', first not in {one.lacking}' if one.lacking else ''}"
            for one in told.fields
        ),
    ]


@click.command("difference")
@click.argument("before", type=ReadableFile)
@click.argument("after", type=ReadableFile)
@json_option
def compare(before: Path, after: Path, json: bool) -> None:
    """Say what changed between two bills of materials, each CycloneDX or SPDX; nothing is stored."""
    with before.open("rb") as old, after.open("rb") as new:
        change = difference(read_bill(old, source=str(before)), read_bill(new, source=str(after)))
    told = difference_json(change)
    answer(told, text="\n".join(_change_lines(told)) or "no difference", json=json)


@click.command()
@click.argument("inventory")
@click.option("--organisation", metavar="CODE", required=True)
@click.option("--from", "before", metavar="N", default="", help="The one before, unless named.")
@click.option("--to", "after", metavar="N", default="", help="The newest, unless named.")
@json_option
def changes(inventory: str, organisation: str, before: str, after: str, json: bool) -> None:
    """Say what changed between two editions of a registered bill of materials, and which warnings
    the second opened and closed.

    INVENTORY is its name in the list of inventories."""
    with opened_house(), acting_for(organisation):
        found = queries.inventory_named(inventory, organisation=organisation)
        editions = queries.two_editions(found.id, before=before, after=after)
        told = difference_json(compared(*editions)) | moves_json(moved_warnings(*editions))
    lines = [
        *_change_lines(told),
        *(f"opened {one['cause']} ({', '.join(one['components'])})" for one in told["opened"]),
        *(f"closed {one['cause']} ({', '.join(one['components'])})" for one in told["closed"]),
    ]
    answer(told, text="\n".join(lines) or "no difference", json=json)


@click.command()
@click.argument("inventory")
@click.option("--organisation", metavar="CODE", required=True)
@json_option
def references(inventory: str, organisation: str, json: bool) -> None:
    """Say which other documents an organisation's bill of materials refers to, and which bills that
    the organisation may see refer to it.

    INVENTORY is its name in the list of inventories."""
    with opened_house(), acting_for(organisation):
        found = queries.inventory_named(inventory, organisation=organisation)
        editions = list(queries.editions(found.id))
        told = references_json(bills.references(editions, most=MOST_REFERENCES))
    lines = [
        *(
            f"-> {one['name'] or one['link']}{_place(one)}"
            f"{'' if one['exact'] or not one['name'] else ' (another version)'}"
            for one in told["bills"]
        ),
        *(f"<- {one['organisation']} {one['name']}{_place(one)}" for one in told["referrers"]),
    ]
    answer(told, text="\n".join(lines) or "no reference", json=json)


def _place(one: Shape) -> str:
    """Where in a bill a reference stands, and which edition is meant."""
    at = f" at {one['component']}" if one["component"] else ""
    return f"{at}, edition {one['edition']}" if one["edition"] else at


def _change_lines(told: Shape) -> list[str]:
    return [
        *(
            f"! {one['name']} {one['version']}: the same version with another hash,"
            f" {' '.join(one['before'])} -> {' '.join(one['after'])}"
            for one in told["hashes"]
        ),
        *(f"+ {one['name']} {one['version']}" for one in told["added"]),
        *(f"- {one['name']} {one['version']}" for one in told["removed"]),
        *(f"~ {one['name']} {one['before']} -> {one['after']}" for one in told["changed"]),
        *(
            f"~ {one['name']} {one['version']}: licence"
            f" {', '.join(one['before']) or 'none'} -> {', '.join(one['after']) or 'none'}"
            for one in told["licences"]
        ),
        *(
            f"~ {one['name']} {one['version']}: supplier"
            f" {one['before'] or 'none'} -> {one['after'] or 'none'}"
            for one in told["suppliers"]
        ),
    ]


@click.command()
@click.argument("inventory")
@click.argument("file", type=NewFile)
@click.option("--organisation", metavar="CODE", required=True)
@click.option(
    "--standard", type=click.Choice(list(WRITERS)), default="cyclonedx", show_default=True
)
@json_option
def export(inventory: str, file: Path, organisation: str, standard: str, json: bool) -> None:
    """Write an organisation's bill of materials to a file, as CycloneDX 1.6 or SPDX 2.3 in JSON.

    INVENTORY is its name in the list of inventories."""
    if file.exists():
        raise RefusedError(f"{file} exists already; an export overwrites nothing")
    with opened_house(), acting_for(organisation):
        found = queries.inventory_named(inventory, organisation=organisation)
        with file.open("xb") as stream:
            count = export_bill(found, stream, standard=standard)
    document = {"file": str(file), "components": count, "standard": standard}
    answer(document, text=f"{count} components in {file}", json=json)
