"""What is common infrastructure is known as such, for everybody, in one question."""

import json

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from noroshi.formats.names.observables import extract
from noroshi.kernel.clock import now
from noroshi.operations.database import Role, connected_as
from tests.nation import register


def listed(name, match, entries, *attributes, version=1):
    return {
        "name": name,
        "description": "",
        "version": version,
        "type": match,
        "list": entries,
        "matching_attributes": list(attributes),
    }


LISTS = (
    listed("Resolvers", "cidr", ["192.0.2.0/29", "2001:db8::/64"], "ip-src"),
    listed("Networks", "cidr", ["192.0.2.0/24"]),
    listed("Sites", "hostname", ["cdn.example"], "domain", "url"),
    listed("Files", "string", ["D41D8CD98F00B204E9800998ECF8427E"], "md5"),
    listed("Throwaway", "substring", ["@throw.example"], "email-src"),
    listed("Contacts", "regex", ["/^(noc|abuse)@/i"], "email-dst"),
)


def bring(folder, *lists):
    from noroshi.intelligence.actions.import_reference import import_reference

    path = folder / "lists.jsonl"
    path.write_text("\n".join(map(json.dumps, lists)))
    with connected_as(Role.WORKER):
        return import_reference([path], by=None, at=now())


def common(text):
    from noroshi.intelligence.warninglists import queries

    with CaptureQueriesContext(connection) as captured:
        found = queries.common(extract(text))
    assert len(captured) <= 1
    return {one.value: names for one, names in found.items()}


def test_a_value_is_common_by_the_lists_that_say_so(database, tmp_path):
    result = bring(tmp_path, *LISTS, {"name": "Something else"})
    assert (result.accepted, len(result.refused)) == (6, 1)
    assert common("192.0.2.7 192.0.2.9 192.0.2.0/30 192.0.2.0/23 2001:db8::5 198.51.100.1") == {
        "192.0.2.7": ("Networks", "Resolvers"),
        "192.0.2.9": ("Networks",),
        "192.0.2.0/30": ("Networks", "Resolvers"),
        "2001:db8::5": ("Resolvers",),
    }
    assert common("a.b.cdn.example https://CDN.example/x notcdn.example https://192.0.2.1/") == {
        "a.b.cdn.example": ("Sites",),
        "https://cdn.example/x": ("Sites",),
        "https://192.0.2.1/": ("Networks",),
    }
    assert common("d41d8cd98f00b204e9800998ecf8427e x@throw.example ABUSE@mail.example") == {
        "d41d8cd98f00b204e9800998ecf8427e": ("Files",),
        "x@throw.example": ("Throwaway",),
        "ABUSE@mail.example": ("Contacts",),
    }
    assert common("") == {}


def test_a_newer_edition_takes_the_place_of_an_older_one_and_of_no_newer(database, tmp_path):
    assert bring(tmp_path, listed("Sites", "hostname", ["old.example"], version=2)).accepted == 1
    assert bring(tmp_path, listed("Sites", "hostname", ["old.example"], version=2)).unchanged == 1
    assert bring(tmp_path, listed("Sites", "hostname", ["older.example"])).unchanged == 1
    assert common("old.example older.example") == {"old.example": ("Sites",)}
    assert bring(tmp_path, listed("Sites", "hostname", ["new.example"], version=3)).accepted == 1
    assert common("old.example new.example") == {"new.example": ("Sites",)}
    (refused,) = bring(tmp_path, listed("Bad", "regex", ["a(b", "c"])).refused
    assert "expression" in refused.reason
    bad = bring(tmp_path, listed("Half", "cidr", ["192.0.2.1/99", "192.0.2.1"]))
    assert (bad.accepted, [one.place for one in bad.refused]) == (1, ["/list/0"])


def test_only_the_worker_writes_them_and_everybody_reads_them(database, tmp_path):
    from django.db import ProgrammingError

    from noroshi.intelligence.models import WarningList
    from noroshi.parties.scope import acting_as

    actors = register()
    bring(tmp_path, *LISTS)
    with acting_as(actors["P-WEST"]):
        assert WarningList.objects.count() == len(LISTS)
    with pytest.raises(ProgrammingError) as denied, acting_as(actors["NCO"]):
        WarningList.objects.all().delete()
    assert isinstance(denied.value.__cause__, psycopg.errors.InsufficientPrivilege)
