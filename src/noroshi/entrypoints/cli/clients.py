"""`noroshi clients …`"""

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.kernel.clock import now
from noroshi.parties import queries
from noroshi.parties.actions.create_client import SCOPES, create_client


@click.command()
@click.option("--organisation", metavar="CODE", required=True)
@click.option("--scope", type=click.Choice(SCOPES), multiple=True, required=True)
@json_option
def create(organisation: str, scope: tuple[str, ...], json: bool) -> None:
    """Make a machine client that acts for an organisation.

    Its secret is shown this once and stored hashed. --scope may be repeated."""
    with opened_house():
        credentials = create_client(
            scope, organisation=queries.organisation(organisation), by=None, at=now()
        )
    document = {
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
        "scopes": list(credentials.scopes),
        "organisation": organisation,
    }
    text = f"client_id: {credentials.client_id}\nclient_secret: {credentials.client_secret}"
    answer(document, text=text, json=json)
