"""`noroshi partners …`"""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from noroshi.entrypoints.cli.answers import ReadableFile, answer, json_option, leave_refused
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.keeping import keeping
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.partner_shapes import declined_json, exchanged_json, partner_json
from noroshi.intelligence import partners
from noroshi.intelligence.actions import keep_partner
from noroshi.intelligence.actions.exchange import exchange_now
from noroshi.intelligence.exchanging import Kind
from noroshi.intelligence.rules import UNMARKED
from noroshi.kernel.clock import now
from noroshi.kernel.markings import Tlp
from noroshi.operations.secrets import first_line

labels = click.Choice([tlp.value for tlp in Tlp])
as_option = click.option("--organisation", metavar="CODE", required=True, help="Whose partner.")
of_option = click.option("--organisation", metavar="CODE", help="Only this organisation's.")


@click.command("list")
@of_option
@json_option
def list_all(organisation: str | None, json: bool) -> None:
    """List partners, and how the exchange with them goes."""
    columns = ("name", "organisation", "direction", "state", "reason", "last_contact", "lag",
               "in", "out", "declined", "next_at")  # fmt: skip
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        counts = partners.declined_counts()
        found = partners.partners()
        items = [partner_json(one, counts.get(one.id, 0), now=now()) for one in found]
    answer_items(items, columns=columns, json=json)


@click.command()
@click.argument("name")
@click.argument("url")
@as_option
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), default=Kind.TAXII.value,
              show_default=True, help="What is served there.")  # fmt: skip
@click.option("--pull", "pull_from", default="", metavar="COLLECTION", help="Read from there.")
@click.option("--push", "push_to", default="", metavar="COLLECTION", help="Add to there.")
@click.option("--recipient", default="", metavar="CODE", help="In whose view it is sent.")
@click.option("--tlp", type=labels, default=UNMARKED.value, show_default=True,
              help="Of what comes without a label.")  # fmt: skip
@click.option("--every", default=5, show_default=True, metavar="MINUTES")
@click.option(
    "--user",
    default="",
    help="With Basic; without it the secret is a bearer's token, "
    "and of a feed what the header Authorization says.",
)
@click.option("--secret-file", type=ReadableFile, help="Its first line: a password or a token.")
@json_option
def add(name: str, url: str, *, json: bool, secret_file: Path | None, organisation: str,
        tlp: str, kind: str, **wanted: Any) -> None:  # fmt: skip
    """Exchange with somebody who serves TAXII 2.1 at URL, a discovery or an API root, or read the MISP
    feed whose folder URL is.

    Of TAXII give --pull, --push or both; to push also --recipient."""
    secret = first_line(secret_file) if secret_file else ""
    made = keep_partner.Wanted(
        name, url, kind=Kind(kind), unmarked=Tlp(tlp), secret=secret, **wanted
    )
    with opened_house(), acting_for(organisation) as actor:
        partner = keep_partner.add_partner(made, by=actor, at=now())
        document = partner_json(partner, 0, now=now())
    answer(document, text=f"{name} is asked every {partner.every} minutes", json=json)


remove = keeping(
    keep_partner.remove_partner, "Exchange no more. What came stays.", "removed", of=as_option
)
pause = keeping(
    keep_partner.pause_partner, "Exchange no more until resumed.", "paused", of=as_option
)
resume = keeping(
    keep_partner.resume_partner, "Exchange again, from where it stopped.", "resumed", of=as_option
)


@click.command()
@click.argument("name")
@as_option
@click.option("--may-shrink", is_flag=True,
              help="Read a feed that has lost more than a tenth of its events.")  # fmt: skip
@json_option
def poll(name: str, organisation: str, may_shrink: bool, json: bool) -> None:
    """Exchange with a partner now, whenever it is due, for half a minute at most."""
    with opened_house():
        done = exchange_now(name, organisation=organisation, at=now(), may_shrink=may_shrink)
    came = f"in: {done.accepted} accepted, {done.unchanged} unchanged, {done.refused} refused"
    went = f"out: {done.given} accepted, {done.declined} refused"
    failed = f"; it failed: {done.reason}" if done.reason else ""
    answer(exchanged_json(name, done), text=f"{came}; {went}{failed}", json=json)
    if done.failures:
        leave_refused()


@click.command()
@click.argument("name")
@as_option
@json_option
def declined(name: str, organisation: str, json: bool) -> None:
    """List what was not taken in exchange with a partner, the newest first, and why."""
    columns = ("declined_at", "way", "object", "reason")
    with opened_house(), acting_for(organisation) as actor:
        found = partners.declined(partners.partner(name, actor).id)
        answer_items(map(declined_json, found), columns=columns, json=json)
