"""What a requester sees through SQL is what the oracle says, in thousands of random worlds."""

import os

import psycopg
import pytest
from psycopg import sql

from tests.property.need_to_know.building import build
from tests.property.need_to_know.worlds import Seen, beside, make_world, together, visible

WORLDS = int(os.environ.get("WORLDS", "2000"))
BESIDE = 20
PARTS = 4
TABLES = (
    "parties_organisation", "parties_community", "parties_network", "parties_actor",
    "assets_system", "assets_inventory", "assets_edition", "assets_asset",
    "warnings_warning", "warnings_note", "ledger_entry",
    "parties_savedview", "suppliers_productclaim",
)  # fmt: skip
# Who is exposed is a view of three tables, of which one row may be of many owners' assets.
OF_EXPOSURES = {
    "vulnerabilities_exposure": "asset_id", "vulnerabilities_assetofkind": "asset_id",
    "vulnerabilities_ruling": "asset_id", "vulnerabilities_finding": "cause::uuid",
}  # fmt: skip


@pytest.fixture
def connection(database, server):
    """The owner's connection, allowed to take either restricted role."""
    from noroshi.operations.database import RESTRICTED, change_role, owner_parameters

    owner = owner_parameters()
    with psycopg.connect(**{**server, "dbname": owner["dbname"]}, autocommit=True) as powerful:
        statement = "GRANT {} TO {}"
        if powerful.info.server_version >= 160000:
            statement += " WITH SET TRUE"
        for role in RESTRICTED:
            names = map(sql.Identifier, (role, owner["user"]))
            change_role(powerful, sql.SQL(statement).format(*names))
    with psycopg.connect(**owner) as opened:
        yield opened


SEEN = " UNION ALL ".join(
    f"SELECT '{source.removesuffix('()')}', {key} FROM {source}"
    for source, key in (
        *dict.fromkeys((*TABLES, "noroshi.directory()"), "id").items(),
        *OF_EXPOSURES.items(),
    )
)


@pytest.mark.parametrize("part", range(PARTS))
def test_sql_shows_exactly_what_the_oracle_says(connection, part):
    empty_handed = 0
    for first in range(part * BESIDE, WORLDS, PARTS * BESIDE):
        worlds = [make_world(first + place, place=place) for place in range(BESIDE)]
        with connection.cursor() as cursor:
            with connection.pipeline():
                build(cursor, together(worlds))
            cursor.execute("SET LOCAL ROLE noroshi_web")
            assert cursor.execute(SEEN).fetchall() == [], "no requester, nothing seen"
            for home, actor in ((world, actor) for world in worlds for actor in world.actors):
                cursor.execute("SELECT set_config('noroshi.actor', %s, true)", [str(actor)])
                seen: Seen = {}
                for table, id_ in cursor.execute(SEEN).fetchall():
                    seen.setdefault(table, set()).add(id_)
                expected = beside(worlds, home, actor, visible(home, actor))
                assert seen == expected, f"worlds from {first}, actor {actor}"
                empty_handed += not seen
        connection.rollback()
    assert empty_handed, "some worlds have actors who have ended"
