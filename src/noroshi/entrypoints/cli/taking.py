"""`noroshi reports take`, `take-file`, and `confirm`."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from noroshi.entrypoints.attachment_shapes import attachment_json
from noroshi.entrypoints.cli.answers import ReadableFile, answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.report_fields import in_words, read_report
from noroshi.entrypoints.report_shapes import promised_json, report_json
from noroshi.kernel.clock import now
from noroshi.kernel.errors import MalformedError
from noroshi.reporting import queries
from noroshi.reporting.actions.confirm_report import confirm_report
from noroshi.reporting.actions.keep_attachment import attach_for_caller
from noroshi.reporting.actions.take_report import Call, Onto, take_report, take_supplement
from noroshi.reporting.attaching import File
from noroshi.reporting.incident import Incident


@click.command()
@click.argument("file", type=ReadableFile)
@click.option("--organisation", metavar="CODE", required=True, help="Who takes it: the office.")
@click.option("--caller", metavar="CODE", required=True, help="Which operator telephoned.")
@click.option("--called-at", metavar="INSTANT", required=True, help="When it did, with its zone.")
@click.option("--consent", "consents", multiple=True, metavar="CODE=GROUP,…",
              help="Whom it lets read what besides, once it has confirmed.")  # fmt: skip
@click.option("--report", type=click.UUID, help="It telephones again: what is supplemented.")
@click.option("--number", type=click.IntRange(1), help="Of the report's newest version.")
@json_option
def take(file: Path, organisation: str, json: bool, **told: Any) -> None:
    """File what an operator tells by telephone, as the national office, and say its receipt."""
    if (told["report"] is None) != (told["number"] is None):
        raise click.UsageError("--report and --number go together")
    incident = read_report(file.read_bytes(), file.name)
    consents = dict(_consent(text) for text in told["consents"])
    call = Call(told["caller"], _instant(told["called_at"]), consents)
    with opened_house(), acting_for(organisation) as actor:
        try:
            kept = _taken(incident, call, told, by=actor, at=now())
        except MalformedError as error:
            raise in_words(error, file.name) from error
        document = report_json(kept.report, kept)
    answer(document, text=f"accepted: {document['receipt']['number']}", json=json)


@click.command("take-file")
@click.argument("report", type=click.UUID)
@click.argument("file", type=ReadableFile)
@click.option("--organisation", metavar="CODE", required=True, help="Who attaches it: the office.")
@json_option
def take_file(report: UUID, file: Path, organisation: str, json: bool) -> None:
    """Attach a file that an operator sent, as the national office, beside what it took down."""
    with opened_house(), acting_for(organisation) as actor, file.open("rb") as stream:
        made = attach_for_caller(report, File(file.name, stream), by=actor, at=now())
        document = attachment_json(made)
    answer(document, text=f"attached: {document['sha256']}", json=json)


@click.command()
@click.argument("report", type=click.UUID)
@click.option("--organisation", metavar="CODE", required=True, help="Whose report it is.")
@json_option
def confirm(report: UUID, organisation: str, json: bool) -> None:
    """Confirm what the national office filed, as it was told by telephone."""
    with opened_house():
        with acting_for(organisation) as actor:
            kept = confirm_report(report, by=actor, at=now())
        with acting_for(organisation):
            document = {**report_json(queries.report(report), kept), "receipt": promised_json(kept)}
    answer(document, text=f"confirmed: {document['receipt']['number']}", json=json)


def _taken(incident: Incident, call: Call, told: Mapping[str, Any], **act: Any) -> Any:
    if told["report"] is None:
        return take_report(incident, call, **act)
    return take_supplement(Onto(told["report"], told["number"]), incident, call, **act)


def _consent(text: str) -> tuple[str, list[str]]:
    code, equals, groups = text.partition("=")
    if not equals:
        raise MalformedError("consent: CODE=GROUP,GROUP")
    return code, groups.split(",")


def _instant(text: str) -> datetime:
    """Raises: MalformedError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise MalformedError("called-at: an instant such as 2026-11-02T09:30:00+09:00") from error
    if found.tzinfo is None:
        raise MalformedError("called-at: an instant with its zone")
    return found
