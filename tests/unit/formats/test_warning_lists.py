"""Lists of common values, as the MISP project keeps them."""

import json
import os
import tarfile
from pathlib import Path

import pytest
import zstandard

from noroshi.formats.names.observables import ObservableKind
from noroshi.formats.warning_lists import Match, is_list, read
from noroshi.kernel.errors import Location, MalformedError

AT = Location("list.json")
DATA = os.environ.get("NOROSHI_DATA")


def written(entries, **more):
    members = {"name": "Common", "version": 3, "type": "string", "list": entries, **more}
    return json.dumps(members).encode()


def test_entries_stand_in_the_spelling_that_they_are_compared_in():
    assert read(written([" Dns.Example ", "dns.example"]), at=AT).entries == ("dns.example",)
    assert read(written([".Cdn.example."], type="hostname"), at=AT).entries == ("cdn.example",)
    networks = read(written(["192.0.2.7/24", "2001:DB8::1"], type="cidr"), at=AT)
    assert networks.entries == ("192.0.2.0/24", "2001:db8::1/128")
    expressions = read(written(["/^noc@/i", "^a$"], type="regex"), at=AT)
    assert expressions.entries == ("(?i)^noc@", "^a$")


def test_what_it_speaks_of_follows_from_the_attributes():
    some = read(written(["a"], matching_attributes=["ip-dst|port", "md5"]), at=AT)
    assert set(some.kinds) == {ObservableKind.IPV4, ObservableKind.IPV6, ObservableKind.MD5}
    assert read(written(["a"]), at=AT).kinds is None
    assert read(written(["a"], matching_attributes=["phone-number"]), at=AT).kinds == ()


def test_a_bad_entry_is_refused_by_itself_and_a_bad_list_whole():
    found = read(written(["192.0.2.0/33", "192.0.2.1", ""], type="cidr"), at=AT)
    assert found.entries == ("192.0.2.1/32",)
    assert [place for place, _ in found.refused] == ["/list/0", "/list/2"]
    (refused,) = read(written([r"/(a)\1/"], type="regex"), at=AT).refused
    assert "refers back" in refused[1]
    for bad in (
        written(["x"] * 1001, type="cidr"),
        written([], type="fuzzy"),
        written(["a"], version=-1),
        written("a"),
        written([1]),
        b'{"name":' * 10_000,
    ):
        with pytest.raises(MalformedError):
            read(bad, at=AT)


def test_it_is_known_by_its_members():
    assert is_list(written(["a"]))
    assert not is_list(written(["a"], type="other"))
    assert not is_list(b'{"type": "bundle", "objects": []}')


@pytest.mark.skipif(not DATA, reason="NOROSHI_DATA is unset")
def test_every_list_of_the_project_is_read_whole():
    path = Path(str(DATA)) / "misp" / "warninglists.tar.zst"
    entries = 0
    with zstandard.open(path, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
        for member in tar:
            if not member.name.endswith("/list.json"):
                continue
            data = tar.extractfile(member).read()
            assert is_list(data), member.name
            found = read(data, at=Location(member.name))
            assert not found.refused
            assert isinstance(found.match, Match)
            entries += len(found.entries)
    assert entries > 500_000
