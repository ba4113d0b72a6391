"""`noroshi reports attach`, and what becomes of the files beside reports."""

import shutil
from contextlib import nullcontext
from pathlib import Path
from uuid import UUID

import click

from noroshi.entrypoints.attachment_shapes import attachment_json
from noroshi.entrypoints.cli.answers import NewFile, ReadableFile, answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.kernel.clock import now
from noroshi.kernel.errors import RefusedError
from noroshi.reporting.actions.hand_out import hand_out
from noroshi.reporting.actions.keep_attachment import attach_to_report, erase_attachment
from noroshi.reporting.attaching import File
from noroshi.reporting.attachments import attachment, readable

owner = click.option("--organisation", metavar="CODE", required=True, help="Whose report it is.")


@click.command()
@click.argument("report", type=click.UUID)
@click.argument("file", type=ReadableFile)
@owner
@json_option
def attach(report: UUID, file: Path, organisation: str, json: bool) -> None:
    """Attach a file to a report. It is stored encrypted; what looks like live malware is told so."""
    with opened_house(), acting_for(organisation) as actor, file.open("rb") as stream:
        made = attach_to_report(report, File(file.name, stream), by=actor, at=now())
        document = attachment_json(made)
    look = f", looks live ({document['look']})" if document["look"] else ""
    answer(document, text=f"attached: {document['sha256']}{look}", json=json)


@click.command("attachments")
@click.argument("report", type=click.UUID)
@click.option("--organisation", metavar="CODE", help="Only what this one may see.")
@json_option
def list_attached(report: UUID, organisation: str | None, json: bool) -> None:
    """List the files beside a report."""
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        items = [attachment_json(one) for one in readable(report)]
    columns = ("id", "name", "size", "look", "sha256", "added_at", "erased_at")
    answer_items(items, columns=columns, json=json)


@click.command("attachment")
@click.argument("identifier", type=click.UUID)
@click.option("--to", type=NewFile, required=True, help="The file to write.")
@click.option("--organisation", metavar="CODE", required=True, help="Who reads it.")
@json_option
def fetch(identifier: UUID, to: Path, organisation: str, json: bool) -> None:
    """Write a file beside a report out again; not what looks live, which goes to analysts alone."""
    if to.exists():
        raise RefusedError(f"{to} exists already; nothing is overwritten")
    with opened_house(), acting_for(organisation) as actor:
        given = hand_out(identifier, by=actor, at=now())
        document = {**attachment_json(attachment(identifier)), "file": str(to)}
        with given.stream, to.open("xb") as target:
            shutil.copyfileobj(given.stream, target)
    answer(document, text=str(to), json=json)


@click.command("erase-attachment")
@click.argument("identifier", type=click.UUID)
@owner
@click.option("--reason", required=True, help="Why; its digest stays in the log.")
@json_option
def erase(identifier: UUID, organisation: str, reason: str, json: bool) -> None:
    """Erase a file beside a report: its octets, its key and its name."""
    with opened_house(), acting_for(organisation) as actor:
        erase_attachment(identifier, reason, by=actor, at=now())
        document = attachment_json(attachment(identifier))
    answer(document, text=f"erased: {document['sha256']}", json=json)
