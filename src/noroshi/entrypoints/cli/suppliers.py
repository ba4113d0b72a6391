"""`noroshi suppliers …`"""

from contextlib import nullcontext
from datetime import datetime
from typing import Any
from uuid import UUID

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.cli.tables import answer_items, told_answer
from noroshi.entrypoints.supplier_shapes import line_json, product_json, thread_json
from noroshi.formats.advisories import Justification, Status
from noroshi.kernel.clock import now
from noroshi.suppliers import queries
from noroshi.suppliers.actions.answer_thread import answer_thread, close_thread, extend_thread
from noroshi.suppliers.actions.claim_product import claim_product, verify_product, withdraw_product
from noroshi.suppliers.actions.send_thread import Message, send_thread
from noroshi.suppliers.rules import CLOSED, Answer, AnswerKind, Kind, State

as_option = click.option("--organisation", metavar="CODE", required=True, help="Who does it.")
day = click.DateTime(["%Y-%m-%d"])


def _codes(kinds: Any) -> click.Choice[str]:
    return click.Choice([kind.value for kind in kinds])


@click.command()
@click.argument("vendor")
@click.argument("product")
@as_option
@json_option
def claim(vendor: str, product: str, organisation: str, json: bool) -> None:
    """Name a product as a supplier's own; the national office will verify it."""
    with opened_house(), acting_for(organisation) as actor:
        made = claim_product(vendor, product, by=actor, at=now())
        document = product_json(made, ())
    answer(document, text=f"{made.id} waits to be verified", json=json)


@click.command()
@click.option("--organisation", metavar="CODE", help="Only what this organisation may see.")
@json_option
def products(organisation: str | None, json: bool) -> None:
    """List the products of suppliers; a supplier's own with roughly how many run which version."""
    columns = ("id", "organisation", "vendor", "product", "verified_at", "versions")
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        counts = queries.rough_counts()
        items = [product_json(one, counts.get(one.id, ())) for one in queries.claims()]
    answer_items(items if json else map(_plain, items), columns=columns, json=json)


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    versions = [f"{one['version'] or '?'}: {one['organisations']}+" for one in item["versions"]]
    return {**item, "versions": versions}


@click.command()
@click.argument("product", type=click.UUID)
@as_option
@json_option
def verify(product: UUID, organisation: str, json: bool) -> None:
    """Confirm that a product is the supplier's who named it. The national office alone may."""
    with opened_house(), acting_for(organisation) as actor:
        verify_product(product, by=actor, at=now())
        document = product_json(queries.claim(product), ())
    answer(document, text="verified", json=json)


@click.command()
@click.argument("product", type=click.UUID)
@click.argument("cause")
@as_option
@click.option("--kind", type=_codes(Kind), required=True)
@click.option("--text", required=True, help="What to tell or ask; it names nobody who runs it.")
@click.option("--due-on", type=day, help="Until the end of which day; without it, by policy.")
@json_option
def send(
    product: UUID,
    cause: str,
    *,
    organisation: str,
    kind: str,
    text: str,
    due_on: datetime | None,
    json: bool,
) -> None:
    """Send the supplier of a product a vulnerability notice or a request for measures.

    It is no order. The national office alone may."""
    message = Message(product, cause, Kind(kind), text, due_on and due_on.date())
    with opened_house(), acting_for(organisation) as actor:
        sent = send_thread(message, by=actor, at=now())
        document = thread_json(queries.thread(sent.id))
    answer(document, text=f"{sent.id} is sent, due {document['due_at']}", json=json)


@click.command()
@click.option("--organisation", metavar="CODE", help="Only what this organisation may see.")
@json_option
def threads(organisation: str | None, json: bool) -> None:
    """List notices and requests to suppliers, the one that is due first on top."""
    columns = ("id", "organisation", "product_name", "cause", "kind", "state", "due_at")
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        found = queries.threads().order_by("due_at", "id")
        answer_items((thread_json(one) for one in found), columns=columns, json=json)


