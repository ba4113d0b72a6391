"""What a supplier is told of who runs its product, attacked: worlds that differ by one organisation,
sums, repeated questions, other names of the same product, and another's product."""

import random
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.db import connection

from noroshi.kernel.clock import now
from noroshi.release.rules import roughness
from tests.nation import SUPPLIERS, bring_product, register

LEAST = min(roughness().steps)
RUNNERS = 24
VERSIONS = ("7.0", "7.2.3", "7.2.5", "7.4", "")
HEAD = "code,name,name_ja,kind,sector,corporate_number,networks,domains\n"
NATION = HEAD + "NCO,Office,庁,nco,,,,\n" + SUPPLIERS
RUNNING = "".join(f"R-{n:02},Runner {n},運営{n},operator,rail,,,\n" for n in range(RUNNERS))

KEYS = {
    "product": ["name:fortinet|fortios"],
    "both": ["name:fortinet|fortios", "name:fortinet|gateway"],
    "other": ["name:fortinet|gateway"],
}

BUILD = """
WITH asset AS (
  INSERT INTO assets_asset (id, organisation_id, audience, system_id, inventory_id, identity, name,
    vendor, product, version, purl, cpe, addresses, added_at)
  SELECT gen_random_uuid(), o.id, o.audience, s.id, v.id, uuid_send(gen_random_uuid()), 'n', '', '',
    %(version)s, '', '', '{}', now()
  FROM parties_organisation o JOIN assets_system s ON s.organisation_id = o.id
  JOIN assets_inventory v ON v.organisation_id = o.id WHERE o.code = %(code)s
  RETURNING id, organisation_id, audience
), kind AS (
  INSERT INTO vulnerabilities_assetkind (id, digest, version)
  SELECT (random() * 1e15)::bigint, uuid_send(gen_random_uuid()), 'of the binary' RETURNING id
), named AS (
  INSERT INTO vulnerabilities_kindname (kind_id, key, via, version)
  SELECT kind.id, k.key, '', %(version)s FROM kind, unnest(%(keys)s::text[]) AS k (key))
INSERT INTO vulnerabilities_assetofkind (asset_id, kind_id, organisation_id, audience, since)
SELECT asset.id, kind.id, asset.organisation_id, asset.audience, now() FROM asset, kind
"""

PLACES = """
WITH system AS (
  INSERT INTO assets_system (id, organisation_id, audience, name, role)
  SELECT gen_random_uuid(), id, audience, 's', '' FROM parties_organisation
  RETURNING id, organisation_id, audience)
INSERT INTO assets_inventory (id, organisation_id, audience, system_id, key, digest, imported_at)
SELECT gen_random_uuid(), organisation_id, audience, id, 'k', '', now() FROM system
"""


@pytest.fixture
def actors(database):
    from noroshi.operations.database import Role, connected_as

    actors = register(NATION + RUNNING)
    with connected_as(Role.WORKER), connection.cursor() as cursor:
        cursor.execute(PLACES)
    for product in ("FortiOS", "Gateway"):
        bring_product(actors["GATES"], actors["NCO"], product=product)
    bring_product(actors["LOCKS"], actors["NCO"], product="Lock")
    return actors


def told(actors, world, *, at, code="GATES"):
    """What a supplier is told in a world: (code, version, which name) of each asset."""
    import psycopg

    from noroshi.operations.database import Role, connected_as, owner_parameters
    from noroshi.suppliers.actions.count_versions import count_versions

    with psycopg.connect(**owner_parameters()) as owner:
        owner.execute("TRUNCATE assets_asset CASCADE")
    with connected_as(Role.WORKER), connection.cursor() as cursor:
        for runner, version, keys in world:
            values = {"code": runner, "version": version, "keys": KEYS[keys]}
            cursor.execute(BUILD, values)
        count_versions(at=at)
    return asked(actors, code)


def asked(actors, code):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.queries import claims, rough_counts

    with acting_as(actors[code]):
        names = {one.id: one.product for one in claims()}
        return {
            (names[claim], one.version): one.organisations
            for claim, found in rough_counts().items()
            for one in found
        }


