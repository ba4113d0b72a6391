"""Searching: what is found by what, each object once, and by nobody who may not see it."""

import pytest

from tests.nation import register
from tests.stix import bring, bundle, identifier, indicator, relationship


@pytest.fixture
def actors(database):
    return register()


def index():
    from noroshi.intelligence.actions.index_objects import index_objects
    from noroshi.operations.database import Role, connected_as

    with connected_as(Role.WORKER):
        return index_objects()


def names(actor, **sought):
    from noroshi.intelligence.searching import Sought, counted, found
    from noroshi.parties.scope import acting_as

    with acting_as(actor):
        rows = found(Sought(**sought), size=100)
        many = counted(Sought(**sought))
    assert many.total == len(rows)
    assert dict(many.words.get("type", ())) == {
        kind: [one.type for one in rows].count(kind) for kind in {one.type for one in rows}
    }
    return [one.name for one in rows]


def test_found_by_words_values_and_japanese_each_once(actors):
    east = actors["P-EAST"]
    url = {"type": "url", "id": identifier("url", "u"), "spec_version": "2.1"}
    told = bundle(
        indicator("KagemushaLoader", description="電力会社を狙うマルウェア（架空）", tlp="green"),
        indicator("Other", tlp="green", pattern="[domain-name:value = 'c2.evil.example']",
                  labels=["Beacon"], valid_until="2026-02-01T00:00:00Z"),
        {**url, "value": "https://evil.example/a?b=1"},
        relationship("indicates", identifier("indicator", "Other"), identifier("malware", "m")),
    )  # fmt: skip
    assert bring(east, told).accepted == 4
    assert index() == 4
    assert index() == 0
    for text, wanted in {
        "kagemusha": ["KagemushaLoader"],
        "ＫＡＧＥＭＵＳＨＡ loader": ["KagemushaLoader"],
        "マルウェア": ["KagemushaLoader"],
        "電力 架空": ["KagemushaLoader"],
        "電架": [],
        "192[.]0[.]2[.]77": ["KagemushaLoader"],
        "192.0.2.7": [],
        "c2[.]evil[.]example": ["Other"],
        "hxxps://evil[.]example/a?b=1": ["https://evil.example/a?b=1"],
        identifier("indicator", "Other"): ["Other"],
    }.items():
        assert names(east, text=text) == wanted, text
    assert set(names(east, text="evil.example")) == {"Other", "https://evil.example/a?b=1"}
    assert names(east, label="beacon") == ["Other"]
    assert names(east, type="url") == ["https://evil.example/a?b=1"]
    assert names(east, refers_to=identifier("indicator", "Other")) == [""]
    assert len(names(east, source="import")) == 4
    newer = bundle(indicator("Other", tlp="green", day=9, description="renewed"))
    assert bring(east, newer, source="second").accepted == 1
    index()
    assert names(east, text="other renewed") == ["Other"]
    assert names(east, label="beacon") == []  # the newest says it no more


def test_nothing_of_another_is_found_counted_or_named(actors):
    east, west = actors["P-EAST"], actors["P-WEST"]
    hidden = indicator("Hidden", tlp="red", labels=["secret"])
    shared = indicator("Shared", tlp="green")
    bring(east, bundle(hidden, shared, relationship("uses", shared["id"], hidden["id"])),
          source="informer")  # fmt: skip
    index()
    assert set(names(east)) == {"Hidden", "Shared", ""}
    assert names(west) == ["Shared"]
    for sought in ({"text": "hidden"}, {"label": "secret"}, {"source": "informer"},
                   {"refers_to": shared["id"]}):  # fmt: skip
        assert names(west, **sought) == []
    from django.db import ProgrammingError, connection

    from noroshi.intelligence.neighbours import near, newest
    from noroshi.intelligence.searching import Sought, counted
    from noroshi.parties.scope import acting_as

    with acting_as(west):
        beside = near(newest([shared["id"]])[shared["id"]])
        assert (beside.related, beside.counts) == ([], {})
        assert "source" not in counted(Sought()).words
    with pytest.raises(ProgrammingError), acting_as(west), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intelligence_searchable")


def test_pages_meet_without_gap_in_both_orders(actors):
    from noroshi.intelligence.queries import Place
    from noroshi.intelligence.searching import Sought, found
    from noroshi.parties.scope import acting_as

    east = actors["P-EAST"]
    tlps = ["green", "amber", "red"]
    for part in range(3):
        bring(east, bundle(*[indicator(f"n{part}{i}", tlp=tlps[i % 3]) for i in range(5)]))
    index()
    with acting_as(east):
        for is_oldest in (False, True):
            whole = found(Sought(text="192.0.2.77", is_oldest=is_oldest), size=100)
            assert len(whole) == 15
            pages, after = [], None
            while page := found(Sought(is_oldest=is_oldest), after=after, size=4):
                pages += page
                after = Place(page[-1].added_at, page[-1].id)
            assert [one.id for one in pages] == [one.id for one in whole]