@click.command("thread")
@click.argument("thread", type=click.UUID)
@click.option("--organisation", metavar="CODE", help="Only if this organisation may see it.")
@json_option
def show_thread(thread: UUID, organisation: str | None, json: bool) -> None:
    """Show a notice or request with everything that was said in it."""
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        document = thread_json(queries.thread(thread))
        document["history"] = [line_json(one) for one in queries.lines(thread)]
    about = (
        document[name] for name in ("organisation", "product_name", "cause", "state", "due_at")
    )
    lines = [
        " · ".join(about),
        *(f"{one['written_at']} {one['writer']}: {_said(one)}" for one in document["history"]),
    ]
    answer(document, text="\n".join(lines), json=json)


def _said(line: dict[str, Any]) -> str:
    told = told_answer(line["answer"]) if line["answer"] else ""
    return " · ".join(filter(None, (told, line["text"])))


@click.command("answer")
@click.argument("thread", type=click.UUID)
@as_option
@click.option("--kind", type=_codes(AnswerKind), required=True)
@click.option("--fixed-in", default="", help="Of a fix: the version.")
@click.option("--expected-on", type=day, help="Of a date: the day.")
@click.option("--status", type=_codes(Status), default=None, help="Of VEX.")
@click.option("--justification", type=_codes(Justification), default=None, help="Of VEX.")
@click.option("--version", multiple=True, help="Of VEX: a version or range; none means all.")
@click.option("--advice", default="", help="Of a date or an end: what operators should do.")
@click.option("--text", default="", help="In words.")
@json_option
def answer_one(
    thread: UUID,
    *,
    organisation: str,
    kind: str,
    fixed_in: str,
    expected_on: datetime | None,
    status: str | None,
    justification: str | None,
    version: tuple[str, ...],
    advice: str,
    text: str,
    json: bool,
) -> None:
    """Answer a notice or a request, as its supplier: with a fix, VEX, a date or an end.

    VEX becomes a document by the supplier as its author."""
    said = Answer(
        kind=AnswerKind(kind),
        text=text,
        fixed_in=fixed_in,
        expected_on=expected_on and expected_on.date(),
        status=status or "",
        justification=justification or "",
        versions=version,
        advice=advice,
    )
    with opened_house(), acting_for(organisation) as actor:
        answer_thread(thread, said, by=actor, at=now())
        document = thread_json(queries.thread(thread))
    answer(document, text="answered", json=json)


@click.command()
@click.argument("thread", type=click.UUID)
@as_option
@click.option("--state", type=_codes(CLOSED), required=True)
@json_option
def close(thread: UUID, organisation: str, state: str, json: bool) -> None:
    """Take an answer for done, or withdraw what was sent. The national office alone may."""
    with opened_house(), acting_for(organisation) as actor:
        close_thread(thread, State(state), by=actor, at=now())
        document = thread_json(queries.thread(thread))
    answer(document, text=state, json=json)


@click.command()
@click.argument("thread", type=click.UUID)
@as_option
@click.option("--due-on", type=day, required=True, help="Until the end of which day.")
@json_option
def extend(thread: UUID, organisation: str, due_on: datetime, json: bool) -> None:
    """Give the supplier more time to answer. The national office alone may."""
    with opened_house(), acting_for(organisation) as actor:
        extend_thread(thread, due_on.date(), by=actor, at=now())
        document = thread_json(queries.thread(thread))
    answer(document, text=f"due {document['due_at']}", json=json)


@click.command()
@click.argument("product", type=click.UUID)
@as_option
@click.option("--reason", required=True, help="Why; the supplier reads it.")
@json_option
def withdraw(product: UUID, organisation: str, reason: str, json: bool) -> None:
    """Take back that a product is a supplier's, or refuse that it is.

    The national office alone may."""
    with opened_house(), acting_for(organisation) as actor:
        withdraw_product(product, reason, by=actor, at=now())
        document = product_json(queries.claim(product), ())
    answer(document, text="withdrawn", json=json)
