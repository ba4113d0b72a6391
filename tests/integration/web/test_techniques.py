"""The page of ATT&CK's matrix: cells with what stands behind them, files of it, and another's view."""

import json
from datetime import timedelta

from django.utils import timezone

from tests.integration.intelligence.test_tags import bring_tags
from tests.integration.intelligence.test_techniques import bring_matrix, index
from tests.integration.web.conftest import signed_in
from tests.stix import bring, bundle, indicator
from tests.unit.formats.test_navigator import check_layer

ACTOR = 'misp-galaxy:threat-actor="Kagemusha Gang (fictional)"'
PAGE = "/intelligence/techniques/"


def test_the_matrix_its_techniques_and_files_as_far_as_one_may_see(nation, east, tmp_path):
    empty = east.get(PAGE).content.decode()
    assert "noroshi reference import" in empty
    bring_matrix(tmp_path)
    today = timezone.localdate()
    recent = f"{today - timedelta(days=3)}T00:00:00Z"
    told = [
        indicator("Shown", tlp="green", labels=["T1566.001"], valid_from=recent),
        indicator("Secret", tlp="red", labels=["T1190"], valid_from=recent),
        indicator("Early", tlp="green", labels=["T1190"], valid_from="2019-01-01T00:00:00Z"),
    ]
    bring(nation["P-EAST"], bundle(*told))
    index()
    west = signed_in("p-west@example.test")
    mine, theirs = (one.get(PAGE).content.decode() for one in (east, west))
    assert "Break the Door" in mine
    assert "Break the Door" not in theirs
    assert "Letters with Gifts" in theirs
    assert ">1 sub-technique</summary>" in theirs
    assert "Letters with Ways" not in theirs
    assert "Letters with Ways" in west.get(f"{PAGE}?all=1").content.decode()
    assert "Break the Door" in west.get(f"{PAGE}?since=").content.decode()
    assert (
        "Break the Door" in west.get(f"{PAGE}?since=2018-12-31&until=2019-01-01").content.decode()
    )
    for narrowed in ("source=x", "organisation=P-WEST", "sector=rail", "domain=ics-attack"):
        assert "Letters" not in west.get(f"{PAGE}?{narrowed}").content.decode(), narrowed
    for wrong in ("since=soon", "sector=x", "domain=x", "format=pdf", "until=9999-12-31&format=x"):
        assert west.get(f"{PAGE}?{wrong}").status_code == 422, wrong
    for early in ("since=0001-01-01", "until=9999-12-31"):
        assert west.get(f"{PAGE}?{early}").status_code == 200, early
    assert west.get(f"{PAGE}?organisation=NOBODY").status_code == 404

    layer = json.loads(west.get(f"{PAGE}?since=&format=navigator").content)
    check_layer(layer)
    assert {one["techniqueID"]: one["score"] for one in layer["techniques"]} == {
        "T1190": 1, "T1566": 1, "T1566.001": 1,
    }  # fmt: skip
    assert layer["versions"]["attack"] == "99"
    assert west.get(f"{PAGE}?since=&format=csv").content.decode().count("\r\n") == 4
    whole = json.loads(west.get(f"{PAGE}?since=&format=json").content)
    assert [one["short"] for one in whole["tactics"]] == ["initial-access", "execution"]
    assert whole["objects"] == 2
    bundled = json.loads(west.get(f"{PAGE}?since=&format=stix").content)["objects"]
    assert {one["name"] for one in bundled} == {"Shown", "Early"}

    page = west.get(f"{PAGE}T1190/?since=").content.decode()
    assert "Early" in page
    assert "Secret" not in page
    assert "Secret" in east.get(f"{PAGE}T1190/").content.decode()
    assert "Secret" not in west.get(f"{PAGE}T1190/?since=&format=stix").content.decode()
    assert "Nothing that you may see tells of it" in west.get(f"{PAGE}T1190/").content.decode()
    assert "Shown" in west.get(f"{PAGE}T1566/").content.decode()  # by its sub-technique
    assert "A sub-technique of" in west.get(f"{PAGE}T1566.001/").content.decode()
    assert "No matrix that is held" in west.get(f"{PAGE}T9999/").content.decode()
    assert west.get(f"{PAGE}T1/").status_code == 404
    bring_tags(tmp_path)
    tagged = indicator("Tagged", tlp="green", labels=["kagami:clear", "PAP:RED", ACTOR])
    bring(nation["P-EAST"], bundle(tagged))
    page = west.get(f"/intelligence/{tagged['id']}/").content.decode()
    for words in ("Seen clearly", ">PAP:RED<", "Also called:", "Shadow Actors"):
        assert words in page, words
    assert west.get(f"{PAGE}T1190/?after=x").status_code == 422
