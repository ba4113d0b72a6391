"""`noroshi providers …`"""

import click

from noroshi.entrypoints.cli.answers import answer, json_option, leave_refused
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.keeping import keeping
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.entrypoints.provider_shapes import Counts, looked_json, provider_json, refused_json
from noroshi.kernel.clock import now
from noroshi.suppliers.actions import keep_provider
from noroshi.suppliers.actions.look_at_provider import look_now
from noroshi.suppliers.mirrors import queries

as_option = click.option(
    "--organisation", metavar="CODE", required=True, help="The national office."
)


@click.command("list")
@as_option
@json_option
def list_all(organisation: str, json: bool) -> None:
    """List providers, and how it goes with each."""
    columns = ("name", "publisher", "role", "is_listed", "is_mirrored", "state", "reason",
               "last_contact", "lag", "offered", "mirrored", "refused", "next_at")  # fmt: skip
    with opened_house(), acting_for(organisation) as actor:
        counts = Counts(queries.mirrored_counts(), queries.refused_counts())
        items = [provider_json(one, counts, now=now()) for one in queries.providers(actor)]
    answer_items(items, columns=columns, json=json)


@click.command()
@click.argument("name")
@click.argument("url")
@as_option
@click.option("--list-only", is_flag=True, help="Copy nothing, whatever it allows.")
@click.option("--every", default=60, show_default=True, metavar="MINUTES")
@json_option
def add(name: str, url: str, *, organisation: str, list_only: bool, every: int, json: bool) -> None:
    """List the CSAF provider whose provider-metadata.json is at URL, and copy what it publishes for
    everybody, as far as it allows either. NAME is the folder of the copies."""
    wanted = keep_provider.Wanted(name, url, mirror=not list_only, every=every)
    with opened_house(), acting_for(organisation) as actor:
        provider = keep_provider.add_provider(wanted, by=actor, at=now())
        document = provider_json(provider, now=now())
    answer(document, text=f"{name} is looked at every {every} minutes", json=json)


remove = keeping(
    keep_provider.remove_provider,
    "List it no more, and drop what was copied.",
    "removed",
    of=as_option,
)
pause = keeping(keep_provider.pause_provider, "Look no more until resumed.", "paused", of=as_option)
resume = keeping(keep_provider.resume_provider, "Look again.", "resumed", of=as_option)


@click.command()
@click.argument("name")
@as_option
@click.option("--may-shrink", is_flag=True,
              help="Go on where more than a tenth is offered no more.")  # fmt: skip
@json_option
def look(name: str, organisation: str, may_shrink: bool, json: bool) -> None:
    """Look at a provider now, whenever it is due, for half a minute at most."""
    with opened_house():
        done = look_now(name, organisation=organisation, at=now(), may_shrink=may_shrink)
    text = f"{done.accepted} accepted, {done.refused} refused, {done.dropped} dropped"
    failed = f"; it failed: {done.reason}" if done.reason else ""
    answer(looked_json(name, done), text=f"{text}{failed}", json=json)
    if done.failures:
        leave_refused()


@click.command()
@click.argument("name")
@as_option
@json_option
def refused(name: str, organisation: str, json: bool) -> None:
    """List what was not copied of a provider, the last first, and why."""
    columns = ("refused_at", "document", "reason")
    with opened_house(), acting_for(organisation) as actor:
        found = queries.refused(queries.provider(name, actor).id)
        answer_items(map(refused_json, found), columns=columns, json=json)
