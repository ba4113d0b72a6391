"""`noroshi people …`"""

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.kernel.clock import now
from noroshi.parties import queries
from noroshi.parties.actions.invite_person import GRANTABLE, invite_person


@click.command()
@click.argument("email")
@click.option("--organisation", metavar="CODE", required=True)
@click.option("--role", type=click.Choice([role.value for role in GRANTABLE]), required=True)
@json_option
def invite(email: str, organisation: str, role: str, json: bool) -> None:
    """Give somebody a role at an organisation.

    Who is new gets a password, which is shown this once."""
    with opened_house():
        invitation = invite_person(
            email,
            organisation=queries.organisation(organisation),
            role=role,
            by=None,
            at=now(),
        )
    document = {
        "email": invitation.person.email,
        "organisation": organisation,
        "role": role,
        "password": invitation.password,
    }
    password = f"; password, shown once: {invitation.password}" if invitation.password else ""
    text = f"{invitation.person.email} is {role} at {organisation}{password}"
    answer(document, text=text, json=json)
