"""What a requester sees through SQL is what the oracle says, in thousands of random worlds."""

import os
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import sql

from tests.property.need_to_know.worlds import World, make_world, visible

WORLDS = int(os.environ.get("WORLDS", "2000"))
PARTS = 4  # so that two workers share them
AT = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = (
    "parties_organisation", "parties_community", "parties_network", "parties_actor",
    "assets_system", "assets_inventory", "assets_asset",
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
    from noroshi.operations.database import RESTRICTED, owner_parameters

    owner = owner_parameters()
    with psycopg.connect(**{**server, "dbname": owner["dbname"]}, autocommit=True) as powerful:
        statement = "GRANT {} TO {}"
        if powerful.info.server_version >= 160000:
            statement += " WITH SET TRUE"
        for role in RESTRICTED:
            powerful.execute(
                sql.SQL(statement).format(sql.Identifier(role), sql.Identifier(owner["user"]))
            )
    with psycopg.connect(**owner) as opened:
        yield opened


def build(cursor: psycopg.Cursor, world: World) -> None:
    cursor.execute("SET LOCAL ROLE noroshi_worker")
    cursor.executemany(
        "INSERT INTO parties_organisation (id, code, kind, name, name_ja, sector, standard_sector,"
        " corporate_number, audience) VALUES (%s, %s, %s, '', '', 'rail', '', '', %s)",
        [
            (o.id, str(o.id)[:30].upper(), world.kinds[o.id], o.audience)
            for o in world.organisations
        ],
    )
    cursor.executemany(
        "INSERT INTO parties_community (id, code, kind, name, name_ja, audience)"
        " VALUES (%s, %s, 'council', '', '', %s)",
        [(c.id, str(c.id)[:30], c.audience) for c in world.communities],
    )
    cursor.executemany(
        "INSERT INTO parties_membership (id, community_id, organisation_id)"
        " VALUES (gen_random_uuid(), %s, %s)",
        list(world.members),
    )
    decided = [(name, own, to, None if stands else AT) for name, own, to, stands in world.decisions]
    cursor.execute(
        "INSERT INTO release_decision (id, information_class, owner_id, recipient_id, grounds,"
        " articles, decided_at, withdrawn_at)"
        " SELECT gen_random_uuid(), name, own, recipient, '{}', '{}', now(), withdrawn FROM"
        " unnest(%s::text[], %s::uuid[], %s::uuid[], %s::timestamptz[])"
        " d (name, own, recipient, withdrawn)",
        [list(column) for column in zip(*decided, strict=True)] or [[]] * 4,
    )
    numbers = {row.id: row.audience for row in world.organisations}
    cursor.executemany(
        "INSERT INTO parties_actor (id, kind, organisation_id, audience, role, client_id, scopes,"
        " token, ended_at) VALUES (%s, 'client', %s, %s, 'client', %s, '{}', gen_random_uuid(), %s)",
        [
            (actor, place, numbers[place], str(actor), None if is_active else AT)
            for actor, (place, is_active) in world.actors.items()
        ],
    )
    cursor.executemany(
        "UPDATE parties_organisation SET ministry_id = %s WHERE id = %s",
        [(ministry, below) for below, ministry in world.ministries.items()],
    )
    _belongings(cursor, world)
    _views(cursor, world)


STATEMENTS = {
    "parties_network": "INSERT INTO parties_network (id, organisation_id, audience, prefix)"
    " VALUES (%(id)s, %(owner)s, %(audience)s, '192.0.2.0/24')",
    "assets_system": "INSERT INTO assets_system (id, organisation_id, audience, name, role)"
    " VALUES (%(id)s, %(owner)s, %(audience)s, 's', '')",
    "assets_inventory": "INSERT INTO assets_inventory (id, organisation_id, audience, system_id,"
    " key, digest, imported_at) SELECT %(id)s, %(owner)s, %(audience)s, id, 'k', '', now()"
    " FROM assets_system WHERE organisation_id = %(owner)s",
    "assets_asset": "INSERT INTO assets_asset (id, organisation_id, audience, system_id,"
    " inventory_id, identity, name, vendor, product, version, purl, cpe, addresses, added_at)"
    " SELECT %(id)s, %(owner)s, %(audience)s, system_id, id, '', 'n', '', '', '', '', '', '{}', now()"
    " FROM assets_inventory WHERE organisation_id = %(owner)s",
    "vulnerabilities_exposure": "WITH found AS (INSERT INTO vulnerabilities_finding (kind_id, cause,"
    " found_at, record, version, range_text, fixed_in, matched_by, certainty)"
    " VALUES (%(number)s, %(kind)s, '2026-01-01', '', '', '', '', '', '') ON CONFLICT DO NOTHING),"
    " ruled AS (INSERT INTO vulnerabilities_ruling (asset_id, cause, organisation_id, audience)"
    " VALUES (%(id)s, %(kind)s, %(owner)s, %(audience)s))"
    " INSERT INTO vulnerabilities_assetofkind (asset_id, kind_id, organisation_id, audience, since)"
    " VALUES (%(id)s, %(number)s, %(owner)s, %(audience)s, '2026-01-01')",
    "warnings_warning": "INSERT INTO warnings_warning (id, organisation_id, audience, cause, state,"
    " urgency, raised_at, changed_at, assets, answer_reason)"
    " VALUES (%(id)s, %(owner)s, %(audience)s, 'CVE-2099-1', 'open', 0, now(), now(), 1, '')",
    "warnings_note": "INSERT INTO warnings_note (id, warning_id, organisation_id, audience, kind,"
    " text) SELECT %(id)s, id, organisation_id, %(audience)s, 'comment', ''"
    " FROM warnings_warning WHERE organisation_id = %(owner)s",
    "ledger_entry": "INSERT INTO ledger_entry (id, at, kind, subject, organisation_id, digest)"
    " VALUES (%(id)s, now(), 'k', 's', %(owner)s, '')",
}


def _belongings(cursor: psycopg.Cursor, world: World) -> None:
    for table, statement in STATEMENTS.items():
        rows = [row for row in world.rows if row.table == table]
        cursor.executemany(
            statement,
            [
                {
                    "id": row.id,
                    "owner": row.owner,
                    "audience": row.audience,
                    "kind": str(row.kind),
                    "number": row.kind and row.kind.int & 3,
                }
                for row in rows
            ],
        )


def _views(cursor: psycopg.Cursor, world: World) -> None:
    """What people keep for themselves and what suppliers name, written as they write it."""
    cursor.execute("SET LOCAL ROLE noroshi_web")
    for actor, view in world.views.items():
        cursor.execute("SELECT set_config('noroshi.actor', %s, true)", [str(actor)])
        cursor.execute(
            "INSERT INTO parties_savedview (id, organisation_id, audience, actor_id, place, name,"
            " query, saved_at) SELECT %s, noroshi.organisation(), noroshi.own_audience(),"
            " noroshi.actor(), 'warnings', 'mine', '', now()",
            [view],
        )
    for actor, product in world.products.items():
        cursor.execute("SELECT set_config('noroshi.actor', %s, true)", [str(actor)])
        cursor.execute(
            "INSERT INTO suppliers_productclaim (id, organisation_id, audience, vendor, product, key)"
            " SELECT %s, noroshi.organisation(), noroshi.own_audience(), '', '', noroshi.actor()",
            [product],
        )
    cursor.execute("SELECT set_config('noroshi.actor', '', true)")


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
    for seed in range(part, WORLDS, PARTS):
        world = make_world(seed)
        with connection.cursor() as cursor:
            build(cursor, world)
            cursor.execute("SET LOCAL ROLE noroshi_web")
            assert cursor.execute(SEEN).fetchall() == [], "no requester, nothing seen"
            for actor in world.actors:
                cursor.execute("SELECT set_config('noroshi.actor', %s, true)", [str(actor)])
                seen: dict[str, set] = {}
                for table, id_ in cursor.execute(SEEN).fetchall():
                    seen.setdefault(table, set()).add(id_)
                assert seen == visible(world, actor), f"world {seed}, actor {actor}"
                empty_handed += not seen
        connection.rollback()
    assert empty_handed, "some worlds have actors who have ended"
