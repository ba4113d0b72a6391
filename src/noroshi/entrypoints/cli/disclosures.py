"""`noroshi disclosures …`"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.suppliers import as_option, day
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.supplier_shapes import disclosure_json, disclosure_line_json
from noroshi.kernel.clock import now
from noroshi.suppliers import queries
from noroshi.suppliers.actions import coordinate_disclosure as actions
from noroshi.suppliers.actions.report_weakness import comment_disclosure, report_weakness
from noroshi.suppliers.disclosing import Stage, Weakness

reason_option = click.option("--reason", required=True, help="Why; it is recorded.")
disclosure_argument = click.argument("disclosure", type=click.UUID)


def weakness_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which a weakness is told, as members of Weakness."""
    for option in (
        click.option("--cvss", "cvss_vector", default="", help="A CVSS vector, if there is one."),
        click.option("--version", "versions", multiple=True, help="Or range; none means all."),
        click.option("--description", required=True, help="What it is and how it shows."),
        click.option("--title", required=True, help="In a few words."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("vendor")
@click.argument("product")
@as_option
@weakness_options
@json_option
def report(vendor: str, product: str, *, organisation: str, json: bool, **told: Any) -> None:
    """Report a weakness that is not public to the national office.

    Nobody but the office, the supplier once it is open, and you learn that it exists."""
    weakness = Weakness(vendor=vendor, product=product, **told)
    with opened_house(), acting_for(organisation) as actor:
        made = report_weakness(weakness, by=actor, at=now())
        document = disclosure_json(queries.disclosure(made.id))
    answer(document, text=f"{made.id} is reported", json=json)


@click.command("list")
@click.option("--organisation", metavar="CODE", required=True, help="As a party of them.")
@click.option(
    "--state", type=click.Choice([stage.value for stage in Stage]), default=None, help="Only those."
)
@click.option("--text", default="", help="Part of a title, product or name.")
@json_option
def list_all(organisation: str, state: str | None, text: str, json: bool) -> None:
    """List the weaknesses under embargo, and those that were, of which somebody is a party."""
    columns = ("id", "state", "vendor", "product", "embargo_until", "agreed_at", "name")
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        found = queries.disclosures(state=state or "", text=text)
        items = [disclosure_json(one) for one in found]
    answer_items(items, columns=columns, json=json)


@click.command()
@disclosure_argument
@as_option
@click.option("--text", required=True, help="What to say.")
@json_option
def comment(disclosure: UUID, organisation: str, text: str, json: bool) -> None:
    """Add a line, which the office, the supplier and the reporter read."""
    with opened_house(), acting_for(organisation) as actor:
        line = disclosure_line_json(comment_disclosure(disclosure, text, by=actor, at=now()))
    answer(line, text="added", json=json)


@click.command()
@disclosure_argument
@click.argument("product", type=click.UUID)
@as_option
@json_option
def accept(disclosure: UUID, product: UUID, organisation: str, json: bool) -> None:
    """Open it with the supplier of a verified product. The national office alone may."""
    _act(organisation, json, actions.accept_report, disclosure, product)


@click.command()
@disclosure_argument
@click.argument("vendor")
@click.argument("product")
@as_option
@weakness_options
@json_option
def describe(
    disclosure: UUID, vendor: str, product: str, *, organisation: str, json: bool, **told: Any
) -> None:
    """Say anew what it is, as the office or the supplier. Which product it is of stays."""
    weakness = Weakness(vendor=vendor, product=product, **told)
    _act(organisation, json, actions.describe_weakness, disclosure, weakness)


@click.command()
@disclosure_argument
@as_option
@click.option("--until", type=day, required=True, help="The day of publication.")
@json_option
def embargo(disclosure: UUID, organisation: str, until: datetime, json: bool) -> None:
    """Propose the day of publication, as the office or the supplier."""
    _act(organisation, json, actions.propose_embargo, disclosure, until.date())


@click.command()
@disclosure_argument
@as_option
@json_option
def agree(disclosure: UUID, organisation: str, json: bool) -> None:
    """Agree to the day that the other side proposed."""
    _act(organisation, json, actions.agree_embargo, disclosure)


@click.command()
@disclosure_argument
@as_option
@reason_option
@json_option
def publish(disclosure: UUID, organisation: str, reason: str, json: bool) -> None:
    """Publish without waiting, for a reason. The national office alone may."""
    _act(organisation, json, actions.publish_now, disclosure, reason)


@click.command()
@disclosure_argument
@as_option
@reason_option
@json_option
def close(disclosure: UUID, organisation: str, reason: str, json: bool) -> None:
    """Close it unpublished. The national office alone may."""
    _act(organisation, json, actions.close_disclosure, disclosure, reason)


@click.command()
@disclosure_argument
@click.argument("identifier")
@as_option
@json_option
def cve(disclosure: UUID, identifier: str, organisation: str, json: bool) -> None:
    """Say which CVE identifier it got, as the office or the supplier."""
    _act(organisation, json, actions.name_cve, disclosure, identifier)


def _act(
    organisation: str, json: bool, act: Callable[..., Any], disclosure: UUID, *given: Any
) -> None:
    with opened_house(), acting_for(organisation) as actor:
        act(disclosure, *given, by=actor, at=now())
        document = disclosure_json(queries.disclosure(disclosure))
    answer(document, text=document["state"], json=json)
