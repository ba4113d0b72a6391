"""`noroshi reports …`"""

import hashlib
import json as codec
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from noroshi.entrypoints.attachment_shapes import attachment_json
from noroshi.entrypoints.cli.answers import NewFile, ReadableFile, answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.report_fields import read_report
from noroshi.entrypoints.report_shapes import (
    difference_json,
    obligation_json,
    promised_json,
    report_json,
    version_json,
)
from noroshi.kernel.canonical import canonical_json
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, RefusedError
from noroshi.ledger.notes import read_keys
from noroshi.ledger.signing import signing_keys
from noroshi.parties.actions.answer_once import Sent, answer_once
from noroshi.reporting import queries
from noroshi.reporting.actions.accept_report import Manner, accept_version
from noroshi.reporting.actions.withdraw_report import withdraw_report
from noroshi.reporting.attachments import attachments
from noroshi.reporting.board import obligations, whole
from noroshi.reporting.forms.formats import FORMS
from noroshi.reporting.forms.signed import check_form, check_signature, sign_form
from noroshi.reporting.forms.templates import TEMPLATES
from noroshi.reporting.incident import Kind, schema

seen_by = click.option("--organisation", metavar="CODE", help="Only what this one may see.")


def refuse_existing(file: Path | None) -> None:
    """Raises: RefusedError."""
    if file and file.exists():
        raise RefusedError(f"{file} exists already; nothing is overwritten")


@click.command()
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.option(
    "--format", "form", type=click.Choice(list(TEMPLATES)), default="json", show_default=True
)
@click.option("--to", type=NewFile, help="The file to write; without it, standard output.")
@json_option
def template(kind: str, form: str, to: Path | None, json: bool) -> None:
    """Write a complete example of an incident, on a form that `submit` accepts; as HTML, an empty
    form that works without a network, with its signature beside it."""
    beside = to.with_name(f"{to.name}.sig") if to and form == "html" else None
    refuse_existing(to)
    refuse_existing(beside)
    octets = TEMPLATES[form](Kind(kind))
    if to:
        to.write_bytes(octets)
        if beside:
            beside.write_text(sign_form(octets, signing_keys().signers), encoding="utf-8")
        signature = {"signature": str(beside)} if beside else {}
        answer({"file": str(to), "format": form, **signature}, text=str(to), json=json)
    else:
        click.echo(octets, nl=False)


@click.command("check-form")
@click.argument("file", type=ReadableFile)
@click.option("--signature", type=ReadableFile, help="Its signature; FILE.sig, if that is there.")
@click.option("--key", type=ReadableFile, help="The log's keys, as `ledger key` says them.")
@json_option
def check_offline(file: Path, signature: Path | None, key: Path | None, json: bool) -> None:
    """Check that an offline form is whole and, with the keys, that it is the house's.

    Without --key it can only be said that the form agrees with itself."""
    octets = file.read_bytes()
    digest = check_form(octets, file.name)
    if key:
        beside = signature or file.with_name(f"{file.name}.sig")
        if not beside.exists():
            raise AbsentError(f"there is no signature at {beside}")
        keys = read_keys(key.read_text(encoding="utf-8"), source=key.name)
        check_signature(octets, beside.read_text(encoding="utf-8"), keys, beside.name)
    state = "authentic" if key else "self-consistent, not authenticated"
    document = {"digest": digest, "is_authenticated": bool(key), "state": state}
    answer(document, text=f"{state}: {digest}", json=json)


@click.command("schema")
@json_option
def write_schema(json: bool) -> None:
    """Write the JSON Schema of an incident."""
    answer(schema(), text=codec.dumps(schema(), indent=2), json=json)


