"""A matrix of ATT&CK as it is read: its order, who stands for whom, and what is refused."""

import json

import pytest
import zstandard

from noroshi.formats import attack
from noroshi.kernel.errors import Location, MalformedError
from tests.attack import matrix, pattern, revoked_by

AT = Location("attack.json", "")


def test_tactics_in_order_and_revoked_ones_followed_to_the_end():
    found = attack.read(matrix(), at=AT)
    assert (found.domain, found.version) == ("enterprise-attack", "99.1")
    assert [one.short for one in found.tactics] == ["initial-access", "execution"]
    by_number = {one.number: one for one in found.techniques}
    assert by_number["T1566"].tactics == ("initial-access", "execution")
    assert by_number["T1001"].instead == by_number["T1002"].instead == "T1566.001"
    assert (by_number["T1003"].is_gone, by_number["T1003"].instead) == (True, "")
    assert by_number["T1190"].url == "https://attack.mitre.org/techniques/T1190"


def test_bad_techniques_are_refused_by_themselves_and_circles_end():
    circle = [
        pattern("T1011", "A", revoked=True),
        pattern("T1012", "B", revoked=True),
        revoked_by("T1011", "T1012"),
        revoked_by("T1012", "T1011"),
    ]
    twice = {**pattern("T1190", "Again"), "id": "attack-pattern--x"}
    bad = pattern("T11", "Short"), pattern("T1013", ""), twice
    far = pattern("T1014", "Far")
    far["external_references"][0]["url"] = "javascript:alert(1)"
    found = attack.read(matrix(*circle, *bad, far), at=AT)
    assert [place for place, _ in found.refused] == ["/objects/4", "/objects/5", "/objects/12"]
    by_number = {one.number: one for one in found.techniques}
    assert by_number["T1011"].instead == ""
    assert by_number["T1014"].url == ""


@pytest.mark.parametrize(
    "objects",
    [
        [],
        [{"type": "x-mitre-matrix", "external_references": [{"source_name": "mitre-attack"}]}],
        [{"type": "attack-pattern", "kill_chain_phases": "x"}],
        "none",
    ],
)
def test_what_has_no_matrix_is_malformed(objects):
    with pytest.raises(MalformedError):
        attack.read(json.dumps({"objects": objects}).encode(), at=AT)


@pytest.mark.parametrize(
    ("name", "first", "counts"),
    [
        ("enterprise-attack-18.1", "reconnaissance", (14, 691, 132)),
        ("mobile-attack-17.1", "initial-access", (12, 121, 50)),
        ("ics-attack-18.1", "initial-access", (12, 83, 0)),
    ],
)
def test_the_published_matrices_are_read_whole(data, name, first, counts):
    with (data / "attack" / f"{name}.json.zst").open("rb") as packed:
        text = zstandard.ZstdDecompressor().stream_reader(packed).read()
    assert attack.is_attack(text)
    found = attack.read(text, at=AT)
    assert found.refused == ()
    assert found.tactics[0].short == first
    live = sum(not one.is_gone for one in found.techniques)
    assert (len(found.tactics), live, sum(bool(one.instead) for one in found.techniques)) == counts
    shorts = {one.short for one in found.tactics}
    assert all(shorts >= {*one.tactics} and one.tactics for one in found.techniques
               if not one.is_gone)  # fmt: skip
