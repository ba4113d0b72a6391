"""`noroshi reports consent`, and `consents`."""

from contextlib import nullcontext
from typing import Any
from uuid import UUID

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.consent_shapes import consent_json
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError
from noroshi.reporting import queries
from noroshi.reporting.actions.keep_consent import give_consent, withdraw_consent
from noroshi.reporting.consents import consents, standing


@click.command()
@click.argument("report", type=click.UUID)
@click.option("--organisation", metavar="CODE", required=True, help="Whose report it is.")
@click.option("--recipient", metavar="CODE", required=True, help="Which authority.")
@click.option("--group", "groups", multiple=True, metavar="GROUP", help="What it may read.")
@click.option("--withdraw", is_flag=True, help="Take the consent back.")
@json_option
def consent(report: UUID, organisation: str, json: bool, **what: Any) -> None:
    """Let an authority read groups of fields of a report, from its newest version on; or take that
    back, and say what has left."""
    recipient, groups, withdraw = what["recipient"], what["groups"], what["withdraw"]
    if withdraw == bool(groups):
        raise click.UsageError("Say either --group or --withdraw.")
    with opened_house(), acting_for(organisation) as actor:
        if withdraw:
            held = standing(queries.report(report)).filter(code=recipient).first()
            if held is None:
                raise AbsentError(f"there is no consent to {recipient}")
            withdraw_consent(report, held.id, by=actor, at=now())
            held.refresh_from_db()
        else:
            held = give_consent(report, recipient, groups, by=actor, at=now())
        document = consent_json(held)
    gone = [f"version {one['version']} at {one['at']}" for one in document["left"]]
    gone += [f"file {one['name'] or one['sha256']} at {one['at']}" for one in document["files"]]
    left = ", ".join(gone)
    said = "withdrawn" if withdraw else f"reads {', '.join(document['groups'])}"
    answer(document, text=f"{recipient}: {said}; has left: {left or 'nothing'}", json=json)


@click.command("consents")
@click.argument("report", type=click.UUID)
@click.option("--organisation", metavar="CODE", help="Only what this one may see.")
@json_option
def list_given(report: UUID, organisation: str | None, json: bool) -> None:
    """List the consents of a report, the newest first, with what has left under each."""
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        items = [consent_json(one) for one in consents(queries.report(report))]
    columns = ("id", "recipient", "groups", "given_at", "withdrawn_at")
    answer_items(items, columns=columns, json=json)
