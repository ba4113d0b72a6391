"""Through the API, the pages and the exports, too, a requester sees what the oracle says."""

import os
import re
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from tests.property.need_to_know.test_row_security import build
from tests.property.need_to_know.test_row_security import connection as connection  # noqa: PLC0414
from tests.property.need_to_know.worlds import World, make_world, visible

DOOR_WORLDS = int(os.environ.get("DOOR_WORLDS", "12"))
LISTS = {"warnings": "warnings_warning", "assets": "assets_asset"}
EXPORTS = ("csv", "json")
PASSWORD = "correct horse battery"
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture
def doors(connection):
    """The owner's connection, to build worlds with; sign-ins are not counted."""
    from django.conf import settings
    from django.core.cache import cache

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    cache.clear()
    return connection


def settle(connection: psycopg.Connection, world: World) -> None:
    """Commit the world, with a person and a client for each actor who is active."""
    from django.contrib.auth.hashers import make_password
    from django.core.cache import cache

    cache.clear()
    with connection.cursor() as cursor:
        build(cursor, world)
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL ROLE noroshi_worker")
        for actor in world.actors:
            cursor.execute(
                "INSERT INTO parties_person (id, password, email, name, token, is_active, is_demo)"
                " VALUES (%s, %s, %s, 'invented', gen_random_uuid(), true, true)",
                [actor, make_password(PASSWORD), f"{actor}@example.test"],
            )
            cursor.execute(
                "UPDATE parties_actor SET person_id = %s, role = 'analyst' WHERE id = %s",
                [actor, actor],
            )
    connection.commit()


def forget(connection: psycopg.Connection) -> None:
    connection.execute("TRUNCATE parties_organisation, parties_person, ledger_entry CASCADE")
    connection.commit()


def token_for(actor: UUID) -> str:
    from oauth2_provider.models import AccessToken, Application

    from noroshi.kernel.clock import now

    application, _ = Application.objects.get_or_create(
        client_id=str(actor),
        client_type="confidential",
        authorization_grant_type="client-credentials",
    )
    token, _ = AccessToken.objects.get_or_create(
        application=application,
        token=f"token-{actor}",
        scope="assets warnings",
        defaults={"expires": now() + timedelta(hours=1)},
    )
    return token.token


def seen_by_api(actor: UUID, name: str) -> set[str]:
    from django.test import Client

    answer = Client(SERVER_NAME="localhost").get(
        f"/api/v1/{name}?limit=200", headers={"Authorization": f"Bearer {token_for(actor)}"}
    )
    if answer.status_code in (401, 403):
        return set()
    assert answer.status_code == 200, answer.content
    return {item["id"] for item in answer.json()["items"]}


def seen_on_pages(actor: UUID, name: str, ours: set[str]) -> dict[str, set[str]]:
    """What the page and each export show, of rows whose ids are `ours`."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    entered = client.post("/sign-in/", {"login": f"{actor}@example.test", "password": PASSWORD})
    assert entered.status_code == 302, entered.content.decode()
    found = {}
    for query in ("", *(f"?format={kind}" for kind in EXPORTS)):
        answer = client.get(f"/{name}/{query}")
        text = answer.content.decode() if answer.status_code == 200 else ""
        found[query] = ours & set(UUIDS.findall(text))
    return found


@pytest.mark.parametrize("seed", range(DOOR_WORLDS))
def test_every_door_shows_exactly_what_the_oracle_says(doors, seed):
    world = make_world(9000 + seed, are_rows_shared=False)
    settle(doors, world)
    try:
        for actor, (_, is_active) in world.actors.items():
            expected = visible(world, actor)
            for name, table in LISTS.items():
                every = {str(row.id) for row in world.rows if row.table == table}
                wanted = {str(id_) for id_ in expected.get(table, set())}
                if is_active:
                    shown = seen_on_pages(actor, name, every)
                    assert shown == dict.fromkeys(shown, wanted), (name, actor)
        for actor in world.actors:
            for name, table in LISTS.items():
                wanted = {str(id_) for id_ in visible(world, actor).get(table, set())}
                assert seen_by_api(actor, name) == wanted, (name, actor)
    finally:
        doors.rollback()
        forget(doors)