@click.command()
@click.argument("file", type=ReadableFile)
@click.option("--organisation", metavar="CODE", required=True, help="Who reports.")
@click.option("--report", type=click.UUID, help="Of which report this is the next version.")
@click.option("--correction", default="", metavar="WHY", help="It corrects what was filed wrongly.")
@click.option("--order", type=click.UUID, help="It meets this order of the ministry.")
@click.option("--key", help="Sent again under the same key, it gets the same receipt.")
@json_option
def submit(file: Path, organisation: str, key: str | None, json: bool, **given: Any) -> None:
    """File a report, or the next version of one, and say its receipt."""
    octets = file.read_bytes()
    incident = read_report(octets, file.name)
    saying = "".join(f"{value}\n" for value in given.values()).encode()

    def give() -> dict[str, Any]:
        kept = accept_version(incident, Manner(**given), by=actor, at=now())
        return report_json(queries.report(kept.report_id), kept)

    with opened_house():
        with acting_for(organisation) as actor:
            sent = Sent(key or "", hashlib.sha256(saying + octets).digest())
            document = answer_once(sent, give, by=actor, at=now()) if key else give()
        with acting_for(organisation):
            version = queries.versions(queries.report(UUID(document["id"]))).get(
                receipt=document["receipt"]["number"]
            )
            document["receipt"] = promised_json(version)
    answer(document, text=f"accepted: {document['receipt']['number']}", json=json)


@click.command()
@click.argument("report", type=click.UUID)
@seen_by
@json_option
def versions(report: UUID, organisation: str | None, json: bool) -> None:
    """List the versions of a report, the newest first, and what each says otherwise."""
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        found = queries.report(report)
        items = [
            {
                **version_json(one),
                "differences": [
                    difference_json(field)
                    for field in queries.difference(found, max(one.number - 1, 1), one.number)
                ],
            }
            for one in queries.versions(found)
        ]
    answer_items(items, columns=("number", "act", "reason", "receipt", "changes"), json=json)


@click.command()
@click.argument("report", type=click.UUID)
@click.option("--organisation", metavar="CODE", required=True, help="Whose report it is.")
@click.option("--reason", required=True, help="Why; whoever received the report reads it.")
@json_option
def withdraw(report: UUID, organisation: str, reason: str, json: bool) -> None:
    """Withdraw a report, which is not deleted by that, and say the receipt."""
    with opened_house():
        with acting_for(organisation) as actor:
            kept = withdraw_report(report, reason, by=actor, at=now())
        with acting_for(organisation):
            document = {
                **report_json(queries.report(report), kept),
                "receipt": promised_json(kept),
            }
    answer(document, text=f"withdrawn: {document['receipt']['number']}", json=json)


@click.command("list")
@seen_by
@json_option
def list_all(organisation: str | None, json: bool) -> None:
    """List reports, the one that changed last on top."""
    columns = ("id", "organisation", "kind", "title", "stage", "regimes", "changed_at")
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        newest = queries.newest()
        items = [report_json(one, newest[one.id]) for one in queries.reports()]
    answer_items(items, columns=columns, json=json)


@click.command()
@seen_by
@json_option
def deadlines(organisation: str | None, json: bool) -> None:
    """List what is owed, by when and why, the one that is due first on top."""
    columns = ("organisation", "regime", "stage", "recipient", "due_at", "state", "why")
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        items = [obligation_json(one) for one in whole(obligations())]
    answer_items(items, columns=columns, json=json)


@click.command()
@click.argument("report", type=click.UUID)
@click.option(
    "--format", "form", type=click.Choice(["json", *FORMS]), default="json", show_default=True
)
@click.option("--version", "number", type=click.IntRange(1), help="Which one; else the newest.")
@click.option("--to", type=NewFile, help="The file to write; without it, standard output.")
@seen_by
@json_option
def export(report: UUID, form: str, to: Path | None, json: bool, **which: Any) -> None:
    """Write a version of a report, on a form or as an incident that `submit` accepts."""
    refuse_existing(to)
    organisation = which["organisation"]
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        found = queries.report(report)
        kept = queries.version(found, which["number"] or found.version)
        filed = queries.filed(kept)
        files = [attachment_json(one) for one in attachments(found)]
    if form == "json" and not to:
        answer(kept.content, text=codec.dumps(kept.content, ensure_ascii=False), json=json)
        return
    octets = FORMS[form].write(filed) if form in FORMS else canonical_json(kept.content)
    if to:
        to.write_bytes(octets)
    document = {
        "file": str(to) if to else None,
        "format": form,
        "receipt": filed.receipt,
        "sha256": hashlib.sha256(octets).hexdigest(),
        "attachments": files,
    }
    if json or to:
        answer(document, text=f"{filed.receipt} in {to}", json=json)
    else:
        click.echo(octets, nl=False)