def oracle(world):
    """The plain account: distinct organisations, the first claimed product first, rounded."""
    runners = defaultdict(set)
    for runner, version, keys in world:
        if runner != "GATES":
            runners["Gateway" if keys == "other" else "FortiOS", version].add(runner)
    steps = roughness().steps
    return {
        cell: max(step for step in steps if step <= len(who))
        for cell, who in runners.items()
        if len(who) >= LEAST
    }


def make(dice):
    codes = [f"R-{n:02}" for n in range(RUNNERS)]
    world = []
    for version in VERSIONS:
        for code in dice.sample(codes, dice.choice((0, 1, LEAST - 1, LEAST, 9, 10, RUNNERS))):
            names = dice.choices(("product", "product", "both", "other"), k=dice.choice((1, 1, 3)))
            world += [(code, version, name) for name in names]
    return world


def week(number):
    return now() + timedelta(days=number * (roughness().days + 1))


def test_it_is_told_as_the_plain_account_says_and_below_the_least_not_at_all(actors):
    for seed in range(12):
        world = make(random.Random(seed))
        answer = told(actors, world, at=week(seed + 1))
        assert answer == oracle(world), seed
        assert all(many in roughness().steps and many >= LEAST for many in answer.values())


def test_one_organisation_below_the_least_changes_no_answer(actors):
    """Of every cell with fewer than the least: take each of its organisations away, add another."""
    tried = 0
    for seed in range(6):
        world = make(random.Random(100 + seed))
        answer = told(actors, world, at=week(3 * seed + 1))
        small = small_cells(world)
        for step, (version, who) in enumerate(small[:2]):
            without = [one for one in world if not (one[0] == who and one[1] == version)]
            assert told(actors, without, at=week(3 * seed + 2 + step)) == answer, (seed, version)
            tried += 1
    assert tried > 4


def small_cells(world):
    """A version that fewer than the least run by any name, and one who runs it."""
    runners = defaultdict(set)
    for runner, version, _ in world:
        runners[version].add(runner)
    return [(v, min(who)) for v, who in sorted(runners.items()) if 0 < len(who) < LEAST]


def test_sums_and_other_names_tell_nothing_of_what_was_suppressed(actors):
    """No answer is about the sum of others, and none about assets that another is about: a second
    name for the same assets, claimed later, shows none of them again."""
    few = [(f"R-{n:02}", "7.0", "both") for n in range(LEAST - 1)]
    many = [(f"R-{n:02}", "7.2.3", "both") for n in range(LEAST)]
    alone = told(actors, many, at=week(1))
    assert alone == {("FortiOS", "7.2.3"): LEAST}
    assert told(actors, many + few, at=week(2)) == alone
    padded = [("GATES", "7.0", "both") for _ in range(9)]
    assert told(actors, many + few + padded, at=week(3)) == alone, "its own do not fill it up"
    assert Counter(product for product, _ in alone)["Gateway"] == 0


def test_an_answer_stands_for_days_whatever_happens_meanwhile(actors):
    world = [(f"R-{n:02}", "7.2.3", "product") for n in range(10)]
    first = told(actors, world, at=week(1))
    for day in range(1, roughness().days):
        assert told(actors, world[:-day], at=week(1) + timedelta(days=day)) == first
    assert told(actors, world[:-1], at=week(2)) == {("FortiOS", "7.2.3"): LEAST}


def test_each_is_told_of_its_own_products_alone(actors):
    world = [(f"R-{n:02}", "7.2.3", "other") for n in range(10)]
    assert told(actors, world, at=week(1)) == {("Gateway", "7.2.3"): 10}
    for code in ("LOCKS", "NCO", "MIC", "R-00"):
        assert asked(actors, code) == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM noroshi.rough_counts()")
        assert cursor.fetchone() == (0,), "no requester, nothing told"
        cursor.execute("SELECT pronargs, prosecdef FROM pg_proc WHERE proname = 'rough_counts'")
        assert cursor.fetchall() == [(0, True)], "there is nothing to ask it about"
