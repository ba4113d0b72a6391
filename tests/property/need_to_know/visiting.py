"""Random worlds stored side by side, and somebody from each at the doors."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import psycopg

from tests.emptying import empty
from tests.property.need_to_know.building import build
from tests.property.need_to_know.doors import Knocker, numbers
from tests.property.need_to_know.shown import Expected, expected_of, names
from tests.property.need_to_know.worlds import WEAKNESSES, World, make_world, together

BESIDE = 200  # worlds in one database at a time
PASSWORD = "correct horse battery"


class Side:
    """Worlds side by side, of which an answer may name any row."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self.worlds = worlds
        self.tables = names(worlds)
        self._named = {str(id_)[:30]: id_ for id_ in self.tables}
        rows = [row for world in worlds for row in world.rows]
        self._weak = {(one.id, one.kind) for one in rows if one.table == "vulnerabilities_exposure"}
        notes = {one.owner: one.id for one in rows if one.table == "warnings_note"}
        self.note_of = {one.id: notes[one.owner] for one in rows if one.table == "warnings_warning"}

    def named(self, text: str) -> set[UUID]:
        """The rows that a text gives away."""
        return {self._named[one] for one in numbers(text) if one in self._named}

    def listed(self, ids: set[UUID], table: str, kind: UUID) -> set[UUID]:
        """Those of a table; of exposures those to a weakness."""
        if table == "vulnerabilities_exposure":
            return {id_ for id_ in ids if (id_, kind) in self._weak}
        return {id_ for id_ in ids if self.tables[id_] == table}


Look = Callable[[Side, Knocker, Expected, random.Random], None]


def visit(connection: psycopg.Connection, seeds: range, look: Look) -> None:
    """Let somebody look at the doors of each world, while as many others are beside it as may be.

    connection: the owner's."""
    from django.core.cache import cache

    for first in seeds[::BESIDE]:
        batch = range(first, min(first + BESIDE, seeds.stop))
        worlds = [make_world(seed, place=place) for place, seed in enumerate(batch)]
        cache.clear()  # sign-ins are counted there
        settle(connection, worlds)
        side, dice = Side(worlds), random.Random(first)
        chosen = [(world, dice.choice(list(world.actors))) for world in worlds]
        knockers = let_in([actor for _, actor in chosen])
        for seed, (world, actor), knocker in zip(batch, chosen, knockers, strict=True):
            try:
                look(side, knocker, expected_of(worlds, world, actor), dice)
            except AssertionError as error:
                error.add_note(f"world {seed}, actor {actor}")
                raise
        empty()


def settle(connection: psycopg.Connection, worlds: Sequence[World]) -> None:
    """Commit the worlds, with a person for each actor."""
    from django.contrib.auth.hashers import make_password

    password = make_password(PASSWORD)
    with connection.pipeline(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE noroshi_worker")
        cursor.executemany(
            "INSERT INTO vulnerabilities_vulnerability (id, source, state, assigner, title, title_ja,"
            ' description, description_ja, cwes, "references", cvss_version, cvss_vector,'
            " cvss_severity, ssvc_exploitation, ssvc_automatable, ssvc_technical_impact, digest)"
            " VALUES (%s, 'cve', 'PUBLISHED', '', '', '', '', '', '{}', '{}', '', '', '', '', '', '',"
            " '\\x00')",
            [[str(one)] for one in WEAKNESSES],
        )
        build(cursor, together(worlds))
        cursor.execute("SET LOCAL ROLE noroshi_worker")
        actors = [actor for world in worlds for actor in world.actors]
        cursor.execute(
            "INSERT INTO parties_person (id, password, email, name, token, is_active, is_demo)"
            " SELECT id, %s, id || '@example.test', id::text, gen_random_uuid(), true, true"
            " FROM unnest(%s::uuid[]) id",
            [password, actors],
        )
        cursor.execute(
            "UPDATE parties_actor SET person_id = id, role = 'analyst', kind = 'person'"
            " WHERE id = ANY (%s)",
            [actors],
        )
        cursor.execute(
            "UPDATE ledger_entry e SET seq = n.seq"
            " FROM (SELECT id, row_number() OVER () AS seq FROM ledger_entry) n WHERE n.id = e.id"
        )
    connection.commit()


def let_in(actors: Sequence[UUID]) -> Iterator[Knocker]:
    """The first signs in with a password; the others have sessions like that one. Each has a token."""
    from django.contrib.sessions.models import Session
    from django.test import Client
    from oauth2_provider.models import AccessToken, Application

    from noroshi.kernel.clock import now

    first, client = actors[0], Client(SERVER_NAME="localhost")
    answer = client.post("/sign-in/", {"login": f"{first}@example.test", "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    signed_in = Session.objects.get(session_key=client.session.session_key)
    known = json.dumps(signed_in.get_decoded())
    store, until = signed_in.get_session_store_class()(), now() + timedelta(hours=1)
    Session.objects.bulk_create(
        Session(
            session_key=actor.hex,
            expire_date=until,
            session_data=store.encode(
                json.loads(known.replace(str(first), str(actor)).replace(first.hex, actor.hex))
            ),
        )
        for actor in actors
    )
    applications = Application.objects.bulk_create(
        Application(
            client_id=str(actor),
            client_type="confidential",
            authorization_grant_type="client-credentials",
        )
        for actor in actors
    )
    AccessToken.objects.bulk_create(
        AccessToken(
            application=application,
            token=f"token-{application.client_id}",
            scope="assets warnings",
            expires=until,
        )
        for application in applications
    )
    for actor in actors:
        yield Knocker(client, actor.hex, f"token-{actor}")
