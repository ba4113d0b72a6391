"""Tables of tags as they are read: what each tag means, and what is refused."""

import io
import json
import tarfile

import pytest
import zstandard

from noroshi.formats import misp_tags
from noroshi.kernel.errors import Location, MalformedError
from tests.tags import ACTORS, TAXONOMY

AT = Location("table.json", "")


def read(table):
    data = json.dumps(table).encode()
    assert misp_tags.is_tags(data)
    return misp_tags.read(data, at=AT)


def test_a_taxonomy_titles_its_predicates_and_their_values():
    found = read(TAXONOMY)
    assert (found.name, found.version) == ("taxonomy kagami", 3)
    told = {one.tag: (one.title, one.colour) for one in found.meanings}
    assert told == {
        "kagami:clear": ("Seen clearly", "#00ff00"),
        "kagami:trust": ("How far it is trusted", ""),
        'kagami:trust="full"': ("How far it is trusted: Wholly", ""),
    }


def test_a_cluster_has_its_synonyms_and_bad_ones_are_refused_by_themselves():
    cluster = {"value": "x" * 600}, {"value": ""}, {"value": "n", "meta": {"synonyms": [1, "m"]}}
    found = read({**ACTORS, "values": [*ACTORS["values"], *cluster]})
    first = found.meanings[0]
    assert first.tag == 'misp-galaxy:threat-actor="Kagemusha Gang (fictional)"'
    assert first.names == ("Kagemusha Gang (fictional)", "Shadow Actors", "Oboro Group")
    assert list(first.aliases)[1] == 'misp-galaxy:threat-actor="Shadow Actors"'
    assert [place for place, _ in found.refused] == ["/values/2", "/values/3"]
    assert found.meanings[-1].names == ("n", "m")
    for bad in ({**ACTORS, "type": 'a"b'}, {**ACTORS, "version": -1}, {**ACTORS, "values": 1}):
        with pytest.raises(MalformedError):
            read(bad)


@pytest.mark.parametrize(("name", "tables", "least"), [("galaxies", 241, 20_000),
                                                       ("taxonomies", 183, 5_000)])  # fmt: skip
def test_the_published_tables_are_read_whole(data, name, tables, least):
    packed = (data / "misp" / f"{name}.tar.zst").read_bytes()
    text = zstandard.ZstdDecompressor().stream_reader(packed).read()
    found = []
    with tarfile.open(fileobj=io.BytesIO(text)) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content and misp_tags.is_tags(one := content.read()):
                found.append(misp_tags.read(one, at=Location(member.name, "")))
    assert len(found) == tables
    assert [one.name for one in found if one.refused] == []
    assert sum(len(one.meanings) for one in found) > least
    by_tag = {one.tag: one for table in found for one in table.meanings}
    if name == "galaxies":
        tag = 'misp-galaxy:mitre-attack-pattern="Exploit Public-Facing Application - T1190"'
        assert by_tag[tag].technique == "T1190"
    else:
        assert by_tag["tlp:amber+strict"].title.startswith("(TLP:AMBER+STRICT)")
        assert by_tag["PAP:RED"].colour == "#ff2b2b"
