"""The store: what is kept of an object, its versions and sources, and whom it reaches."""

import json

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.nation import ORGANISATIONS, register
from tests.stix import bring, bundle, identifier, indicator, relationship

PARTNER = "ALLY,Fictional ally,架空同盟国,partner,,,,\n"


@pytest.fixture
def actors(database):
    return register(ORGANISATIONS + PARTNER)


def seen(actor, **chosen):
    from noroshi.intelligence import queries
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        return [held.name for held in queries.objects(queries.Chosen(**chosen), size=100)]


def test_versions_and_sources_are_kept_and_told_once(actors):
    from noroshi.intelligence import queries
    from noroshi.parties.scope import acting_as

    east = actors["P-EAST"]
    first, second = indicator("a", x_own={"kept": [1.5, None]}), indicator("a", day=2, revoked=True)
    ipv4 = {"type": "ipv4-addr", "id": identifier("ipv4-addr", "x"), "value": "192.0.2.77"}
    link = relationship("related-to", first["id"], ipv4["id"])
    result = bring(east, bundle(second, first, ipv4, link))
    assert (result.accepted, result.unchanged, result.refused) == (4, 0, [])
    again = bring(east, bundle(first, ipv4, second, link))
    assert (again.accepted, again.unchanged, again.refused) == (0, 4, [])
    told = bring(east, bundle(first, {**ipv4, "defanged": True}), source="friend")
    assert told.accepted == 2
    changed = bring(east, bundle({**second, "name": "b"}, {**ipv4, "defanged": False}))
    assert (changed.accepted, [one.place for one in changed.refused]) == (1, ["/objects/0"])

    with acting_as(east):
        versions = queries.versions(first["id"])
        assert [(one.version.day, one.source) for one in versions] == [
            (2, "import"), (1, "import"), (1, "friend"),
        ]  # fmt: skip
        assert json.loads(versions[1].content) == first
        newest = queries.objects(size=100)
        assert sorted(one.type for one in newest) == ["indicator", "ipv4-addr", "relationship"]
        assert json.loads(newest[-1].content)["defanged"] is False
        assert len(queries.objects(queries.Chosen(versions=("all",)), size=100)) == 6
        assert len(list(queries.every_object(queries.Chosen(versions=("all",))))) == 6
        assert [
            one.version.day
            for one in queries.objects(
                queries.Chosen(ids=(first["id"],), versions=("first",)), size=9
            )
        ] == [1]
        (near,) = queries.neighbours(ipv4["id"], size=9)
        assert near.stix_id == link["id"]
        pages, after = [], None
        while page := queries.objects(after=after, size=2):
            pages += page
            after = queries.Place(page[-1].added_at, page[-1].id)
        assert pages == newest
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT count(*) FROM ledger_entry")
        assert cursor.fetchone() == (0,)  # nobody's requester sees nothing


def test_a_marking_says_whom_an_object_reaches(actors):
    labels = ("clear", "green", "amber", "amber+strict", "red")
    east = actors["P-EAST"]
    bring(east, bundle(*[indicator(label, tlp=label) for label in labels], indicator("unmarked")))
    bring(None, bundle(indicator("office's"), indicator("office's green", tlp="green")))
    bring(actors["ALLY"], bundle(indicator("ally's", tlp="amber"), indicator("told", tlp="green")))
    assert set(seen(east)) == {*labels, "unmarked", "office's green", "told"}
    assert set(seen(actors["NCO"])) == {
        "clear", "green", "amber", "office's", "office's green", "ally's", "told",
    }  # fmt: skip
    assert set(seen(actors["P-WEST"])) == {"clear", "green", "office's green", "told"}
    assert set(seen(actors["ALLY"])) == {"clear", "ally's"}


def test_a_newer_version_that_is_not_for_all_hides_nothing(actors):
    """Need-to-know: that there is a stricter newer version shows in nothing."""
    east, west = actors["P-EAST"], actors["P-WEST"]
    bring(east, bundle(indicator("a", tlp="green")))
    bring(east, bundle(indicator("a", tlp="red", day=2)))
    assert seen(west) == ["a"]
    assert seen(west, versions=("all",)) == ["a"]
    assert len(seen(east)) == 1
    assert len(seen(east, versions=("all",))) == 2


def test_nobody_writes_for_another_or_widens_an_audience(actors):
    from noroshi.parties.scope import acting_as

    east, west = actors["P-EAST"], actors["P-WEST"]
    bring(east, bundle(indicator("a", tlp="red")))
    bring(west, bundle(indicator("b", tlp="red")))
    copy = """INSERT INTO intelligence_stixobject SELECT (jsonb_populate_record(o, %s)).*
              FROM intelligence_stixobject o"""
    attacks = [
        ("UPDATE intelligence_stixobject SET audience = 1", []),
        ("UPDATE intelligence_stixobject SET tlp = 'clear'", []),
        (copy, [json.dumps({"source": "x", "audience": 1})]),
        (copy, [json.dumps({"source": "x", "organisation_id": str(east.organisation)})]),
    ]
    for statement, parameters in attacks:
        with (
            pytest.raises(ProgrammingError, match=r"permission denied|row-level security"),
            acting_as(west),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, parameters)
    with acting_as(west), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM intelligence_stixobject")
        assert cursor.fetchall() == [("b",)]
        cursor.execute("UPDATE intelligence_stixobject SET is_newest = false")
        assert cursor.rowcount == 1
        cursor.execute("DELETE FROM intelligence_stixobject")
        assert cursor.rowcount == 1
    assert seen(east) == ["a"]
