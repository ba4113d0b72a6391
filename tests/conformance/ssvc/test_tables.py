"""Our trees against the tables that are published, row by row."""

import io
import json
import re
import tarfile

import pytest
import zstandard

from noroshi.warnings.ssvc import VALUES, policy

TABLES = {
    "deployer": "ssvc/deployer_patch_application_priority_1_0_0",
    "coordinator": "cisa/cisa_coordinator_2_0_3",
    "triage": "ssvc/coordinator_triage_1_0_0",
    "human_impact": "ssvc/human_impact_1_0_0",
    "utility": "ssvc/utility_1_0_0",
    "public_safety_impact": "ssvc/public_safety_impact_1_0_0",
}
POINTS = {
    "exploitation": "ssvc/exploitation_1_1_0",
    "automatable": "ssvc/automatable_2_0_0",
    "technical impact": "ssvc/technical_impact_1_0_0",
    "system exposure": "ssvc/system_exposure_1_0_1",
    "safety impact": "ssvc/safety_impact_2_0_1",
    "mission impact": "ssvc/mission_impact_2_0_0",
    "human impact": "ssvc/human_impact_2_0_2",
    "mission prevalence": "cisa/mission_prevalence_1_0_0",
    "public well-being impact": "ssvc/public_well_being_impact_1_1_0",
    "mission and well-being impact": "ssvc/mission_and_well_being_impact_1_0_0",
    "report public": "ssvc/report_public_1_0_0",
    "supplier contacted": "ssvc/supplier_contacted_1_0_0",
    "report credibility": "ssvc/report_credibility_1_0_0",
    "supplier cardinality": "ssvc/supplier_cardinality_1_0_0",
    "supplier engagement": "ssvc/supplier_engagement_1_0_0",
    "value density": "ssvc/value_density_1_0_0",
    "utility": "ssvc/utility_1_0_1",
    "public safety impact": "ssvc/public_safety_impact_2_0_1",
    "coordination": "ssvc/decline_track_coordinate_1_0_1",
    "priority": "ssvc/defer_scheduled_out_of_cycle_immediate_1_0_0",
    "cisa levels": "cisa/cisa_levels_1_1_0",
}


@pytest.fixture(scope="module")
def published(data):
    """The published files: text by path."""
    with (data / "ssvc/ssvc_data.tar.zst").open("rb") as file:
        octets = zstandard.ZstdDecompressor().stream_reader(file).read()
    with tarfile.open(fileobj=io.BytesIO(octets)) as members:
        return {
            member.name.removeprefix("./").removeprefix("data/"): members.extractfile(member)
            .read()
            .decode()
            for member in members
            if member.isfile() and member.name.endswith((".csv", ".json"))
        }


@pytest.mark.parametrize("name", TABLES)
def test_a_tree_is_the_published_table_row_by_row(name, published):
    header, *lines = published[f"csv/{TABLES[name]}.csv"].splitlines()
    bare = [re.sub(r" v[\d.]+( \(\w+\))?$", "", title).lower() for title in header.split(",")]
    tree = policy().trees[name]
    assert tuple(bare[1 : 1 + len(tree.points)]) == tree.points
    assert policy().versions.get(name, "1.0.0") == TABLES[name][-5:].replace("_", ".")
    rows = [tuple(line.split(",")[1:]) for line in lines]
    assert [(*values, outcome) for values, outcome in tree.rows.items()] == rows


@pytest.mark.parametrize("name", VALUES)
def test_values_are_the_published_ones_in_their_order(name, published):
    point = json.loads(published[f"json/decision_points/{POINTS[name]}.json"])
    assert tuple(value["name"].lower() for value in point["values"]) == VALUES[name]


def test_mission_and_well_being_is_what_its_values_define(published):
    rows = policy().trees["mission_and_well_being"].rows
    assert {row for row, outcome in rows.items() if outcome == "low"} == {("minimal", "minimal")}
    text = published[f"json/decision_points/{POINTS['mission and well-being impact']}.json"]
    high = json.loads(text)["values"][2]["definition"]
    assert high == "Mission Prevalence:Essential OR Public Well-Being Impact:(Irreversible)"
    assert all(
        (outcome == "high") == ("essential" in row or "irreversible" in row)
        for row, outcome in rows.items()
    )
