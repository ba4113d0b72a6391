"""Two operators with systems, two weaknesses that touch both, and machine clients."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from tests.emptying import empty
from tests.nation import (
    GATES,
    HEAD,
    ORGANISATIONS,
    POLICE,
    SUPPLIERS,
    bring_assets,
    bring_feeds,
    bring_product,
    cve_record,
    register,
)

BRANCH = HEAD + "Branch,vpn,gate-9,Fortinet,FortiOS,7.2.1,,,192.0.2.17,\n"
ALL = ("assets", "reports", "warnings", "intelligence")


@cache
def browser() -> Any:
    """Django's own client: the whole site, middleware included, in this process."""
    from django.conf import settings
    from django.test import Client

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


@dataclass
class Caller:
    """A machine client with its token."""

    actor: Actor
    client_id: str
    client_secret: str
    token: str = ""

    def call(self, method: str, path: str, body: Any = "", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        content_type = more.pop("content_type", "application/json")
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return browser().generic(
            method, f"/api/v1{path}", data, content_type, headers=headers, **more
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.call("GET", path, headers=headers)

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("POST", path, body, headers=headers)


def new_client(actor: Actor, *scopes: str) -> Caller:
    from noroshi.parties import queries
    from noroshi.parties.actions.create_client import create_client
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        own = queries.organisation(actor.organisation_code)
        made = create_client(scopes, organisation=own, by=actor, at=now())
    caller = Caller(actor, made.client_id, made.client_secret)
    caller.token = ask_token(caller).json()["access_token"]
    return caller


def ask_token(caller: Caller, **more: str) -> Any:
    form = {
        "grant_type": "client_credentials",
        "client_id": caller.client_id,
        "client_secret": caller.client_secret,
        **more,
    }
    return browser().post("/oauth/token", form)


def work() -> None:
    """What the worker does meanwhile."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs

    with connected_as(Role.WORKER):
        complete_handoffs()


@dataclass
class Nation:
    """The clients have every scope. maker: of the supplier of `product`, which the operators run."""

    actors: dict[str, Actor]
    east: Caller
    west: Caller
    office: Caller
    maker: Caller
    ministry: Caller
    product: str


@pytest.fixture(scope="module")
def nation(migrated, tmp_path_factory) -> Iterator[Nation]:
    actors = register(ORGANISATIONS + SUPPLIERS + POLICE)
    bring_assets(actors["P-EAST"], GATES)
    bring_assets(actors["P-WEST"], BRANCH)
    records = [cve_record(), cve_record("CVE-2099-0002", low="7.2.1", high="7.3.0")]
    feed = tmp_path_factory.mktemp("feed") / "cve.json"
    feed.write_text("\n".join(map(json.dumps, records)))
    bring_feeds(feed)
    product = bring_product(actors["GATES"], actors["NCO"])
    clients = (
        new_client(actors[code], *ALL) for code in ("P-EAST", "P-WEST", "NCO", "GATES", "METI")
    )
    yield Nation(actors, *clients, str(product.id))
    empty()
