"""Versions as network and control equipment bears them, least first, from the vendors' own release
notes and advisories; versions in one list item are equal."""

from itertools import pairwise

import pytest

from noroshi.formats.names.ranges import VersionEntry, affected_intervals, contains
from noroshi.formats.names.versions import Scheme, version_key

ORDERS = {
    "FortiOS": [
        "7.2.4",
        "7.2.5",
        ("7.2.5 build 1517", "v7.2.5,build1517,230606 (GA.F)", "v7.2.5 build1517 (GA)"),
        "7.2.5 build 1575",
        "7.2.6",
    ],
    "TP-Link": ["1.1.3", "1.1.3 Build 20221125", "1.1.3 Build 20230101 rel.37212", "1.1.4"],
    "Cisco IOS": ["15.2(4)E", "15.2(4)E8", "15.2(4)E10", "15.2(4)E10a", "15.2(5)E", "15.2(7)E0s"],
    "Cisco IOS XE": ["16.9.1", "16.9.1a", "16.9.1s", "16.9.2", "16.12.3", "16.12.03a"],
    "Cisco ASA": ["9.16", "9.16(4)", "9.16(4)9", ("9.16(4)19", "9.16.4.19"), "9.18(1)"],
    "Check Point": [
        "R77.30",
        "R80.10",
        "R80.40",
        (
            "R80.40 JHF Take 94",
            "R80.40 Take 94",
            "R80.40 Jumbo Hotfix Accumulator Take 94",
        ),
        "R80.40 JHF Take 120",
        "R81",
        "R81.10",
    ],
    "NetScaler": [
        ("13.1-49.15", "NS13.1: Build 49.15.nc", "13.1 Build 49.15"),
        "13.1-51.15",
        "14.1-8.50",
        "14.1-47.46",
        "14.1-47.48",
    ],
    "PAN-OS": ["10.2.8", "10.2.8-h3", "10.2.8-h10", "10.2.9", "10.2.9-h1"],
    "Ivanti": ["9.1R18.3", "22.7R2", "22.7R2.3", "22.7R2.4", "22.7R2.10", "22.7R3"],
    "Siemens": [
        "V3.1",
        ("V3.1 Update 3", "V3.1 Upd3"),
        ("V3.1 SP1", "V3.1 Service Pack 1"),
        ("V3.1 SP2 HF1", "V3.1 SP2 Hotfix 1"),
        "V3.1 SP2 Update 4",
        "V3.1 SP2 Update 10",
        "V3.1 SP3",
        "V3.1.1",
        "V4.0",
    ],
    "VMware": ["6.7", ("6.7 U3", "6.7 Update 3"), "7.0", "7.0 U1", "7.0 Update 3c", "7.0U3d"],
    "OpenSSL": ["1.0.2", "1.0.2a", "1.0.2t", "1.0.2u", "1.0.2v", "1.0.2z", "1.0.2zg", "1.1.0"],
    "Windows' halves of years": ["20H1", "20H2", "21H1", "21H2", "23H2"],
    "Windows' builds": ["10.0.17763.1", "10.0.17763.5458", "10.0.19043.0"],
    "years": ["2023.2.9", ("2024.1.0", "2024.1"), "2024.1.0.1", "2024.2"],
    "days": ["20231231", "20240115", "20240116"],
    "days with hyphens": ["2023-12-31", "2024-01-15", "2024-02-01"],
    "Huawei": ["V200R019C00", "V200R019C00SPC500", "V200R019C10"],
    "Junos": ["15.1X49-D100", "15.1X49-D240", "17.3R3-S12", "20.4R3", "20.4R3-S2", "21.1"],
    "candidates": ["5.0 beta 2", ("5.0 Release Candidate 1", "5.0-rc1"), "5.0"],
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_vendors_versions_sort_as_they_were_released(order):
    keys = [
        {version_key(text, Scheme.GENERIC) for text in ([item] if isinstance(item, str) else item)}
        for item in order
    ]
    assert all(len(equal) == 1 and None not in equal for equal in keys)
    for (earlier,), (later,) in pairwise(keys):
        assert earlier < later


def is_affected(entry, version):
    found = affected_intervals([entry], default_status="unaffected").intervals
    return any(contains(part, version_key(version, part.scheme)) for part in found)


@pytest.mark.parametrize("version_type", ["semver", "custom"])
@pytest.mark.parametrize("version", ["7.2.5", "7.2.5 build 1517", "v7.2.5,build1517,230606 (GA.F)"])
def test_builds_belong_to_their_release(version, version_type):
    up_to = VersionEntry("7.2.0", "affected", version_type, less_than_or_equal="7.2.5")
    below = VersionEntry("7.2.0", "affected", version_type, less_than="7.2.5")
    exactly = VersionEntry("7.2.5", "affected", version_type)
    assert is_affected(up_to, version)
    assert not is_affected(below, version)
    assert is_affected(exactly, version)


@pytest.mark.parametrize("version", ["7.2.5a", "7.2.5 SP1", "7.2.5.1", "7.2.6"])
def test_what_is_newer_than_a_release_is_no_build_of_it(version):
    up_to = VersionEntry("7.2.0", "affected", "custom", less_than_or_equal="7.2.5")
    assert not is_affected(up_to, version)


def test_builds_compare_where_a_range_names_them():
    fixed = VersionEntry("0", "affected", "custom", less_than="1.1.3 Build 20230101")
    assert is_affected(fixed, "1.1.3 Build 20221125")
    assert not is_affected(fixed, "1.1.3 Build 20230101")


def test_interval_of_one_version_is_written_as_one():
    entry = VersionEntry("7.2.5", "affected", "custom")
    (interval,) = affected_intervals([entry], default_status="unaffected").intervals
    assert interval.text() == "= 7.2.5"
